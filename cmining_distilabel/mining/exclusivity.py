"""Who owns a cluster: dominance, Eq. 4 of arXiv 2604.15675, and the same with an error bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta, binom, false_discovery_control


@dataclass(frozen=True)
class Dominance:
    """Counts of a clustering by group. Every array has one entry (or row) a cluster.

    Attributes:
        groups: the G group names, sorted; the columns of `counts`.
        counts: shape (K, G), documents of each cluster by group.
        size: shape (K,), n_j.
        dominant: shape (K,), index into `groups` of the largest count; the first of equals; -1 for an empty cluster.
        gamma: shape (K,), max_g n_jg / n_j; NaN for an empty cluster.
    """

    groups: tuple[str, ...]
    counts: NDArray[np.int64]
    size: NDArray[np.int64]
    dominant: NDArray[np.int64]
    gamma: NDArray[np.float64]


def dominance(labels: ArrayLike, groups: ArrayLike, num_clusters: int | None = None) -> Dominance:
    """Share of the largest group in each cluster: gamma_j = max_g n_jg / n_j.

    Args:
        labels: shape (n,), cluster of each document, 0 or more.
        groups: shape (n,), group name of each document.
        num_clusters: K, where the last clusters may be empty; by default up to the highest label.
    """
    clusters = np.asarray(labels, dtype=np.int64)
    names, codes = np.unique(np.asarray(groups), return_inverse=True)
    if clusters.shape != codes.shape:
        raise ValueError(f"labels and groups differ in shape: {clusters.shape} and {codes.shape}")
    highest = int(clusters.max()) if len(clusters) else -1
    counts = np.zeros((num_clusters or highest + 1, len(names)), dtype=np.int64)
    np.add.at(counts, (clusters, codes), 1)
    size = counts.sum(axis=1)
    filled = size > 0
    dominant, gamma = np.full(len(size), -1), np.full(len(size), np.nan)
    if filled.any():
        dominant[filled] = counts[filled].argmax(axis=1)
        gamma[filled] = counts[filled].max(axis=1) / size[filled]
    return Dominance(tuple(str(name) for name in names), counts, size, dominant, gamma)


@dataclass(frozen=True)
class Exclusivity:
    """Who owns each cluster, with error bars. One entry a cluster; -1, NaN and q = 1 where there is no answer.

    Attributes:
        groups: the G group names, sorted.
        size: shape (K,), documents (or sources) in the cluster.
        owner: shape (K,), index into `groups` of the largest balanced share.
        share: shape (K,), the owner's plain share n_jg / n_j.
        share_lower: shape (K,), one-sided lower confidence bound of `share`.
        balanced: shape (K,), the owner's share as it were if all groups had the same number of documents.
        balanced_lower: shape (K,), `share_lower` on that scale.
        p_value: shape (K,), of a cluster drawn at random holding this much of any group.
        q_value: shape (K,), Benjamini-Hochberg over the clusters.
        too_small: groups with fewer than `smallest_group` documents, with their size; they own nothing.
    """

    groups: tuple[str, ...]
    size: NDArray[np.int64]
    owner: NDArray[np.int64]
    share: NDArray[np.float64]
    share_lower: NDArray[np.float64]
    balanced: NDArray[np.float64]
    balanced_lower: NDArray[np.float64]
    p_value: NDArray[np.float64]
    q_value: NDArray[np.float64]
    too_small: dict[str, int]


def exclusivity(
    labels: ArrayLike,
    groups: ArrayLike,
    num_clusters: int | None = None,
    *,
    prior: float = 1.0,
    alpha: float = 0.05,
    smallest_group: int = 20,
) -> Exclusivity:
    """Balanced share of each cluster's owner, its lower bound, and a test against chance.

    Shares are shrunk by a Dirichlet prior (a * pi) and divided by the groups' sizes:
    s_jg = ((n_jg + a pi_g) / pi_g) / sum_h ((n_jh + a pi_h) / pi_h). The lower bound is Clopper and Pearson's for
    n_jg of n_j, mapped to the balanced scale: odds' = p/(1-p) * (1-pi_g)/pi_g, b = odds' / (odds' + G - 1). The
    p-value is min(1, G * P[Bin(n_j, pi_g) >= n_jg]).

    Args:
        labels: shape (n,), cluster of each document, 0 or more.
        groups: shape (n,), group name of each document.
        num_clusters: K, where the last clusters may be empty; by default up to the highest label.
        prior: a, the prior's weight in documents.
        alpha: one minus the confidence of the lower bounds.
        smallest_group: a smaller group is not tested: its clusters get q = 1.
    """
    counted = dominance(labels, groups, num_clusters)
    counts, size = counted.counts, counted.size
    totals = counts.sum(axis=0)
    pi = totals / max(1, totals.sum())
    may_own = totals >= smallest_group
    num_groups = max(2, len(counted.groups))
    small = {name: int(total) for name, total, large in zip(counted.groups, totals, may_own, strict=True) if not large}
    none = np.full(len(size), np.nan)
    answer = (size > 0) & may_own.any()
    if not answer.any():
        ones = np.ones(len(size))
        return Exclusivity(counted.groups, size, np.full(len(size), -1), none, none, none, none, ones, ones, small)
    enriched = (counts + prior * pi) / pi
    balanced = enriched / enriched.sum(axis=1, keepdims=True)
    owner = np.where(may_own, balanced, -1.0).argmax(axis=1)
    rows = np.arange(len(size))
    hits, base = counts[rows, owner], pi[owner]
    lower = np.where(hits > 0, beta.ppf(alpha, hits, size - hits + 1), 0.0)
    p_value = np.where(answer, np.minimum(1.0, num_groups * binom.sf(hits - 1, size, base)), 1.0)
    return Exclusivity(
        groups=counted.groups,
        size=size,
        owner=np.where(answer, owner, -1),
        share=np.where(answer, hits / np.maximum(size, 1), np.nan),
        share_lower=np.where(answer, lower, np.nan),
        balanced=np.where(answer, balanced[rows, owner], np.nan),
        balanced_lower=np.where(answer, _balanced_scale(lower, base, num_groups), np.nan),
        p_value=p_value,
        q_value=np.where(answer, _benjamini_hochberg(p_value, answer), 1.0),
        too_small=small,
    )


def _balanced_scale(share: NDArray[np.float64], base: NDArray[np.float64], num_groups: int) -> NDArray[np.float64]:
    odds = share * (1 - base)
    rest = (1 - share) * base * (num_groups - 1)
    result: NDArray[np.float64] = np.divide(odds, odds + rest, out=np.ones_like(odds), where=odds + rest > 0)
    return result


def _benjamini_hochberg(p_value: NDArray[np.float64], tested: NDArray[np.bool_]) -> NDArray[np.float64]:
    q_value = np.ones_like(p_value)
    q_value[tested] = false_discovery_control(p_value[tested])
    return q_value
