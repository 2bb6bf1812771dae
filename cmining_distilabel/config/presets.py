"""What the modes stand for: the values of the knobs in which they differ."""

from typing import Any

# Where the authors' scripts differ from their paper, and what both other modes do
# (docs/reproducing-the-paper.md has a line on each).
_NOT_OF_THE_SCRIPTS: dict[str, Any] = {
    "sample": "random",
    "ner": "rules",
    "match_case": False,
    "ascii_titles": False,
    "page_rules": True,
    "min_length": 40,
    "check_language": True,
    "duplicates": True,
    "near_duplicates": 0.9,
    "normalize": True,
    "self_neighbor": False,
    "entropy_units": "document",
}
# All modes name the same fields. A field that the user sets always wins; a field in no table is the same in all modes.
PRESETS: dict[str, dict[str, Any]] = {
    "paper": {
        **_NOT_OF_THE_SCRIPTS,
        "strict_titles": True,
        "max_per_template": 0,
        "debias": "none",
        "anchors": "off",
        "isolation": False,
        "dispersion_quantile": 0.5,
        "entropy_top": 0.2,
        "entropy": "paper",
        "exclusivity": "gamma",
        "num_clusters": 1000,
        "theta": 0.8,
        "points": "language",
        "stability": 0,
    },
    "calibrated": {
        **_NOT_OF_THE_SCRIPTS,
        "strict_titles": False,
        "max_per_template": 3,
        "debias": "parallel",
        "anchors": "builtin",
        "isolation": True,
        "dispersion_quantile": 1.0,
        "entropy_top": 1.0,
        "entropy": "length_strata",
        "exclusivity": "lower_bound",
        "num_clusters": None,
        "theta": 0.5,
        "points": "both",
        "stability": 5,
    },
}
PRESETS["reference"] = {
    **PRESETS["paper"],
    "sample": "first",
    "ner": "spacy",
    "match_case": True,
    "ascii_titles": True,
    "page_rules": False,
    "min_length": 0,
    "check_language": False,
    "duplicates": False,
    "near_duplicates": 0.0,
    "normalize": False,
    "self_neighbor": True,
    "entropy_units": "lead",
}
