"""Whose culture a cluster is, in whatever languages it is written: the second grouping."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from scipy.stats import beta, binom, false_discovery_control

from cmining_distilabel.mining.anchors import Array, CultureScale
from cmining_distilabel.mining.kmeans import VectorArray

_BLOCK = 16_384


@dataclass(frozen=True)
class CultureOwnership:
    """The culture of each cluster. One entry a cluster; an empty one has share 0 and q = 1.

    Attributes:
        owner: shape (K,), row of the cultures' vectors.
        share: shape (K,), documents that support the owner.
        lower: shape (K,), one-sided lower confidence bound of `share`.
        q_value: shape (K,), Benjamini-Hochberg over clusters of min(1, C * P[Bin(n, pi) >= supporters]).
    """

    owner: NDArray[np.int64]
    share: NDArray[np.float64]
    lower: NDArray[np.float64]
    q_value: NDArray[np.float64]


def culture_support(
    vectors: VectorArray, cultures: Array, scale: CultureScale, *, support: float = 3.0, top: int = 20
) -> csr_matrix:
    """Which cultures each document supports: those among its `top` likeliest with evidence of `support` or more.

    Asking for the single likeliest would ask too much of one document, since names of neighbours win by a hair; asking
    for the evidence alone would let documents about culture in general support every culture. Agreement over a cluster
    (`culture_ownership`) makes up for both.

    Args:
        vectors: shape (n, d), unit rows.
        cultures: shape (C, d), unit rows.
        scale: turns cosines into evidence, in standard deviations.
        support: in standard deviations.
        top: of all cultures.

    Returns:
        Shape (n, C), sparse, True for support.
    """
    blocks = []
    for start in range(0, len(vectors), _BLOCK):
        evidence = scale.evidence(vectors[slice(start, start + _BLOCK)] @ cultures.T)
        supports = (evidence >= support) & (evidence >= _nth_largest(evidence, top)[:, None])
        blocks.append(csr_matrix(supports))
    return vstack(blocks, format="csr") if blocks else csr_matrix((0, len(cultures)), dtype=bool)


def culture_ownership(
    support: csr_matrix, labels: NDArray[np.int32], num_clusters: int, *, alpha: float = 0.05
) -> CultureOwnership:
    """Which culture the documents of each cluster agree on.

    The owner is the culture with the highest lower bound (Clopper and Pearson) of its supporters' share; of equals, the
    one that fewer documents of the corpus support.

    Args:
        support: shape (n, C), of `culture_support`.
        labels: shape (n,), cluster of each row; negative rows are left out.
        num_clusters: K.
        alpha: one minus the confidence of the lower bound.
    """
    inside = np.flatnonzero(labels >= 0)
    belongs = csr_matrix(
        (np.ones(len(inside), np.float32), (labels[inside], inside)), shape=(num_clusters, len(labels))
    )
    supporters = (belongs @ support).tocoo()  # of K * C pairs, those that occur
    size = np.bincount(labels[inside], minlength=num_clusters)
    base = np.asarray(support.sum(axis=0)).ravel() / max(1, support.shape[0])
    bound = beta.ppf(alpha, supporters.data, size[supporters.row] - supporters.data + 1)
    best_first = np.lexsort((base[supporters.col], -bound, supporters.row))
    clusters, first = np.unique(supporters.row[best_first], return_index=True)
    best = best_first[first]
    owner, hits, lower = np.zeros(num_clusters, np.int64), np.zeros(num_clusters), np.zeros(num_clusters)
    owner[clusters], hits[clusters], lower[clusters] = supporters.col[best], supporters.data[best], bound[best]
    p_value = np.where(hits > 0, np.minimum(1.0, support.shape[1] * binom.sf(hits - 1, size, base[owner])), 1.0)
    q_value = false_discovery_control(p_value) if num_clusters else p_value
    return CultureOwnership(owner, hits / np.maximum(size, 1), lower, q_value)


def _nth_largest(values: Array, n: int) -> Array:
    """The n-th largest value of each row, the smallest where there are fewer."""
    place = max(0, values.shape[1] - n)
    result: Array = np.partition(values, place, axis=1)[:, place]
    return result
