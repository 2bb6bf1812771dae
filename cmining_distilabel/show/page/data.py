"""What the page's scripts read: points with their seeds, places of documents, and what there is to review."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.page.acceptance import tests_of
from cmining_distilabel.text import visible

DOCUMENTS = 50_000
"""Documents on the map, at most."""
POINTS = 3_000
"""Culture Points on the page, at most."""

PARTS = ("facet_score", "attribution", "isolation", "exclusivity")
"""What the score of a document is made of."""

_SEEDS, _SEEDS_IN_ALL = 20, 6_000  # on a card, on the page: so that the page stays under 15 MB
_TITLE, _TEXT, _ID, _LINK = 80, 300, 200, 500  # characters
_GRID = 10_000  # steps of the map's longer side
_Row = dict[str, Any]


def page_data(result: MiningResult) -> _Row:
    """The data of the page, ready for JSON."""
    points = result.points.slice(0, POINTS).to_pylist()
    documents = sample_documents(result.documents, DOCUMENTS)
    place = {point["point_id"]: number for number, point in enumerate(points)}
    columns = _documents(documents, place)
    return {
        "points": _points(points, result, columns),
        "documents": {name: values.tolist() if name in "xy" else values for name, values in columns.items()},
    }


def sample_documents(documents: pa.Table, size: int, seed: int = 0) -> pa.Table:
    """The documents that have a place on the map; beyond `size` all seeds that fit and as many others of each group.

    Seeds come last, to be drawn over the others.
    """
    documents = documents.filter(pc.is_valid(documents["x"]))
    is_seed = np.asarray(pc.equal(documents["stage"], "seed").to_numpy(zero_copy_only=False), dtype=bool)
    random = np.random.default_rng(seed)
    seeds, others = np.flatnonzero(is_seed), np.flatnonzero(~is_seed)
    if len(documents) > size:
        groups = np.asarray(documents["group"].to_pylist())
        seeds = _balanced(seeds, groups, size, random)
        others = _balanced(others, groups, size - len(seeds), random)
    # In the order of the corpus, where languages follow one another, the last would cover the others.
    return documents.take(pa.array(np.concatenate([random.permutation(others), seeds])))


def _balanced(
    rows: NDArray[np.int64], groups: NDArray[np.str_], size: int, random: np.random.Generator
) -> NDArray[np.int64]:
    """`size` rows at random, as equally many of each group as there are."""
    shuffled = random.permutation(rows)
    order = np.argsort(groups[shuffled], kind="stable")
    counts = np.unique(groups[shuffled], return_counts=True)[1]
    turn = np.empty(len(rows), np.int64)
    turn[order] = np.concatenate([np.arange(count) for count in counts]) if len(rows) else []
    return np.sort(shuffled[np.argsort(turn, kind="stable")[:size]])


def _documents(documents: pa.Table, place: dict[str, int]) -> dict[str, Any]:
    """Columns of the documents on the map. Names stand in "names", and columns hold their numbers."""
    spots = np.stack([documents[axis].to_numpy().astype(np.float64) for axis in "xy"], axis=1)
    if len(spots):
        spots -= spots.min(axis=0)
        spots *= _GRID / max(float(spots.max()), 1e-9)
    rows = documents.select(["id", "title", "group", "facet", "culture_name", "score", "point_id", *PARTS]).to_pylist()
    names: dict[str, list[str]] = {}
    columns: dict[str, Any] = {axis: spots[:, number].round().astype(int) for number, axis in enumerate("xy")}
    values = {
        "group": [row["group"] for row in rows],
        "facet": [row["facet"] for row in rows],
        "culture": [row["culture_name"] for row in rows],
    }
    for name, column in values.items():
        names[name] = [value for value, _ in Counter(filter(None, column)).most_common()]
        number = {value: position for position, value in enumerate(names[name])}
        columns[name] = [number.get(value, -1) for value in column]
    for name in ("score", *PARTS):
        columns[name] = [None if row[name] is None else round(100 * row[name]) for row in rows]
    columns["point"] = [place.get(row["point_id"], -1) for row in rows]
    columns["title"] = [visible(row["title"] or row["id"], _TITLE) for row in rows]
    return {**columns, "names": {name: [visible(value, _TITLE) for value in own] for name, own in names.items()}}


def _points(points: list[_Row], result: MiningResult, documents: dict[str, Any]) -> list[_Row]:
    per_point = max(1, min(_SEEDS, _SEEDS_IN_ALL // max(1, len(points))))
    shown: dict[str, list[_Row]] = defaultdict(list)
    for seed in result.seeds.filter(pc.less_equal(result.seeds["rank"], per_point)).to_pylist():
        shown[seed["point_id"]].append(_seed(seed))
    circles = _circles(documents, len(points))
    number_of = {point["point_id"]: number for number, point in enumerate(points)}
    return [
        {
            "id": point["point_id"],
            "kind": point["kind"],
            "group": visible(point["group"], _TITLE),
            "culture": visible(point["culture_name"], _TITLE),
            "cultures": [[visible(one["name"], _TITLE), round(one["weight"], 2)] for one in point["cultures"] or []],
            "facets": [visible(name, _TITLE) for name in point["facets"] or []],
            "keywords": [visible(word, _TITLE) for word in point["keywords"] or []],
            "size": point["size"],
            "score": point["score"],
            "stability": point["stability"],
            "q": point["q_value"] if point["kind"] == "language" else None,
            "tests": tests_of(point, result.config),
            "seedCount": len(point["seed_ids"] or []),
            "seeds": shown[point["point_id"]],
            "circle": circles[number],
            "near": [number_of[name] for name in point["neighbors"] or [] if name in number_of],
        }
        for number, point in enumerate(points)
    ]


def _seed(seed: _Row) -> _Row:
    return {
        "id": visible(seed["id"], _ID),
        "title": visible(seed["title"] or seed["text"], _TITLE),
        "text": visible(seed["text"], _TEXT),
        "language": visible(seed["language"], _TITLE),
        "license": visible(seed["license"], _TITLE),
        "source": visible(seed["source"], _TITLE),
        "url": web_address(seed["url"]),
    }


def web_address(url: str | None) -> str | None:
    """The address if a reader may follow it: http or https, with a host, and no control character or space."""
    try:
        parts = urlsplit(url or "")
        safe = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if url and safe and len(url) <= _LINK and url == visible(url, _LINK).replace(" ", "") else None


def _circles(documents: dict[str, Any], count: int) -> list[list[int] | None]:
    """Middle and radius of each point's seeds on the map; None for a point without a seed there."""
    own = np.asarray(documents["point"], int)
    spots = np.stack([documents["x"], documents["y"]], axis=1).astype(float)
    order = np.argsort(own, kind="stable")
    bounds = np.searchsorted(own[order], np.arange(count + 1))
    circles: list[list[int] | None] = []
    for number in range(count):
        inside = spots[order[bounds[number] : bounds[number + 1]]]
        if not len(inside):
            circles.append(None)
            continue
        middle = np.median(inside, axis=0)
        radius = np.quantile(np.linalg.norm(inside - middle, axis=1), 0.9)
        circles.append([round(middle[0]), round(middle[1]), round(float(radius)) + 15])
    return circles
