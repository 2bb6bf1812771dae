"""From arrays to the tables of a result."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.mining.arrays.scratch import filled
from cmining_distilabel.mining.calibrate.anchors.cultures import culture_name
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.extract import Extraction, Point
from cmining_distilabel.mining.read.pick import names, pick
from cmining_distilabel.mining.read.spill import mapped
from cmining_distilabel.mining.reasons import STAGES, Reasons, stage_of, stages_of
from cmining_distilabel.mining.result.columns import CULTURES, DOCUMENTS, POINTS, SEEDS
from cmining_distilabel.mining.result.describe import Keywords, point_cultures, point_neighbors, seeds_of, warnings_of
from cmining_distilabel.mining.result.frozen import clusters_table
from cmining_distilabel.mining.result.layout import layout
from cmining_distilabel.mining.result.result import MiningResult, versions
from cmining_distilabel.mining.result.sensitivity import sensitivity
from cmining_distilabel.mining.score.score import Scores

Rows = NDArray[np.int64]

_BLOCK, _POINTS = 10_000, 100  # rows, and points, whose texts are in memory at once
_TITLE = 80  # characters of a text that stand for a title


def point_id(cluster: int) -> str:
    """The id of a cross-group cluster's point: the same for the same cluster, whatever its rank."""
    return f"cp{cluster:05d}"


def assemble(
    table: pa.Table,
    reason: Reasons,
    kept: Rows,
    geometry: Geometry,
    scores: Scores,
    extraction: Extraction,
    config: MiningConfig,
    seconds: dict[str, float],
    encoder_id: str,
) -> MiningResult:
    """Build the result. `reason` has an entry a row of `table`; the stages' arrays have one a row of `kept`."""
    final = reason.copy()
    final[kept] = scores.reason
    final[kept[scores.candidates]] = extraction.reason[scores.candidates]
    start = time.perf_counter()
    chart, places = extraction.chart, filled((len(kept), 2), np.nan, np.float32)
    places[chart.rows] = layout(chart.vectors, chart.labels, chart.centroids, config.seed)
    seconds = {**seconds, "layout": round(time.perf_counter() - start, 3)}
    documents = _documents(table, final, kept, places, geometry, scores, extraction)
    points = points_table(table, kept, geometry, scores, extraction)
    seeds = seeds_table(table, kept, geometry, scores, extraction)
    funnel = {
        "documents": len(documents),
        "points": len(points),
        "seeds": len(seeds),
        "stages": funnel_stages(documents),
        "seconds": seconds,
        "bias": {when: asdict(bias) for when, bias in geometry.bias.items()},
        "neighborhoods": {"texts": extraction.scales, "recall": extraction.recall},
        "warnings": warnings_of(geometry, extraction, names(table["group"], kept[scores.candidates])),
        "sensitivity": sensitivity(extraction, config),
    }
    clusters = clusters_table(extraction.partition)
    return MiningResult(points, seeds, documents, funnel, config, versions(encoder_id), clusters=clusters)


def score_columns(
    geometry: Geometry, scores: Scores, extraction: Extraction | None = None, *, rows: Rows | None = None
) -> dict[str, pa.Array]:
    """The columns of `SCORES` for some documents (all by default); null is what is not known, and any negative row."""
    n = len(scores.cluster)
    rows = np.arange(n) if rows is None else rows
    missing = rows < 0
    cluster = np.where(missing, -1, scores.cluster[rows])
    cultures = np.where(missing[:, None], -1, scores.cultures[rows])
    names = np.array([*geometry.facets, None], dtype=object)
    figures = {
        "dispersion": scores.dispersion,
        "entropy": scores.entropy,
        "isolation": scores.isolation,
        "facet_score": scores.facet_score,
        "attribution": scores.attribution,
        "exclusivity": extraction.verdict.exclusivity if extraction else np.full(n, np.nan, np.float32),
        "score": extraction.verdict.score if extraction else np.full(n, np.nan, np.float32),
    }
    return {
        "cluster": pa.array(cluster, mask=cluster < 0),
        "facet": pa.array(names[np.where(missing, -1, scores.facet[rows])], pa.string()),
        "cultures": cultures_column(geometry, cultures, scores.weights[rows]),
        **{name: _float_column(values[rows], missing) for name, values in figures.items()},
    }


def _float_column(values: NDArray[np.floating], missing: NDArray[np.bool_]) -> pa.Array:
    return pa.array(values, mask=missing | np.isnan(values))


def cultures_column(geometry: Geometry, rows: NDArray[np.int32], weights: NDArray[np.float32]) -> pa.Array:
    """Cultures by code and name with their weights, shapes (n, 3) in; null where anchors are off."""
    known = rows >= 0
    count = known.sum(axis=1)
    if geometry.anchors is None or not known.any():
        return pa.nulls(len(rows), CULTURES)
    codes = pa.array(geometry.cultures, pa.string())
    names = pa.array([culture_name(code) or code for code in geometry.cultures], pa.string())
    flat = pa.array(rows[known])
    entries = pa.StructArray.from_arrays(
        [codes.take(flat), names.take(flat), pa.array(weights[known], pa.float32())], fields=list(CULTURES.value_type)
    )
    ends = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), entries, type=CULTURES, mask=pa.array(count == 0))


def points_table(table: pa.Table, kept: Rows, geometry: Geometry, scores: Scores, extraction: Extraction) -> pa.Table:
    """The Culture Points, in the order of the extraction."""
    found, verdict = extraction.dominance, extraction.verdict
    near, keywords = point_neighbors(extraction), Keywords(table, kept)
    rows, owners = [], []
    for place, (point, seeds) in enumerate(
        zip(extraction.points, seeds_of(table, kept, extraction.points), strict=True)
    ):
        cluster, own = point.cluster, point.members
        facets = Counter(geometry.facets[facet] for facet in scores.facet[own] if facet >= 0)
        owners.append(point_cultures(seeds, geometry, scores, extraction, point))
        row: dict[str, Any] = {
            "point_id": point_id(cluster),
            "kind": point.kind,
            "group": found.groups[found.dominant[cluster]],
            "facets": [name for name, _ in facets.most_common(3)] or None,
            "size": int(found.size[cluster]),
            "share": float(found.gamma[cluster]),
            "isolation": float(scores.isolation[own].mean()),
            "stability": extraction.stability[cluster],
            "score": float(verdict.score[own].mean()),
            "keywords": keywords.of(seeds),
            "neighbors": [point_id(cluster) for cluster in near[place]],
            "seed_ids": [seed["id"] for seed in seeds],
            **_figures(point, extraction),
        }
        rows.append({name: None if _is_nan(value) else value for name, value in row.items()})
    points = pa.Table.from_pylist(rows, schema=POINTS)
    if not owners:
        return points
    cultures = cultures_column(geometry, *(np.stack(part) for part in zip(*owners, strict=True)))
    return points.set_column(POINTS.get_field_index("cultures"), POINTS.field("cultures"), cultures)


def _figures(point: Point, extraction: Extraction) -> dict[str, float]:
    """Means over a point's seeds; a test's, where it made the point, over those that met it."""
    verdict, own = extraction.verdict, point.members
    by_language = own[verdict.by_language[own]] if point.kind != "culture" else own
    by_culture = own[verdict.by_culture[own]] if point.kind != "language" else own
    figures = {
        "facet_score": verdict.facet_score[own],
        "attribution": verdict.attribution[own],
        "culture_share": verdict.culture_share[by_culture],
        "culture_lower": verdict.culture[by_culture],
        "culture_q": verdict.culture_q[by_culture],
    }
    if extraction.recall is not None:
        figures["balanced_share"] = verdict.balanced[by_language]
        figures["balanced_lower"] = verdict.language[by_language]
        figures["q_value"] = verdict.language_q[by_language]
    return {name: float(values.mean()) for name, values in figures.items()}


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and bool(np.isnan(value))


def seeds_table(table: pa.Table, kept: Rows, geometry: Geometry, scores: Scores, extraction: Extraction) -> pa.Table:
    """The seeds' texts and scores, by point and rank; memory-mapped, since a seed brings its whole text."""

    def block(points: Sequence[Point]) -> pa.Table:
        local = np.concatenate([point.rows for point in points])
        sizes = [len(point.rows) for point in points]
        found: dict[str, Any] = {
            "point_id": np.repeat([point_id(point.cluster) for point in points], sizes).tolist(),
            "rank": np.concatenate([np.arange(1, size + 1) for size in sizes]),
            "similarity": np.concatenate([point.similarity for point in points]),
            **score_columns(geometry, scores, extraction, rows=local),
        }
        texts = pick(table, kept[local])
        return pa.table([found[name] if name in found else texts[name] for name in SEEDS.names], schema=SEEDS)

    points = extraction.points
    return mapped((block(points[at : at + _POINTS]) for at in range(0, len(points), _POINTS)), SEEDS)


def _documents(
    table: pa.Table,
    reason: Reasons,
    kept: Rows,
    places: NDArray[np.float32],
    geometry: Geometry,
    scores: Scores,
    extraction: Extraction,
) -> pa.Table:
    """A row a document; memory-mapped, since they are more than all the scores."""
    ids = pa.array([point_id(found.cluster) for found in extraction.points], pa.string())
    point, place = np.full(len(table), -1, np.int32), np.full(len(table), -1)
    for number, found in enumerate(extraction.points):
        point[kept[found.rows]] = number
    place[kept] = np.arange(len(kept))

    def block(some: slice) -> pa.Table:
        own, rows, of = table.slice(some.start, _BLOCK), place[some], point[some]
        columns = score_columns(geometry, scores, extraction, rows=rows) | {
            "stage": stages_of(reasons := pa.array(reason[some], pa.string())),
            "reason": reasons,
            "point_id": ids.take(pa.array(of, mask=of < 0)),
            "title": pc.coalesce(own["title"], pc.utf8_slice_codeunits(own["text"], 0, _TITLE)),
            **{name: _float_column(places[rows, axis], rows < 0) for axis, name in enumerate("xy")},
        }
        return pa.table([columns[name] if name in columns else own[name] for name in DOCUMENTS.names], schema=DOCUMENTS)

    return mapped((block(slice(at, at + _BLOCK)) for at in range(0, len(table), _BLOCK)), DOCUMENTS)


def funnel_stages(documents: pa.Table) -> list[dict[str, Any]]:
    """Documents in and out, and rejected by reason, for every stage and group; adds up to the documents."""
    found = documents.group_by(["group", "reason"]).aggregate([([], "count_all")]).to_pylist()
    counts = {(row["group"], row["reason"]): row["count_all"] for row in found}
    rows = []
    for group in sorted({group for group, _ in counts}):
        left = sum(count for (name, _), count in counts.items() if name == group)
        for stage in STAGES[:-1]:
            rejected = {
                str(code): count
                for (name, code), count in sorted(counts.items(), key=str)
                if name == group and stage_of(code) == stage
            }
            out = left - sum(rejected.values())
            rows.append(
                {"stage": stage, "group": group, "documents_in": left, "documents_out": out, "rejected": rejected}
            )
            left = out
    return rows
