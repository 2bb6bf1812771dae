"""How many Culture Points and seeds other values of a few knobs would have given, without mining again."""

from typing import Any

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.extract.extraction import Extraction

VALUES = {
    "theta": (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95),
    "culture_share": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "tau": (2, 3, 5, 8, 10, 15, 20, 30, 50),
}
"""What is tried of each knob, beside the value of the run."""


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
