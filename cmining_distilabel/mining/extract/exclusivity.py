"""Which group has a set of documents to itself: a balanced share, its lower bound, and a test against chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROUNDING = 1e-4  # a third of a text and two thirds are a whole one


SMALLEST_GROUP = 20
"""Documents of a group under which it is not tested."""


@dataclass(frozen=True)
class Exclusivity:
    """Who owns what, with error bars. One entry a set of documents; -1, NaN and p = 1 where there is no answer.

    Attributes:
        owner: shape (m,), the group of the largest balanced share, a column of the counts.
        share: shape (m,), the owner's plain share n_g / n.
        share_lower: shape (m,), one-sided lower confidence bound of `share`.
        balanced: shape (m,), the owner's share as it were if all groups had the same number of documents.
        balanced_lower: shape (m,), `share_lower` on that scale.
        p_value: shape (m,), of documents drawn at random holding this much of any group.
    """

    owner: NDArray[np.int64]
    share: NDArray[np.float64]
    share_lower: NDArray[np.float64]
    balanced: NDArray[np.float64]
    balanced_lower: NDArray[np.float64]
    p_value: NDArray[np.float64]


def exclusivity(
    counts: ArrayLike,
    totals: ArrayLike,
    *,
    prior: float = 1.0,
    alpha: float = 0.05,
    smallest_group: int = SMALLEST_GROUP,
    may_own: ArrayLike | None = None,
) -> Exclusivity:
    """Balanced share of the owner of each set of documents, its lower bound, and a test against chance.

    Shares are shrunk by a Dirichlet prior (a * pi) and divided by the groups' sizes:
    s_g = ((n_g + a pi_g) / pi_g) / sum_h ((n_h + a pi_h) / pi_h). The lower bound is Clopper and Pearson's for
    n_g of n, mapped to the balanced scale: odds' = p/(1-p) * (1-pi_g)/pi_g, b = odds' / (odds' + G - 1). The
    p-value is min(1, G * P[Bin(n, pi_g) >= n_g]); `q_values` corrects many of them.

    Args:
        counts: shape (m, G), documents of each set (a cluster, a neighbourhood) by group. They may be fractions, where
            translations share the weight of one text; the test rounds them down.
        totals: shape (G,), documents of each group in all.
        prior: a, the prior's weight in documents.
        alpha: one minus the confidence of the lower bounds.
        smallest_group: a smaller group owns nothing.
        may_own: shape (G,), which groups may own something, where their sizes do not tell.
    """
    count, total = np.asarray(counts, np.float64), np.asarray(totals, np.float64)
    size, num_groups = count.sum(axis=1), max(2, len(total))
    pi = total / max(1.0, total.sum())
    may = total >= smallest_group if may_own is None else np.asarray(may_own, bool)
    answer = (size > 0) & may.any()
    enriched = np.divide(count + prior * pi, pi, out=np.zeros_like(count), where=pi > 0)
    balanced = enriched / np.maximum(enriched.sum(axis=1, keepdims=True), 1e-12)
    owner = np.where(may, balanced, -1.0).argmax(axis=1) if len(total) else np.zeros(len(count), np.int64)
    rows = np.arange(len(count))
    hits, base = count[rows, owner], pi[owner]
    lower = share_lower_bound(hits, size, alpha)
    p_value = np.minimum(1.0, num_groups * binomial_tail(hits, size, base))
    return Exclusivity(
        owner=np.where(answer, owner, -1),
        share=np.where(answer, hits / np.maximum(size, 1e-12), np.nan),
        share_lower=np.where(answer, lower, np.nan),
        balanced=np.where(answer, balanced[rows, owner], np.nan),
        balanced_lower=np.where(answer, _balanced_scale(lower, base, num_groups), np.nan),
        p_value=np.where(answer, p_value, 1.0),
    )


def share_lower_bound(hits: ArrayLike, size: ArrayLike, alpha: float = 0.05) -> NDArray[np.float64]:
    """Clopper and Pearson's one-sided lower bound of hits / size; 0 without a hit. Equal shapes in and out."""
    from scipy.stats import beta  # takes a second to import

    pairs, inverse = np.unique(np.stack(np.broadcast_arrays(hits, size)).reshape(2, -1), axis=1, return_inverse=True)
    some, of = pairs  # far fewer different pairs than documents
    bound = np.where(some > 0, beta.ppf(alpha, np.maximum(some, 1e-9), np.maximum(of - some, 0) + 1), 0.0)
    found: NDArray[np.float64] = bound[inverse.ravel()].reshape(np.shape(hits))
    return found


def binomial_tail(hits: ArrayLike, size: ArrayLike, base: ArrayLike) -> NDArray[np.float64]:
    """P[Bin(size, base) >= hits], hits and size rounded to whole documents, down and up. Equal shapes in and out."""
    from scipy.stats import binom

    whole, of = np.floor(np.asarray(hits) + _ROUNDING), np.ceil(np.asarray(size) - _ROUNDING)
    tail: NDArray[np.float64] = binom.sf(whole - 1, of, base)
    return tail


def q_values(p_values: ArrayLike) -> NDArray[np.float64]:
    """Benjamini and Hochberg's; NaN, of what was not tested, stays NaN."""
    from scipy.stats import false_discovery_control

    found = np.array(p_values)
    tested = ~np.isnan(found)
    if tested.any():
        found[tested] = false_discovery_control(found[tested])
    return found


def _balanced_scale(share: NDArray[np.float64], base: NDArray[np.float64], num_groups: int) -> NDArray[np.float64]:
    odds = share * (1 - base)
    rest = (1 - share) * base * (num_groups - 1)
    result: NDArray[np.float64] = np.divide(odds, odds + rest, out=np.ones_like(odds), where=odds + rest > 0)
    return result
