"""Witness "words": words that go with a culture in this corpus, such as demonyms that no list has."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

_RARE, _SEEN = 0.1, 2.0  # documents that are added to those with a word and a culture, and those it takes to teach
_FEWEST, _USUAL = 3, 0.02  # documents with a word that can teach: at least, and as a share of all at most
_PARTS = 4
_BLOCK = 4_096  # words looked at together

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class WordWitness:
    """What the words of each document say that others taught: log(1 + sum of log odds).

    A document is read with what three quarters of the others taught, never with its own name, nor with that of a
    document of the same text. It is read when it is asked about: of all documents at once this is kilobytes each.

    Attributes:
        words: shape (n, V), sparse; the words that can teach.
        part: shape (n,), in which part each document is.
        odds: of each part, what the others taught: shape (V, C), sparse, log odds of cultures over what their languages
            name anyway, none below 0.
        whole: what all documents taught, for texts that are not among them.
    """

    words: csr_matrix
    part: NDArray[np.integer]
    odds: tuple[csr_matrix, ...]
    whole: csr_matrix

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
        part, by_word, share = keys % _PARTS, csr_matrix(words.T), np.exp(prior)
        # A document teaches its cultures, and how much its language names at all.
        mass = np.asarray(shares.sum(axis=1)).ravel()
        languages = csr_matrix((mass, (np.arange(len(mass)), groups)), shape=(len(mass), len(prior)))
        taught = hstack([shares, languages], format="csr")
        parts = [_only(taught, part == own) for own in range(_PARTS)]
        found: list[list[csr_matrix]] = [[] for _ in range(_PARTS + 1)]
        for start in range(0, max(1, words.shape[1]), _BLOCK):  # all pairs at once are gigabytes
            some = by_word[start : start + _BLOCK]
            for versions, sums in zip(found, _without_each([csr_matrix(some @ own) for own in parts]), strict=True):
                versions.append(_odds(sums, share))
        *odds, whole = (vstack(versions, format="csr") for versions in found)
        return cls(words, part, tuple(odds), whole)

    def __getitem__(self, rows: Rows) -> Floats:
        """Of some documents, in shape (m, C)."""
        part = self.part[rows]
        found = np.zeros((len(part), self.whole.shape[1]))
        words = self.words[rows]
        for number, odds in enumerate(self.odds):
            own = np.flatnonzero(part == number)
            found[own] = word_score(words[own], odds).toarray()
        return found


def _only(rows: csr_matrix, kept: NDArray[np.bool_]) -> csr_matrix:
    """Nothing is left in the other rows."""
    found = rows.copy()
    found.data[np.repeat(~kept, np.diff(found.indptr))] = 0
    found.eliminate_zeros()
    return found


def _without_each(parts: list[csr_matrix]) -> Iterator[csr_matrix]:
    """For each part the sum of all others, and last the sum of all: of additions alone, so that nothing is left over
    where the others have nothing."""
    nothing = csr_matrix(parts[0].shape)
    before = list(accumulate(parts, initial=nothing))
    after = list(accumulate(reversed(parts), initial=nothing))[::-1]
    for first, rest in zip(before, after[1:], strict=False):
        yield first + rest
    yield before[-1]


def _odds(sums: csr_matrix, share: Floats) -> csr_matrix:
    """Log odds of some words: documents with each by culture, then by language, shape (v, C + G), in; (v, C) out."""
    num_cultures = share.shape[1]
    together, expected = sums[:, :num_cultures].tocoo(), sums[:, num_cultures:].toarray() @ share
    by_chance = expected[together.row, together.col]
    lift = np.log((together.data + _RARE) / (by_chance + _RARE)) * together.data / (together.data + _SEEN)
    speaks = lift > 0
    return csr_matrix((lift[speaks], (together.row[speaks], together.col[speaks])), shape=together.shape)


def usual_words(words: csr_matrix) -> Rows:
    """Words that can teach: in three documents or more, and not in one of fifty."""
    count = np.bincount(words.indices, minlength=words.shape[1])
    return np.flatnonzero((count >= _FEWEST) & (count < max(_FEWEST + 1, _USUAL * words.shape[0])))


def word_score(words: csr_matrix, odds: csr_matrix) -> csr_matrix:
    """Shape (m, V) and (V, C) in, (m, C) out: words repeat each other, so that their sum counts by its logarithm."""
    found = csr_matrix(words @ odds)
    found.data = np.log1p(found.data)
    return found
