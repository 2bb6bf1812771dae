"""Why a Culture Point was accepted: every test that it met, with its figure and its limit."""

import operator
from collections.abc import Callable
from typing import Any

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.mining.extract.islands import MAJORITY

_Test = dict[str, Any]


def tests_of(point: dict[str, Any], config: MiningConfig) -> list[_Test]:
    """The tests of a point's row, as `{test, figure, limit, passed}`.

    `passed` is None where nothing is asked, False where the point did not need it, True where it is met, and "in part"
    where a test that the point needed is not met by the figure: figures are means over the seeds, and
    some of these failed it. Figures that are null, of parts that were off, are left out.
    """
    language, culture = point["kind"] == "language", point["kind"] != "language"
    asked = config.exclusivity == "lower_bound"
    at_least, at_most = operator.ge, operator.le
    rows: list[tuple[str, str, str, Callable[[float, float], bool], float | None, bool | None]] = [
        ("documents in its cluster", "size", f"{config.tau} or more", at_least, config.tau, True),
        (
            f"share of {point['group']} documents in it",
            "share",
            "" if asked else f"over {config.theta}",
            operator.gt,
            config.theta,
            None if asked else language,
        ),
        (
            f"share of {point['group']} around its seeds, groups counted as equally large",
            "balanced_share",
            f"{config.theta} or more",
            at_least,
            config.theta,
            language,
        ),
        ("its 95 % lower bound", "balanced_lower", f"{MAJORITY} or more", at_least, MAJORITY, language),
        (
            "q-value: chance alone, all documents counted in",
            "q_value",
            f"{config.fdr} or less",
            at_most,
            config.fdr,
            language,
        ),
        (
            "posterior share of its culture, a mean over its seeds",
            "culture_share",
            f"{config.culture_share} or more" if culture else "",
            at_least,
            config.culture_share,
            culture if culture else None,
        ),
        ("facet score: how much it is about culture", "facet_score", "", at_least, None, None),
        ("attribution: how near it is to some culture", "attribution", "", at_least, None, None),
        ("isolation among the documents (rank)", "isolation", "", at_least, None, None),
        ("stability in clusterings of subsamples", "stability", "", at_least, None, None),
    ]
    return [
        {
            "test": test,
            "figure": _figure(point[name]),
            "limit": limit,
            "passed": "in part" if needed and not meets(point[name], float(bound or 0)) else needed,
        }
        for test, name, limit, meets, bound, needed in rows
        if point[name] is not None
    ]


def _figure(value: float) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.1e}" if 0 < abs(value) < 0.001 else f"{value:.3f}"
