"""Semantic Entropy, Eq. 2-3 of arXiv 2604.15675: how many things a document speaks of."""

import numpy as np
from numpy.typing import ArrayLike

_FLOOR = 1e-8  # Eq. 2 takes cosines as they are; negative ones would make its rows no distributions


def semantic_entropy(unit_vectors: ArrayLike) -> float:
    """Mean entropy, in nats, of the rows of the normalised cosine matrix of a document's parts.

    P_ij = cos(v_i, v_j) / sum_j cos(v_i, v_j)          H(D) = mean_i ( - sum_j P_ij log P_ij )

    Cosines are clipped at 1e-8 and each row renormalised. H is at most log n, and grows much like it: in the
    paper's mode a long document has a high entropy because it is long (docs/method.md).

    Args:
        unit_vectors: shape (n, d), rows of length 1: the document's paragraphs or sentences.

    Returns:
        H in [0, log n]; 0 for a single part.

    Raises:
        ValueError: no rows at all.
    """
    vectors = np.asarray(unit_vectors, dtype=np.float64)
    if vectors.ndim != 2 or len(vectors) == 0:
        raise ValueError(f"unit_vectors must have shape (n, d) with n >= 1, not {vectors.shape}")
    cosines = np.maximum(vectors @ vectors.T, _FLOOR)
    shares = cosines / cosines.sum(axis=1, keepdims=True)
    # Rounding can leave -0.0 or log n + 1e-16; the clip states the bounds that hold in exact arithmetic.
    entropy = -(shares * np.log(shares)).sum(axis=1).mean()
    return float(np.clip(entropy, 0.0, np.log(len(vectors))))


def second_order_entropy(unit_vectors: ArrayLike) -> float:
    """Entropy that does not measure length: minus the log of the mean squared cosine of two different parts, in nats.

    H2(D) = -log( 1/(n(n-1)) sum over i != j of cos^2(v_i, v_j) )

    Args:
        unit_vectors: shape (n, d), rows of length 1.

    Returns:
        0 or more; NaN below three parts, where one pair would decide.
    """
    vectors = np.asarray(unit_vectors, dtype=np.float64)
    n = len(vectors)
    if n < 3:
        return float("nan")
    squares = (vectors @ vectors.T) ** 2
    mean = (squares.sum() - np.trace(squares)) / (n * (n - 1))
    return float(max(0.0, -np.log(max(mean, _FLOOR))))
