"""Witnesses "evidence" and "taught": a document's vector beside the names of cultures, and beside what names them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.calibrate.anchors.compare import CultureScale

_BLOCK = 4_096
_PRIOR = 30.0  # documents at the centre that each culture has beforehand, so that a rare one says little

Floats = NDArray[np.float64]


def evidence_witness(vectors: NDArray[np.float32], scale: CultureScale) -> Floats:
    """Cosines with the names of cultures, in standard deviations over universal sentences: shape (n, C)."""
    found: Floats = scale.evidence(vectors).astype(np.float64)
    return found


@dataclass(frozen=True)
class Discriminant:
    """Linear discriminant analysis, taught by the documents that name cultures.

    Attributes:
        center: shape (d,), mean of those documents.
        weights: shape (d, C).
        bias: shape (C,).
    """

    center: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: VectorArray, shares: csr_matrix) -> "Discriminant":
        """From documents and what they name.

        Args:
            vectors: shape (n, d).
            shares: shape (n, C), of `naming`.
        """
        n, d = vectors.shape
        sums, total, squares = np.zeros((shares.shape[1], d)), np.zeros(d), np.zeros((d, d))
        everything = np.zeros(d)
        mass = np.asarray(shares.sum(axis=1)).ravel()
        for start in range(0, n, _BLOCK):
            block = vectors[slice(start, start + _BLOCK)]
            sums += shares[start : start + _BLOCK].T @ block
            total += mass[start : start + _BLOCK] @ block
            everything += block.sum(axis=0)
            squares += block.T @ block
        center = total / mass.sum() if mass.sum() > 0 else everything / n
        means = (sums + _PRIOR * center) / (np.asarray(shares.sum(axis=0)).ravel()[:, None] + _PRIOR) - center
        spread = squares / n - np.outer(everything / n, everything / n)
        spread += np.trace(spread) / d * np.eye(d)  # the mean variance in every direction: a ridge
        weights = np.linalg.solve(spread, means.T)
        bias = -0.5 * np.einsum("cd,dc->c", means, weights)
        return cls(center.astype(np.float32), weights.astype(np.float32), bias.astype(np.float32))

    def witness(self, vectors: NDArray[np.float32]) -> Floats:
        """Log likelihood ratios of cultures against the centre: shape (n, C)."""
        found: Floats = (vectors - self.center) @ self.weights + self.bias
        return found
