"""Why a Culture Point was accepted: every test that it met, with its figure and its limit."""

from __future__ import annotations

from typing import Any

from cmining_distilabel.config import MiningConfig

_Test = dict[str, Any]


def tests_of(point: dict[str, Any], config: MiningConfig) -> list[_Test]:
    """The tests of a point's row, as `{test, figure, limit, passed}`; `passed` is None where nothing is asked.

    Figures that are null, of parts that were off, are left out.
    """
    language = point["kind"] in ("language", "both")
    culture = point["kind"] in ("culture", "both")
    asked = config.exclusivity == "lower_bound"
    rows = [
        ("documents in its cluster", point["size"], f"{config.tau} or more", True),
        (
            f"share of {point['group']} documents in it",
            point["share"],
            "" if asked else f"over {config.theta}",
            None if asked else language,
        ),
        ("the same, groups counted as equally large", point["balanced_share"], f"{config.theta} or more", language),
        ("its 95 % lower bound", point["balanced_lower"], "0.5 or more", language),
        ("q-value: chance alone, all clusters counted in", point["q_value"], f"{config.fdr} or less", language),
        ("share of documents that support its culture", point["culture_share"], "", None),
        ("95 % lower bound of that share", point["culture_lower"], "1/3 or more", culture),
        ("q-value of the culture", point["culture_q"], f"{config.fdr} or less", culture),
        ("facet score: how much it is about culture", point["facet_score"], "", None),
        ("attribution: how near it is to some culture", point["attribution"], "", None),
        ("isolation among the documents (rank)", point["isolation"], "", None),
        ("stability in clusterings of subsamples", point["stability"], "", None),
    ]
    return [
        {"test": test, "figure": _figure(figure), "limit": limit, "passed": passed}
        for test, figure, limit, passed in rows
        if figure is not None
    ]


def _figure(value: float) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.1e}" if 0 < abs(value) < 0.001 else f"{value:.3f}"
