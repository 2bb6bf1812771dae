"""From arrays to the tables of a result."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.extract import Extraction
from cmining_distilabel.reasons import STAGES, stage_of
from cmining_distilabel.result import MiningResult, versions
from cmining_distilabel.score import Scores

Rows = NDArray[np.int64]

POINTS = pa.schema(
    [
        ("point_id", pa.string()),
        ("kind", pa.string()),  # which grouping held: language, culture or both
        ("group", pa.string()),  # the dominant group
        ("size", pa.int64()),
        ("share", pa.float64()),  # gamma, Eq. 4
        ("score", pa.float64()),
        ("seed_ids", pa.list_(pa.string())),
    ]
)
SCORES = [
    ("cluster", pa.int32()),  # thematic cluster within the group
    ("dispersion", pa.float32()),
    ("entropy", pa.float32()),
]
SEEDS = pa.schema(
    [
        ("id", pa.string()),
        ("point_id", pa.string()),
        ("rank", pa.int32()),  # 1 is nearest to the point's centroid
        ("similarity", pa.float32()),  # cosine with the centroid
        ("title", pa.string()),
        ("text", pa.string()),
        ("language", pa.string()),
        ("group", pa.string()),
        ("source", pa.string()),
        ("url", pa.string()),
        ("license", pa.string()),
        ("revision", pa.string()),
        *SCORES,
    ]
)
DOCUMENTS = pa.schema(
    [
        ("id", pa.string()),
        ("language", pa.string()),
        ("group", pa.string()),
        ("stage", pa.string()),  # the stage that stopped it, or "seed" (reasons.STAGES)
        ("reason", pa.string()),  # reasons.REASONS; null for a seed
        *SCORES,
        ("point_id", pa.string()),
    ]
)


def point_id(cluster: int) -> str:
    """The id of a cross-group cluster's point: the same for the same cluster, whatever its rank."""
    return f"cp{cluster:05d}"


def assemble(
    table: pa.Table,
    reason: NDArray[np.object_],
    kept: Rows,
    scores: Scores,
    extraction: Extraction,
    config: MiningConfig,
    seconds: dict[str, float],
    encoder_id: str,
) -> MiningResult:
    """Build the result. `reason` is a row of `table` each; `scores` and `extraction` a row of `kept` each."""
    final = reason.copy()
    final[kept] = scores.reason
    final[kept[scores.candidates]] = extraction.reason[scores.candidates]
    documents = _documents(table, final, kept, scores, extraction)
    points = points_table(extraction, table["id"], kept)
    seeds = _seeds(table, kept, scores, extraction)
    funnel = {
        "documents": len(documents),
        "points": len(points),
        "seeds": len(seeds),
        "stages": funnel_stages(documents),
        "seconds": seconds,
    }
    return MiningResult(points, seeds, documents, funnel, config, versions(encoder_id))


def points_table(extraction: Extraction, ids: pa.ChunkedArray, kept: Rows) -> pa.Table:
    """The Culture Points, in the order of the extraction."""
    found = extraction.dominance
    rows = [
        {
            "point_id": point_id(point.cluster),
            "kind": "language",
            "group": found.groups[found.dominant[point.cluster]],
            "size": int(found.size[point.cluster]),
            "share": float(found.gamma[point.cluster]),
            "score": float(found.gamma[point.cluster]),
            "seed_ids": ids.take(pa.array(kept[point.rows])).to_pylist(),
        }
        for point in extraction.points
    ]
    return pa.Table.from_pylist(rows, schema=POINTS)


def _seeds(table: pa.Table, kept: Rows, scores: Scores, extraction: Extraction) -> pa.Table:
    points = extraction.points
    local = np.concatenate([point.rows for point in points]) if points else np.empty(0, np.int64)
    sizes = [len(point.rows) for point in points]
    columns: dict[str, Any] = {
        "point_id": np.repeat([point_id(point.cluster) for point in points], sizes).tolist(),
        "rank": np.concatenate([np.arange(1, size + 1) for size in sizes]) if points else [],
        "similarity": np.concatenate([point.similarity for point in points]) if points else [],
        **{name: getattr(scores, name)[local] for name, _ in SCORES},
    }
    texts = table.take(pa.array(kept[local]))
    return pa.table([columns.get(name) if name in columns else texts[name] for name in SEEDS.names], schema=SEEDS)


def _documents(
    table: pa.Table, reason: NDArray[np.object_], kept: Rows, scores: Scores, extraction: Extraction
) -> pa.Table:
    point = np.full(len(table), None, object)
    for found in extraction.points:
        point[kept[found.rows]] = point_id(found.cluster)
    columns: dict[str, Any] = {
        "stage": [stage_of(code) for code in reason],
        "reason": reason.tolist(),
        "point_id": point.tolist(),
    }
    for name, kind in SCORES:
        values = np.full(len(table), -1 if pa.types.is_integer(kind) else np.nan)
        values[kept] = getattr(scores, name)
        missing = values < 0 if pa.types.is_integer(kind) else np.isnan(values)
        columns[name] = pa.array(values, mask=missing).cast(kind)
    return pa.table([columns[name] if name in columns else table[name] for name in DOCUMENTS.names], schema=DOCUMENTS)


def funnel_stages(documents: pa.Table) -> list[dict[str, Any]]:
    """Documents in and out, and rejected by reason, for every stage and group; adds up to the documents."""
    counts = Counter(zip(documents["group"].to_pylist(), documents["reason"].to_pylist(), strict=True))
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
