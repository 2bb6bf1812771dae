"""Texts that say the same in several languages are one witness, not several."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from cmining_distilabel.mining.arrays.categories import Codes

_BLOCK = 4_096

Rows = NDArray[np.int64]


def nearest_elsewhere(
    rows: Rows, neighbors: Rows, squared_distance: NDArray[np.float32], groups: Codes, limit: float
) -> NDArray[np.bool_]:
    """Which neighbour of a document is its nearest in another group, within `limit`: what may be a translation.

    Args:
        rows: shape (b,), documents.
        neighbors, squared_distance: shape (b, k), nearest first.
        groups: shape (n,), integer codes of all documents.
        limit: largest squared distance.

    Returns:
        Shape (b, k): true at most once a group.
    """
    found = np.zeros(neighbors.shape, bool)
    where, place = np.nonzero((squared_distance <= limit) & (groups[neighbors] != groups[rows, None]))
    group = groups[neighbors[where, place]].astype(np.int64)
    _, first = np.unique(where * (int(groups.max(initial=0)) + 1) + group, return_index=True)
    found[where[first], place[first]] = True
    return found


def mutual(neighbors: NDArray[np.integer], nearest: NDArray[np.bool_]) -> Rows:
    """Pairs of documents each of which is the nearest that the other has in its group, shape (p, 2), ascending.

    Args:
        neighbors: shape (n, k).
        nearest: shape (n, k), of `nearest_elsewhere`.
    """
    pairs = [np.empty((0, 2), np.int64)]
    for start in range(0, len(neighbors), _BLOCK):
        row, place = np.nonzero(nearest[start : start + _BLOCK])
        row += start
        other = neighbors[row, place].astype(np.int64)
        row, other = row[row < other], other[row < other]
        both = ((neighbors[other] == row[:, None]) & nearest[other]).any(axis=1)
        pairs.append(np.stack([row[both], other[both]], axis=1))
    return np.concatenate(pairs)


def same_texts(pairs: Rows) -> tuple[Rows, Rows]:
    """Documents that are translations of one another, directly or by a chain of pairs.

    Args:
        pairs: shape (p, 2), of `mutual`.

    Returns:
        Shapes (m,) twice: the documents of the pairs, ascending, and of each the smallest that says the same.
    """
    documents, place = np.unique(pairs, return_inverse=True)
    ends = place.reshape(pairs.shape).T
    graph = csr_matrix((np.ones(len(pairs), bool), (ends[0], ends[1])), shape=(len(documents), len(documents)))
    _, component = connected_components(graph, directed=False)
    _, first = np.unique(component, return_index=True)
    return documents, documents[first[component]]


def in_several_groups(text: Rows, groups: Codes) -> NDArray[np.bool_]:
    """Whether documents of another group have the same number of a text: shape (n,)."""
    first = np.full(int(text.max(initial=0)) + 1, -1, np.int64)
    first[text] = groups  # of one of its documents
    differs = np.zeros(len(first), bool)
    differs[text[first[text] != groups]] = True
    return np.asarray(differs[text])


def text_weights(
    texts: Rows, own: Rows, most: Sequence[int], stands_for: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """How much each neighbour of a document counts: one for the nearest texts, shared by a text's translations.

    Args:
        texts: shape (b, k), text of each neighbour, nearest first.
        own: shape (b,), text of the document itself, which is no witness of its own.
        most: how many texts count; s numbers for s answers.
        stands_for: shape (b, k), how many texts each neighbour stands for, where a part of them was drawn; one each by
            default. Of the last that counts, only what is left of `most` does.

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
    count = first.astype(np.float32) if stands_for is None else np.where(first, stands_for, 0).astype(np.float32)
    before = np.cumsum(count, axis=1) - count
    weights = np.zeros((len(most), b, k), np.float32)
    for scale, last in enumerate(most):
        counts = np.zeros(b * k, np.float32)
        counts[texts_of[first]] = np.clip(last - before, 0, count)[first]
        weights[scale] = counts[texts_of] / size[texts_of]
    return weights
