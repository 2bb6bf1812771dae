"""Rows of length 1."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

_OFF = 1e-2  # half precision leaves unit rows 1e-3 off at most


def unit_rows(vectors: ArrayLike) -> NDArray[np.float32]:
    """Rows divided by their Euclidean length, as float32 of shape (n, d). A row of zeros stays as it is."""
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    lengths[lengths == 0] = 1
    unit: NDArray[np.float32] = rows / lengths[:, None]
    return unit


def as_unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same rows where all have length 1 (or 0) already, to the last bit; else `unit_rows`.

    For cosines of vectors that may be as the encoder gave them (`normalize` off).
    """
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return vectors if ((np.abs(lengths - 1) < _OFF) | (lengths == 0)).all() else unit_rows(vectors)
