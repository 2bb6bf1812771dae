"""Whose culture a cluster is, in whatever languages it is written: the second grouping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.smallest import smallest
from cmining_distilabel.mining.calibrate.anchors.compare import Array, CultureScale
from cmining_distilabel.mining.extract.exclusivity import binomial_tail, share_lower_bound

_BLOCK = 16_384


@dataclass(frozen=True)
class CultureOwnership:
    """The culture of each set of documents. One entry a set; an empty one has share 0 and p = 1.

    Attributes:
        owner: shape (m,), row of the cultures' vectors.
        share: shape (m,), documents that support the owner.
        lower: shape (m,), one-sided lower confidence bound of `share`.
        p_value: shape (m,), min(1, C * P[Bin(n, pi) >= supporters]), pi the share of supporters in the corpus.
    """

    owner: NDArray[np.int64]
    share: NDArray[np.float64]
    lower: NDArray[np.float64]
    p_value: NDArray[np.float64]


def culture_support(
    vectors: VectorArray,
    cultures: Array,
    scale: CultureScale,
    *,
    support: float = 3.0,
    top: int = 20,
    empty: Callable[[tuple[int, ...], Any], NDArray[Any]] = np.empty,
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
        empty: makes the arrays of the result, 5 bytes for each of `top` cultures a document at most.

    Returns:
        Shape (n, C), sparse, True for support.
    """
    n, top = len(vectors), min(top, len(cultures))
    columns, ends = empty((n * top,), np.int32), np.zeros(n + 1, np.int64)
    for start in range(0, n, _BLOCK):
        against, likely = smallest(-scale.evidence(vectors[slice(start, start + _BLOCK)] @ cultures.T), top)
        supports = against <= -support
        ends[start + 1 : start + 1 + len(supports)] = ends[start] + np.cumsum(supports.sum(axis=1))
        columns[ends[start] : ends[start + len(supports)]] = likely[supports]
    # Arrays of the very size: of much larger ones scipy would make copies in memory.
    ones, indices = empty((int(ends[-1]),), bool), empty((int(ends[-1]),), np.int32)
    ones[:], indices[:] = True, columns[: ends[-1]]
    return csr_matrix((ones, indices, ends), shape=(n, len(cultures)))


def culture_ownership(
    supporters: ArrayLike, size: ArrayLike, base: ArrayLike, *, alpha: float = 0.05
) -> CultureOwnership:
    """Which culture the documents of each set agree on: the one that most support.

    Of equals, it is the one that fewer documents of the corpus support.

    Args:
        supporters: shape (m, C), documents of each set (a cluster, a neighbourhood) that support each culture;
            fractions as in `exclusivity`.
        size: shape (m,), documents of each set.
        base: shape (C,), share of all documents that support each culture.
        alpha: one minus the confidence of the lower bound.
    """
    count, of, common = np.asarray(supporters, np.float64), np.asarray(size, np.float64), np.asarray(base)
    owner = (count - 1e-3 * common).argmax(axis=1)
    hits = count[np.arange(len(count)), owner]
    chance = np.minimum(1.0, count.shape[1] * binomial_tail(hits, of, common[owner]))
    return CultureOwnership(
        owner=owner,
        share=hits / np.maximum(of, 1e-12),
        lower=share_lower_bound(hits, of, alpha),
        p_value=np.where(hits > 0, chance, 1.0),
    )
