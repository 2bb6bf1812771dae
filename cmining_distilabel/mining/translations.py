"""Texts that say the same in several languages are one witness, not several."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from cmining_distilabel.mining.kmeans import VectorArray

Rows = NDArray[np.int64]

_MOST = 2048  # documents of a cluster that are compared; the others count as texts of their own


def same_texts(
    vectors: VectorArray, groups: NDArray[np.int64], labels: NDArray[np.int32], rows: Rows, limit: float
) -> Rows:
    """One number for all documents of a cluster that are translations of one another.

    Two documents of different groups are taken for translations when their cosine reaches `limit`, and so are those
    that a chain of such pairs joins.

    Args:
        vectors: shape (n, d), unit rows with the language taken out (`debias`).
        groups: shape (n,), integer codes.
        labels: shape (n,), cluster of each document.
        rows: which documents to compare, each with those of its cluster.
        limit: e.g. a cosine that most translations of the same sentences reach.

    Returns:
        Shape (n,): the smallest row of the documents that say the same; a document's own row where there is no other.
    """
    text = np.arange(len(labels))
    ordered = rows[np.argsort(labels[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(labels[ordered])) + 1
    for own in np.split(ordered, starts) if len(ordered) else ():
        some = np.sort(own)[:_MOST]
        points = vectors[some]
        alike = (points @ points.T >= limit) & (groups[some][:, None] != groups[some])
        _, component = connected_components(alike, directed=False)
        _, first = np.unique(component, return_index=True)
        text[some] = some[first][component]
    return text
