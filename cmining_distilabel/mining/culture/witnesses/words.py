"""Witness "words": words that go with a culture in this corpus, such as demonyms that no list has."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

_RARE, _SEEN = 0.1, 2.0  # documents that are added to those with a word and a culture, and those it takes to teach
_FEWEST, _USUAL = 3, 0.02  # documents with a word that can teach: at least, and as a share of all at most
_PARTS = 4
_BLOCK = 4_096  # words looked at together

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
    teach = np.flatnonzero(mass)
    by_language = csr_matrix((mass[teach], (teach, groups[teach])), shape=(len(groups), len(prior)))
    by_word, share = csr_matrix(words.T), np.exp(prior)
    found = [
        _odds(by_word[start : start + _BLOCK], shares, by_language, share)
        for start in range(0, by_word.shape[0], _BLOCK)
    ]
    return csr_matrix(vstack(found)) if found else csr_matrix((0, shares.shape[1]))


def _odds(by_word: csr_matrix, shares: csr_matrix, by_language: csr_matrix, share: Floats) -> csr_matrix:
    """The odds of some words, shape (v, n) in: all pairs of a word and a culture at once are gigabytes."""
    together = csr_matrix(by_word @ shares).tocoo()
    expected = (by_word @ by_language).toarray()
    by_chance = np.zeros(together.nnz)
    for code in range(len(share)):
        by_chance += expected[together.row, code] * share[code, together.col]
    lift = np.log((together.data + _RARE) / (by_chance + _RARE)) * together.data / (together.data + _SEEN)
    speaks = lift > 0
    at = together.row[speaks], together.col[speaks]
    return csr_matrix((lift[speaks], at), shape=together.shape)


@dataclass(frozen=True)
class WordWitness:
    """What the words of each document say that others taught: log(1 + sum of log odds).

    A document is read with what three quarters of the others taught, never with its own name, nor with that of a
    document of the same text. It is read when it is asked about: of all documents at once this is kilobytes each.

    Attributes:
        words: shape (n, V), sparse; the words that can teach.
        odds: of each part of the documents, what the others taught: shape (V, C), sparse.
        part: shape (n,), in which each document is.
    """

    words: csr_matrix
    odds: tuple[csr_matrix, ...]
    part: NDArray[np.integer]

    @classmethod
    def of(
        cls,
        words: csr_matrix,
        shares: csr_matrix,
        groups: NDArray[np.integer],
        prior: Floats,
        keys: NDArray[np.integer],
    ) -> "WordWitness":
        """Learn from documents and what they name.

        Args:
            words: shape (n, V), sparse.
            shares: shape (n, C), of `naming`.
            groups: shape (n,), languages as the rows of `prior`.
            prior: shape (G, C), of `language_prior`.
            keys: shape (n,), by the text of each (`Named.keys`), so that the order of documents does not matter.
        """
        some, part = csr_matrix(words[:, usual_words(words)]), keys % _PARTS
        odds = [word_odds(some, _without(shares, part == own), groups, prior) for own in range(_PARTS)]
        return cls(some, tuple(odds), part)

    def __getitem__(self, rows: Rows) -> Floats:
        """Of some documents, in shape (m, C)."""
        part = self.part[rows]
        found = np.zeros((len(part), self.odds[0].shape[1]))
        words = self.words[rows]
        for number, odds in enumerate(self.odds):
            own = np.flatnonzero(part == number)
            found[own] = word_score(words[own], odds).toarray()
        return found


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
