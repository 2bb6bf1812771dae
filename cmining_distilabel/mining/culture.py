"""Whose culture a cluster is, in whatever languages it is written: the second grouping."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.stats import beta, binom, false_discovery_control

from cmining_distilabel.mining.anchors import Array, column_moments
from cmining_distilabel.mining.kmeans import VectorArray

_BLOCK = 16_384


@dataclass(frozen=True)
class CultureOwnership:
    """The culture of each cluster. One entry a cluster; an empty one has size 0 and q = 1.

    Attributes:
        owner: shape (K,), row of the cultures' vectors.
        support: shape (K, C), share of the cluster's documents that support each culture.
        share: shape (K,), documents that support the owner.
        lower: shape (K,), one-sided lower confidence bound of `share`.
        q_value: shape (K,), Benjamini-Hochberg over clusters of min(1, C * P[Bin(n, pi) >= supporters]).
    """

    owner: NDArray[np.int64]
    support: NDArray[np.float64]
    share: NDArray[np.float64]
    lower: NDArray[np.float64]
    q_value: NDArray[np.float64]


def culture_ownership(
    vectors: VectorArray,
    labels: NDArray[np.int32],
    num_clusters: int,
    cultures: Array,
    *,
    support: float = 1.0,
    top: int = 20,
    alpha: float = 0.05,
) -> CultureOwnership:
    """Which culture the documents of each cluster agree on.

    A document supports a culture that is among its `top` likeliest and whose cosine lies `support` standard deviations
    over the corpus' mean. Asking for the single nearest would ask too much of one document, since hubs win by a hair;
    asking for the cosine alone would let documents about culture in general support every culture. Agreement over a
    cluster makes up for both. The owner is the culture with the highest lower bound (Clopper and Pearson) of its
    supporters' share, the stronger one of equals.

    Args:
        vectors: shape (n, d), unit rows.
        labels: shape (n,), cluster of each row; negative rows are left out.
        num_clusters: K.
        cultures: shape (C, d), unit rows.
        support: in standard deviations.
        top: of all cultures.
        alpha: one minus the confidence of the lower bound.
    """
    mean, spread = column_moments(vectors, cultures)
    count = len(cultures)
    supporters, strength = np.zeros((num_clusters, count)), np.zeros((num_clusters, count))
    base = np.zeros(count)
    for start in range(0, len(vectors), _BLOCK):
        rows = slice(start, start + _BLOCK)
        standard = (vectors[rows] @ cultures.T - mean) / spread
        supports = (standard >= support) & (standard >= _nth_largest(standard, top)[:, None])
        base += supports.sum(axis=0)
        inside = np.flatnonzero(labels[rows] >= 0)
        belongs = csr_matrix(
            (np.ones(len(inside)), (labels[rows][inside], inside)), shape=(num_clusters, len(standard))
        )
        supporters += belongs @ supports
        strength += belongs @ standard
    size = np.bincount(labels[labels >= 0], minlength=num_clusters)[:, None]
    strength /= np.maximum(size, 1)
    lower = np.where(supporters > 0, beta.ppf(alpha, np.maximum(supporters, 1), size - supporters + 1), 0.0)
    owner = (lower + 1e-6 * np.clip(strength, -9, 9)).argmax(axis=1)
    clusters = np.arange(num_clusters)
    hits, total = supporters[clusters, owner], size[:, 0]
    chance = (base / len(vectors))[owner]
    p_value = np.where(total > 0, np.minimum(1.0, count * binom.sf(hits - 1, total, chance)), 1.0)
    return CultureOwnership(
        owner,
        supporters / np.maximum(size, 1),
        hits / np.maximum(total, 1),
        lower[clusters, owner],
        false_discovery_control(p_value) if num_clusters else p_value,
    )


def _nth_largest(values: Array, n: int) -> Array:
    """The n-th largest value of each row, the smallest where there are fewer."""
    place = max(0, values.shape[1] - n)
    result: Array = np.partition(values, place, axis=1)[:, place]
    return result
