"""What is reviewed: a sample of the Culture Points, with points made of random documents among them."""

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.text import visible

POINTS = 40
"""Culture Points of a language to review, at most."""

_TITLES, _TITLE = 10, 80
_BASELINE = 0.5  # random points for each Culture Point


def review_items(result: MiningResult) -> list[dict[str, Any]]:
    """Items to rate, as the page shows them: those of `review_sets` without the documents' ids."""
    return [{name: value for name, value in item.items() if name != "ids"} for item in review_sets(result)]


def review_sets(result: MiningResult) -> list[dict[str, Any]]:
    """Items to rate, shuffled: `{id, arm, language, titles, ids}`, arm "mined" or "random"; the same run to run.

    A set is in one language, so that somebody who reads it can rate it: that of most seeds of the point. `ids` are of
    the documents that a rating speaks of: all seeds of a Culture Point in that language, or those that were drawn.

    A random point stands for a Culture Point: as many documents of the same language, drawn from all that the noise
    filter kept, so that it differs in nothing but the method. Both show titles only: a result keeps no other text of
    documents that are no seeds.
    """
    random = np.random.default_rng(0)
    of_point: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in result.seeds.sort_by([("point_id", "ascending"), ("rank", "ascending")]).to_pylist():
        title = visible(row["title"] or row["text"], _TITLE)
        of_point[row["point_id"]][row["language"]].append((row["id"], title))
    by_language: dict[str, list[tuple[str, list[tuple[str, str]]]]] = defaultdict(list)
    for name in result.points["point_id"].to_pylist():
        if name in of_point:  # in the language that most of its seeds are of
            language, seeds = max(of_point[name].items(), key=lambda own: (len(own[1]), own[0]))
            by_language[language].append((name, seeds))
    items = []
    for language, points in sorted(by_language.items()):
        pool = _pool(result.documents, language)
        chosen = [points[place] for place in np.sort(random.permutation(len(points))[:POINTS])]
        for name, seeds in chosen:
            items.append(
                _item(name, "mined", language, [title for _, title in seeds[:_TITLES]], [key for key, _ in seeds])
            )
        for number, like in enumerate(random.permutation(len(chosen))[: math.ceil(len(chosen) * _BASELINE)], start=1):
            drawn = _draw(pool, min(_TITLES, len(chosen[like][1])), random)
            titles = [visible(row["title"], _TITLE) for row in drawn]
            items.append(_item(f"random-{language}-{number}", "random", language, titles, [row["id"] for row in drawn]))
    return [items[place] for place in random.permutation(len(items))]


def _draw(pool: pa.Table, count: int, random: np.random.Generator) -> list[dict[str, str]]:
    rows = random.choice(len(pool), size=min(count, len(pool)), replace=False)
    drawn: list[dict[str, str]] = pool.take(pa.array(rows)).to_pylist()
    return drawn


def _item(name: str, arm: str, language: str, titles: list[str], ids: list[str]) -> dict[str, Any]:
    return {"id": visible(name, 100), "arm": arm, "language": visible(language, 100), "titles": titles, "ids": ids}


def _pool(documents: pa.Table, language: str) -> pa.Table:
    kept = pc.and_(
        pc.equal(documents["language"], language), pc.invert(pc.is_in(documents["stage"], pa.array(["read", "noise"])))
    )
    return documents.filter(pc.and_(kept, pc.is_valid(documents["title"]))).select(["id", "title"])
