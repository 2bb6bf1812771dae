"""How many Culture Points and seeds other values of theta and tau would have given, without mining again."""

from __future__ import annotations

from typing import Any

import numpy as np

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.extract.extract import Extraction
from cmining_distilabel.mining.extract.verdict import different_texts, may_be_seed

VALUES = {
    "theta": (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95),
    "tau": (2, 3, 5, 8, 10, 15, 20, 30, 50),
}
"""What is tried of each knob, beside the value of the run."""


def sensitivity(extraction: Extraction, config: ExtractConfig) -> list[dict[str, Any]]:
    """Rows ``{knob, value, points, seeds}``, by knob and rising value; all other knobs as in the run.

    What is around a document does not hang on these two knobs, so that judging it again gives what mining again would,
    in the clusters of this run (`freeze_clusters`).
    """
    rows = []
    for knob, values in VALUES.items():
        for value in sorted({*values, getattr(config, knob)}):
            points, seeds = _counts(extraction, config.model_copy(update={knob: value}))
            rows.append({"knob": knob, "value": value, "points": points, "seeds": seeds})
    return rows


def _counts(extraction: Extraction, config: ExtractConfig) -> tuple[int, int]:
    num_clusters = len(extraction.partition.centroids)
    seed = may_be_seed(extraction.verdict.with_language(config), config)
    counts = np.bincount(extraction.labels[seed], minlength=num_clusters)
    counts = counts[different_texts(extraction.labels, extraction.text, seed, num_clusters) >= config.tau]
    most = config.seeds_per_point
    return len(counts), int((counts if most is None else counts.clip(max=most)).sum())
