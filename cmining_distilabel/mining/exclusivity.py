"""Who owns a cluster: dominance, Eq. 4 of arXiv 2604.15675."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


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


def dominance(labels: ArrayLike, groups: ArrayLike) -> Dominance:
    """Share of the largest group in each cluster: gamma_j = max_g n_jg / n_j.

    Args:
        labels: shape (n,), cluster of each document, 0 or more.
        groups: shape (n,), group name of each document.
    """
    clusters = np.asarray(labels, dtype=np.int64)
    names, codes = np.unique(np.asarray(groups), return_inverse=True)
    if clusters.shape != codes.shape:
        raise ValueError(f"labels and groups differ in shape: {clusters.shape} and {codes.shape}")
    if not len(clusters):
        none = np.empty(0, np.int64)
        return Dominance((), np.empty((0, 0), np.int64), none, none, np.empty(0))
    num_clusters = int(clusters.max()) + 1
    counts = np.zeros((num_clusters, len(names)), dtype=np.int64)
    np.add.at(counts, (clusters, codes), 1)
    size = counts.sum(axis=1)
    filled = size > 0
    dominant = np.full(num_clusters, -1)
    dominant[filled] = counts[filled].argmax(axis=1)
    gamma = np.full(num_clusters, np.nan)
    gamma[filled] = counts[filled].max(axis=1) / size[filled]
    return Dominance(tuple(str(name) for name in names), counts, size, dominant, gamma)
