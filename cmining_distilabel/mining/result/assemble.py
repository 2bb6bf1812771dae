"""From arrays to a result."""

import time
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.config import ExtractConfig, MiningConfig
from cmining_distilabel.mining.arrays.scratch import filled
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.extraction import Extraction
from cmining_distilabel.mining.fitted.model import FittedModel
from cmining_distilabel.mining.read.pick import names
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.result.describe import warnings_of
from cmining_distilabel.mining.result.frozen import clusters_table
from cmining_distilabel.mining.result.funnel import funnel_stages
from cmining_distilabel.mining.result.layout import layout
from cmining_distilabel.mining.result.point_rows import points_table
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.mining.result.tables import documents_table, seeds_table
from cmining_distilabel.mining.result.versions import versions
from cmining_distilabel.mining.score.score import Scores

Rows = NDArray[np.int64]

VALUES = {
    "theta": (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95),
    "culture_share": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "tau": (2, 3, 5, 8, 10, 15, 20, 30, 50),
}
"""What `sensitivity` tries of each knob, beside the value of the run."""


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
    documents = documents_table(table, final, kept, places, geometry, scores, extraction)
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
        "cultures": {} if extraction.ownership is None else extraction.ownership.figures,
        "sensitivity": sensitivity(extraction, config),
    }
    clusters, model = clusters_table(extraction.clusters), _fitted(geometry, scores, extraction, config, encoder_id)
    made_by = versions(encoder_id)
    return MiningResult(points, seeds, documents, funnel, config, made_by, clusters=clusters, model=model)


def _fitted(
    geometry: Geometry, scores: Scores, extraction: Extraction, config: MiningConfig, encoder_id: str
) -> FittedModel | None:
    """What the run learned, for other documents; None where nobody knows whose they are."""
    ownership = extraction.ownership
    if ownership is None or ownership.model is None:
        return None
    owned = ownership.owner_at(config.culture_share) >= 0
    why = extraction.reason[scores.candidates]
    cultural = np.zeros(len(extraction.labels), bool)
    cultural[scores.candidates] = (why != "not_cultural") & (why != "surroundings_not_cultural")
    facet = np.nan_to_num(scores.facet_score)
    return FittedModel.of(encoder_id, geometry, ownership.model, facet, cultural, owned, config)


def sensitivity(extraction: Extraction, config: ExtractConfig) -> list[dict[str, Any]]:
    """Rows ``{knob, value, points, seeds}``, by knob and rising value; all other knobs as in the run.

    What a document is scored by does not hang on these knobs, so that scoring it again gives what mining again
    would, in the clusters of this run (`freeze_clusters`); what an owner without any would add is not counted.
    """
    rows = []
    for knob, values in VALUES.items():
        if knob == "culture_share" and extraction.ownership is None:
            continue
        for value in sorted({*values, getattr(config, knob)}):
            points, seeds = extraction.count(config.model_copy(update={knob: value}))
            rows.append({"knob": knob, "value": value, "points": points, "seeds": seeds})
    return rows
