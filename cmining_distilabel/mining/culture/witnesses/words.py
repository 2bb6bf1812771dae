"""Witness "words": words that go with a culture in this corpus, such as demonyms that no list has."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

_RARE, _SEEN = 0.1, 2.0  # documents that are added to those with a word and a culture, and those it takes to teach
_FEWEST, _USUAL = 3, 0.02  # documents with a word that can teach: at least, and as a share of all at most
_PARTS = 4

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def word_odds(words: csr_matrix, shares: csr_matrix, groups: NDArray[np.integer], prior: Floats) -> csr_matrix:
    """Which words go with which culture: log odds over what their languages name anyway, shape (V, C), none below 0.

    Demonyms that no list has, and all that is spoken of where a culture is.

    Args:
        words: shape (n, V), sparse.
        shares: shape (n, C), of `naming`.
        groups: shape (n,), languages as the rows of `prior`.
        prior: shape (G, C), of `language_prior`.
    """
    mass = np.asarray(shares.sum(axis=1)).ravel()
    together = csr_matrix(words.T @ shares).tocoo()
    teach = np.flatnonzero(mass)
    by_language = csr_matrix((mass[teach], (teach, groups[teach])), shape=(len(groups), len(prior)))
    expected = (words.T @ by_language).tocsr()
    share, by_chance = np.exp(prior), np.zeros(together.nnz)
    for code in range(len(prior)):
        own = np.asarray(expected[:, code].todense()).ravel()
        by_chance += own[together.row] * share[code, together.col]
    lift = np.log((together.data + _RARE) / (by_chance + _RARE)) * together.data / (together.data + _SEEN)
    speaks = lift > 0
    at = together.row[speaks], together.col[speaks]
    return csr_matrix((lift[speaks], at), shape=together.shape)


def word_witness(
    words: csr_matrix, shares: csr_matrix, groups: NDArray[np.integer], prior: Floats, keys: NDArray[np.integer]
) -> csr_matrix:
    """What the words of each document say that others taught: shape (n, C), sparse, log(1 + sum of log odds).

    A document is read with what three quarters of the others taught, never with its own name, nor with that of a
    document of the same key: `keys`, shape (n,), are by its text (`Named.keys`), so that the order of documents does
    not matter.
    """
    kept = usual_words(words)
    some = words[:, kept]
    fold = keys % _PARTS
    found = []
    for part in range(_PARTS):
        own = np.flatnonzero(fold == part)
        odds = word_odds(some, _without(shares, fold == part), groups, prior)
        found.append((own, word_score(some[own], odds)))
    order = np.argsort(np.concatenate([own for own, _ in found]), kind="stable")
    return csr_matrix(vstack([score for _, score in found])[order])


def _without(shares: csr_matrix, rows: NDArray[np.bool_]) -> csr_matrix:
    """Shares of the other documents: nothing is left in some rows."""
    kept = shares.copy()
    kept.data[np.repeat(rows, np.diff(kept.indptr))] = 0
    kept.eliminate_zeros()
    return kept


def usual_words(words: csr_matrix) -> Rows:
    """Words that can teach: in three documents or more, and not in one of fifty."""
    count = np.bincount(words.indices, minlength=words.shape[1])
    return np.flatnonzero((count >= _FEWEST) & (count < max(_FEWEST + 1, _USUAL * words.shape[0])))


def word_score(words: csr_matrix, odds: csr_matrix) -> csr_matrix:
    """Shape (m, V) and (V, C) in, (m, C) out: words repeat each other, so that their sum counts by its logarithm."""
    found = csr_matrix(words @ odds)
    found.data = np.log1p(found.data)
    return found
