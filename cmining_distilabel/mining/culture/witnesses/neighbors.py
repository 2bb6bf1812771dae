"""Witness "neighbors": what the nearest texts name."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_SMOOTH, _EXPECTED = 0.3, 0.05  # neighbours that are added to those that name a culture

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def neighbor_witness(
    neighbors: Rows, weights: NDArray[np.float32], shares: csr_matrix, groups: NDArray[np.integer], prior: Floats
) -> Floats:
    """What the nearest texts name, against what their languages name anyway: log lift, shape (m, C).

    Args:
        neighbors: shape (m, k), rows of documents around each of m.
        weights: shape (m, k), what each counts; 0 for a translation of the document.
        shares: shape (n, C), of `naming`.
        groups: shape (n,), languages as the rows of `prior`.
        prior: shape (G, C), of `language_prior`.
    """
    m, k = neighbors.shape
    near = csr_matrix((weights.ravel(), neighbors.ravel(), np.arange(m + 1) * k), shape=(m, shares.shape[0]))
    named = (near @ shares).toarray()
    mass = np.asarray(shares.sum(axis=1)).ravel()
    by_language = csr_matrix((mass, (np.arange(len(groups)), groups)), shape=(len(groups), len(prior)))
    expected = (near @ by_language).toarray() @ np.exp(prior)
    lift: Floats = np.log((named + _SMOOTH * expected + _EXPECTED) / ((1 + _SMOOTH) * expected + _EXPECTED))
    return lift
