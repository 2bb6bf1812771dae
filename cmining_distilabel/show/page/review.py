"""What is reviewed: a sample of the Culture Points, with points made of random documents among them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.text import visible

POINTS = 40
"""Culture Points of a group to review, at most."""

_TITLES, _TITLE = 10, 80
_BASELINE = 0.5  # random points for each Culture Point


def review_items(result: MiningResult, seed: int = 0) -> list[dict[str, Any]]:
    """Items to rate, as the page shows them: those of `review_sets` without the documents' ids."""
    return [{name: value for name, value in item.items() if name != "ids"} for item in review_sets(result, seed)]


def review_sets(result: MiningResult, seed: int = 0) -> list[dict[str, Any]]:
    """Items to rate, shuffled: `{id, arm, group, titles, ids}`, arm "mined" or "random"; the same run to run.

    `ids` are of the documents that a rating speaks of: all seeds of a Culture Point, or those that were drawn.

    A random point stands for a Culture Point: as many documents of the same groups, drawn from all that the noise
    filter kept, so that it differs in nothing but the method. Both show titles only: a result keeps no other text of
    documents that are no seeds.
    """
    random = np.random.default_rng(seed)
    shown: dict[str, list[tuple[str, str]]] = defaultdict(list)  # title and group of the first seeds
    for row in result.seeds.filter(pc.less_equal(result.seeds["rank"], _TITLES)).to_pylist():
        shown[row["point_id"]].append((visible(row["title"] or row["text"], _TITLE), row["group"]))
    by_group: dict[str, list[str]] = defaultdict(list)
    seeds_of: dict[str, list[str]] = {}
    for row in result.points.select(["point_id", "group", "seed_ids"]).to_pylist():
        by_group[row["group"]].append(row["point_id"])
        seeds_of[row["point_id"]] = row["seed_ids"] or []
    pools = {group: _pool(result.documents, group) for group in set(result.seeds["group"].to_pylist())}
    items = []
    for group, points in sorted(by_group.items()):
        chosen = [points[place] for place in np.sort(random.permutation(len(points))[:POINTS])]
        items += [_item(name, "mined", group, [title for title, _ in shown[name]], seeds_of[name]) for name in chosen]
        for number, like in enumerate(random.permutation(chosen)[: math.ceil(len(chosen) * _BASELINE)], start=1):
            counts = Counter(own for _, own in shown[like])
            drawn = [row for own, count in counts.items() for row in _draw(pools[own], count, random)]
            drawn = [drawn[place] for place in random.permutation(len(drawn))]
            titles = [visible(row["title"], _TITLE) for row in drawn]
            items.append(_item(f"random-{group}-{number}", "random", group, titles, [row["id"] for row in drawn]))
    return [items[place] for place in random.permutation(len(items))]


def _draw(pool: pa.Table, count: int, random: np.random.Generator) -> list[dict[str, str]]:
    rows = random.choice(len(pool), size=min(count, len(pool)), replace=False)
    drawn: list[dict[str, str]] = pool.take(pa.array(rows)).to_pylist()
    return drawn


def _item(name: str, arm: str, group: str, titles: list[str], ids: list[str]) -> dict[str, Any]:
    return {"id": visible(name, 100), "arm": arm, "group": visible(group, 100), "titles": titles, "ids": ids}


def _pool(documents: pa.Table, group: str) -> pa.Table:
    kept = pc.and_(
        pc.equal(documents["group"], group), pc.invert(pc.is_in(documents["stage"], pa.array(["read", "noise"])))
    )
    return documents.filter(pc.and_(kept, pc.is_valid(documents["title"]))).select(["id", "title"])
