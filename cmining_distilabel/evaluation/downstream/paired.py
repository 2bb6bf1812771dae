"""Two models on the same questions: difference, its interval, and whether it is more than chance."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, false_discovery_control
from scipy.stats import t as student

from cmining_distilabel.evaluation.statistics import Estimate, Resampling

Correction = Literal["bh", "holm"]


def difference(before: NDArray[np.bool_], after: NDArray[np.bool_], resampling: Resampling) -> Estimate:
    """Accuracy after less accuracy before, with a paired bootstrap over questions.

    A resample of n questions is a draw of how many were won, kept and lost, so that thousands cost nothing.

    Args:
        before, after: shape (n,), whether each question is right.
        resampling: of the questions.
    """
    n = len(before)
    if not n:
        return Estimate(None)
    change = after.astype(int) - before.astype(int)
    counts = np.array([(change == value).sum() for value in (1, 0, -1)])
    drawn = np.random.default_rng(resampling.seed).multinomial(n, counts / n, size=resampling.resamples)
    values = np.vstack([counts, drawn]) @ np.array([1.0, 0.0, -1.0]) / n
    return resampling.estimate(values)


def difference_over_draws(changes: NDArray[np.floating]) -> tuple[Estimate, float]:
    """Mean difference over draws of the training data and over questions, with a t interval of 95 % and its p-value.

    Draws and questions are both samples. The variance of the mean is that of the draws' means over k, plus that of the
    questions' means over n, with the degrees of freedom of Satterthwaite 1946; what both share is counted twice, which
    errs on the side of no difference. Few draws that disagree make a wide interval, however many questions there are.
    Of one draw it is the paired t test over questions.

    Args:
        changes: shape (k, n); what the second arm gains in a draw on a question: of right and wrong 1, -1 or 0.
    """
    k, n = changes.shape
    mean = float(changes.mean())
    parts = np.array([_variance(changes.mean(axis=1)), _variance(changes.mean(axis=0))])
    variance = float(parts.sum())
    if not variance:
        return Estimate(mean, mean, mean), 1.0 if mean == 0 else 0.0
    freedom = variance**2 / float((parts**2 / np.array([max(k - 1, 1), max(n - 1, 1)])).sum())
    reach = float(student.ppf(0.975, freedom)) * variance**0.5
    return Estimate(mean, mean - reach, mean + reach), float(2 * student.sf(abs(mean) / variance**0.5, freedom))


def _variance(values: NDArray[np.floating]) -> float:
    """Of the mean of values."""
    return float(values.var(ddof=1)) / len(values) if len(values) > 1 else 0.0


def mcnemar(won: int, lost: int) -> float:
    """McNemar's exact test: the two-sided p-value of `won` questions against `lost` ones; 1 where nothing changed.

    >>> mcnemar(8, 0), mcnemar(0, 0)
    (0.0078125, 1.0)
    """
    return float(binomtest(won, won + lost, 0.5).pvalue) if won + lost else 1.0


def corrected(p_values: Sequence[float], method: Correction = "bh") -> list[float]:
    """P-values for many comparisons at once, in their old order.

    `bh`: Benjamini and Hochberg 1995, the share of false discoveries. `holm`: Holm 1979, the chance of any.

    >>> corrected([0.01, 0.04, 0.5], "holm")
    [0.03, 0.08, 0.5]
    """
    if not len(p_values):
        return []
    if method == "bh":
        return [float(value) for value in false_discovery_control(p_values, method="bh")]
    order = np.argsort(p_values, kind="stable")
    steps = np.asarray(p_values)[order] * np.arange(len(p_values), 0, -1)
    found = np.empty(len(p_values))
    found[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return [float(value) for value in found]
