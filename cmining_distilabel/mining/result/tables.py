"""The tables of seeds and of documents, made block by block and memory-mapped."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.extraction import Extraction, Point
from cmining_distilabel.mining.read.pick import pick
from cmining_distilabel.mining.read.spill import mapped
from cmining_distilabel.mining.reasons import Reasons, stages_of
from cmining_distilabel.mining.result.columns import DOCUMENTS, SEEDS
from cmining_distilabel.mining.result.point_rows import point_id
from cmining_distilabel.mining.result.score_columns import float_column, score_columns
from cmining_distilabel.mining.score.score import Scores

Rows = NDArray[np.int64]

_BLOCK, _POINTS = 10_000, 100  # rows, and points, whose texts are in memory at once
_TITLE = 80  # characters of a text that stand for a title


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


def documents_table(
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
            **{name: float_column(places[rows, axis], rows < 0) for axis, name in enumerate("xy")},
        }
        return pa.table([columns[name] if name in columns else own[name] for name in DOCUMENTS.names], schema=DOCUMENTS)

    return mapped((block(slice(at, at + _BLOCK)) for at in range(0, len(table), _BLOCK)), DOCUMENTS)
