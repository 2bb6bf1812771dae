"""The table of Culture Points."""

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.culture.names.places import region_name
from cmining_distilabel.mining.culture.owners import Ownership
from cmining_distilabel.mining.culture.regions import Regions
from cmining_distilabel.mining.extract.extraction import Extraction, Point
from cmining_distilabel.mining.result.columns import POINTS
from cmining_distilabel.mining.result.describe import Keywords, point_neighbors, seeds_of
from cmining_distilabel.mining.result.score_columns import cultures_column, owner_name
from cmining_distilabel.mining.score.score import Scores

Rows = NDArray[np.int64]

_CULTURES = 5  # likeliest cultures of a point that are listed


def point_id(cluster: int) -> str:
    """The id of a cluster's point: the same for the same cluster, whatever its rank."""
    return f"cp{cluster:05d}"


def points_table(table: pa.Table, kept: Rows, geometry: Geometry, scores: Scores, extraction: Extraction) -> pa.Table:
    """The Culture Points, in the order of the extraction."""
    near, keywords = point_neighbors(extraction), Keywords(table, kept)
    rows = []
    for place, (point, seeds) in enumerate(
        zip(extraction.points, seeds_of(table, kept, extraction.points), strict=True)
    ):
        row: dict[str, Any] = {
            "point_id": point_id(point.cluster),
            "kind": point.kind,
            **_group(point, extraction),
            **_facets(point, geometry, scores),
            **_figures(point, scores, extraction),
            "keywords": keywords.of(seeds),
            "neighbors": [point_id(cluster) for cluster in near[place]],
            "seed_ids": [seed["id"] for seed in seeds],
        }
        rows.append({name: None if _is_nan(value) else value for name, value in row.items()})
    points = pa.Table.from_pylist(rows, schema=POINTS)
    if extraction.ownership is None or not rows:
        return points
    for name, values in _owners(extraction.points, extraction.ownership).items():
        points = points.set_column(POINTS.get_field_index(name), POINTS.field(name), values)
    return points


def _group(point: Point, extraction: Extraction) -> dict[str, Any]:
    """Eq. 4's figures: the group that most documents of the point are of, and its share."""
    found, cluster = extraction.dominance, point.cluster
    return {
        "group": found.groups[found.dominant[cluster]],
        "size": int(found.size[cluster]),
        "share": float(found.gamma[cluster]),
    }


def _facets(point: Point, geometry: Geometry, scores: Scores) -> dict[str, Any]:
    counted = Counter(geometry.facets[facet] for facet in scores.facet[point.members] if facet >= 0)
    names = [name for name, _ in counted.most_common(3)]
    return {"facet": names[0] if names else None, "facets": names or None}


def _figures(point: Point, scores: Scores, extraction: Extraction) -> dict[str, float]:
    """Means over a point's seeds; the test's are null in the paper's mode, which makes none."""
    found, own = extraction.figures, point.members
    figures = {
        "facet_score": found.facet_score[own],
        "attribution": found.attribution[own],
        "isolation": scores.isolation[own],
        "stability": extraction.stability[point.cluster],
        "score": found.score[own],
    }
    if extraction.recall is not None:
        figures |= {"balanced_share": found.balanced[own], "balanced_lower": found.lower[own]}
        figures["q_value"] = found.q_value[own]
    return {name: float(np.mean(values)) for name, values in figures.items()}


def _owners(points: tuple[Point, ...], ownership: Ownership) -> dict[str, pa.Array]:
    """Whose each point is: its owner, with the mean of what it holds of the seeds, and the likeliest cultures."""
    mean = np.zeros((len(points), len(ownership.names)), np.float32)
    held = np.empty(len(points), np.float32)
    for place, point in enumerate(points):
        own = point.members
        np.add.at(mean[place], ownership.cultures[own].ravel(), ownership.shares[own].ravel() / len(own))
        held[place] = ownership.share[own].mean()
    likely = np.argsort(-mean, axis=1, kind="stable")[:, :_CULTURES].astype(np.int32)
    owners = [ownership.owners[point.owner] if point.owner >= 0 else None for point in points]
    regions = [_region(point, ownership.regions) for point in points]
    return {
        "culture": pa.array(["+".join(owner) if owner else None for owner in owners], pa.string()),
        "culture_name": pa.array([owner_name(owner) if owner else None for owner in owners], pa.string()),
        "culture_share": pa.array(held, pa.float32()),
        "region": pa.array(regions, pa.string()),
        "region_name": pa.array([code and region_name(code) for code in regions], pa.string()),
        "cultures": cultures_column(ownership.names, likely, np.take_along_axis(mean, likely, axis=1)),
    }


def _region(point: Point, regions: Regions | None) -> str | None:
    """The region that half of a point's seeds name, or more."""
    if regions is None:
        return None
    (region, count), *_ = Counter(regions.region[point.members].tolist()).most_common(1)
    return regions.codes[region] if region >= 0 and 2 * count >= len(point.members) else None


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and bool(np.isnan(value))
