"""Dominance, Eq. 4 of arXiv 2604.15675: the share of the largest group in each cluster."""

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
