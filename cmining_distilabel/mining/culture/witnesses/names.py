"""Witness "names": the names of places and peoples in a text, as far as they are trusted."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, diags

from cmining_distilabel.mining.culture.names.named import Named

_LATE = 10.0  # a name at the beginning counts log(1 + 10), one where reading ends a third of it

Floats = NDArray[np.float64]


def name_witness(named: Named, trust: ArrayLike | None = None) -> csr_matrix:
    """What the names in a document say: shape (n, C), sparse, log(1 + 10 * names, less the later they come)."""
    counts = named.counts(trust)
    counts.data = np.log1p(_LATE * counts.data)
    return counts


def naming(witness: csr_matrix) -> csr_matrix:
    """How documents share themselves over the cultures that they name: rows sum to 1, to less where names come late."""
    total = np.asarray(witness.sum(axis=1)).ravel()
    return csr_matrix(diags(1.0 / np.maximum(total, 1.0)) @ witness)
