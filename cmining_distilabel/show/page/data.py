"""What the page's scripts read: points, seeds, places of documents, and the matrix."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes, culture_name
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.acceptance import tests_of
from cmining_distilabel.show.matrix import seed_counts
from cmining_distilabel.show.names import NOBODY, facet_name, owner_name
from cmining_distilabel.show.page.owners import codes, places, world_map
from cmining_distilabel.show.page.seeds import ID, seed_rows
from cmining_distilabel.text import visible

DOCUMENTS = 50_000
"""Documents on the map, at most."""
POINTS = 3_000
"""Culture Points on the page, at most."""

_TITLE = 80  # characters, of a name, too
_GRID = 10_000  # steps of the map's longer side
_Row = dict[str, Any]


def page_data(result: MiningResult) -> _Row:
    """The data of the page, ready for JSON."""
    points = result.points.slice(0, POINTS).to_pylist()
    seeds = seed_rows(result, points)
    owners, facets, counts = seed_counts(result)
    where, world = places(result), world_map()
    countries = {name: code for name, code in codes(result).items() if code in world["shapes"]}
    return {
        "owners": [{"name": name, "place": where.get(name), "code": countries.get(name)} for name in owners],
        "world": world,
        "nobody": NOBODY,
        "facets": facets,
        "counts": counts.tolist(),
        "points": point_rows(result, points),
        "seeds": seeds,
        "cultures": sorted({*owners, *(culture_name(code) or code for code in culture_codes())} - {NOBODY}),
        "documents": _documents(sample_documents(result.documents, DOCUMENTS), points, seeds),
    }


def sample_documents(documents: pa.Table, size: int) -> pa.Table:
    """The documents that have a place on the map; beyond `size` all seeds that fit and as many others of each group.

    Seeds come last, to be drawn over the others.
    """
    documents = documents.filter(pc.is_valid(documents["x"]))
    is_seed = np.asarray(pc.equal(documents["stage"], "seed").to_numpy(zero_copy_only=False), dtype=bool)
    random = np.random.default_rng(0)
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


def _documents(documents: pa.Table, points: list[_Row], seeds: list[_Row]) -> _Row:
    """Columns of the documents on the map. Names stand in "names", and columns hold their numbers."""
    spots = np.stack([documents[axis].to_numpy().astype(np.float64) for axis in "xy"], axis=1)
    if len(spots):
        spots -= spots.min(axis=0)
        spots *= _GRID / max(float(spots.max()), 1e-9)
    place = {point["point_id"]: number for number, point in enumerate(points)}
    rows = documents.select(["id", "title", "language", "facet", "culture_name", "point_id"]).to_pylist()
    own = [place.get(row["point_id"], -1) for row in rows]
    values = {
        "language": [row["language"] and visible(row["language"], _TITLE) for row in rows],
        "facet": [row["facet"] and facet_name(row["facet"]) for row in rows],
        "culture": [
            owner_name(points[point]) if point >= 0 else row["culture_name"] and visible(row["culture_name"], _TITLE)
            for row, point in zip(rows, own, strict=True)
        ],
    }
    names = {name: list(dict.fromkeys(filter(None, column))) for name, column in values.items()}
    columns: _Row = {axis: spots[:, number].round().astype(int).tolist() for number, axis in enumerate("xy")}
    for name, column in values.items():
        number = {value: position for position, value in enumerate(names[name])}
        columns[name] = [number.get(value, -1) for value in column]
    seed_of = {seed["id"]: number for number, seed in enumerate(seeds)}
    seed = [seed_of.get(visible(row["id"], ID), -1) if point >= 0 else -1 for row, point in zip(rows, own, strict=True)]
    # A seed's title stands among the seeds.
    titles = ["" if at >= 0 else visible(row["title"] or row["id"], _TITLE) for row, at in zip(rows, seed, strict=True)]
    return {**columns, "point": own, "seed": seed, "title": titles, "names": names}


def point_rows(result: MiningResult, points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Points of a result, as JSON."""
    number_of = {point["point_id"]: number for number, point in enumerate(points)}
    return [
        {
            "id": point["point_id"],
            "kind": point["kind"],
            "group": visible(point["group"], _TITLE),
            "culture": owner_name(point),
            "share": point["culture_share"],
            "region": point["region_name"] and visible(point["region_name"], _TITLE),
            "cultures": [[visible(one["name"], _TITLE), round(one["weight"], 2)] for one in point["cultures"] or []],
            "facet": facet_name(point["facet"]),
            "facets": [facet_name(name) for name in point["facets"] or []],
            "keywords": [visible(word, _TITLE) for word in point["keywords"] or []],
            "score": point["score"],
            "tests": tests_of(point, result.config),
            "seedCount": len(point["seed_ids"] or []),
            "near": [number_of[name] for name in point["neighbors"] or [] if name in number_of],
        }
        for point in points
    ]
