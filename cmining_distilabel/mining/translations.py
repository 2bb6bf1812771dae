"""Texts that say the same in several languages are one witness, not several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from cmining_distilabel.mining.categories import Codes

Rows = NDArray[np.int64]


def nearest_elsewhere(
    rows: Rows, neighbors: Rows, squared_distance: NDArray[np.float32], groups: Codes, limit: float
) -> NDArray[np.int64]:
    """Each document's nearest neighbour in every other group, where it lies within `limit`: what may be a translation.

    Args:
        rows: shape (b,), documents.
        neighbors, squared_distance: shape (b, k), nearest first.
        groups: shape (n,), integer codes of all documents.
        limit: largest squared distance.

    Returns:
        Shape (p, 2), pairs of a document and such a neighbour.
    """
    near = squared_distance <= limit
    some = np.flatnonzero(near.any(axis=1))
    where, place = np.nonzero(near[some])
    own, other = rows[some[where]], neighbors[some[where], place]
    elsewhere = groups[own] != groups[other]
    own, other = own[elsewhere], other[elsewhere]
    _, first = np.unique(np.stack([own, groups[other]]), axis=1, return_index=True)  # nearest first: so is the first
    return np.stack([own[first], other[first]], axis=1)


def same_texts(pairs: NDArray[np.int64], n: int) -> Rows:
    """One number for all documents that are translations of one another.

    Two documents are, when each is the nearest that the other has in its group; and so are those that a chain of such
    pairs joins.

    Args:
        pairs: shape (p, 2), of `nearest_elsewhere`, each pair in the direction in which it was found.
        n: number of documents.

    Returns:
        Shape (n,): the smallest row of the documents that say the same; a document's own row where there is no other.
    """
    ahead = pairs[:, 0] * n + pairs[:, 1]
    mutual = pairs[np.isin(ahead, pairs[:, 1] * n + pairs[:, 0])]
    graph = csr_matrix((np.ones(len(mutual), bool), (mutual[:, 0], mutual[:, 1])), shape=(n, n))
    _, component = connected_components(graph, directed=False)
    _, first = np.unique(component, return_index=True)
    found: Rows = first[component]
    return found


def text_weights(texts: Rows, own: Rows, most: Sequence[int]) -> NDArray[np.float32]:
    """How much each neighbour of a document counts: one for the nearest texts, shared by a text's translations.

    Args:
        texts: shape (b, k), text of each neighbour, nearest first.
        own: shape (b,), text of the document itself, which is no witness of its own.
        most: how many texts count; s numbers for s answers.

    Returns:
        Shape (s, b, k), float32; a row sums to the number of texts that count, at most `most`.
    """
    b, k = texts.shape
    order = np.argsort(texts, axis=1, kind="stable")
    ordered = np.take_along_axis(texts, order, axis=1)
    begins = np.ones((b, k), bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    run = np.cumsum(begins, axis=1) - 1 + k * np.arange(b)[:, None]  # a number for each text of each document
    size = np.bincount(run.ravel(), minlength=b * k)
    texts_of = np.empty((b, k), np.int64)
    np.put_along_axis(texts_of, order, run, axis=1)
    first = np.zeros((b, k), bool)  # where a text comes first, nearest that is
    np.put_along_axis(first, order, begins, axis=1)
    foreign = texts != own[:, None]
    first &= foreign
    place = np.cumsum(first, axis=1)
    weights = np.zeros((len(most), b, k), np.float32)
    for scale, last in enumerate(most):
        counts = np.zeros(b * k, bool)
        counts[texts_of[first & (place <= last)]] = True
        weights[scale] = np.where(counts[texts_of], 1 / size[texts_of], 0)
    return weights
