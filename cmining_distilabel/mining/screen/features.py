"""What a screen knows of a text that was not encoded: letters, and the encoder's vectors of its words."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.culture.texts import Texts
from cmining_distilabel.mining.result.keywords import terms

_READ, _HEAD = 600, 250  # characters of a text that words, and that letters, are taken from
_WORDS, _LEAST = 20_000, 3  # words that are encoded at most, and texts that each is in at least
_TITLE = 3  # times that a word of the title counts
_LETTERS = (2, 4)  # letters in a row
_HASHED = 2**18  # numbers that these are hashed to
_STRETCH = 5.0  # as in `fitted.topic`: the penalty weighs the same in any dimension

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Features:
    """Of m texts.

    Attributes:
        words: shape (m, d), what the vectors of its words are on average: the sense, in any language.
        letters: shape (m, h), sparse; runs of letters, hashed.
    """

    words: Array
    letters: csr_matrix

    def of(self, rows: NDArray[np.int64]) -> "Features":
        """Those of some of the texts."""
        return Features(self.words[rows], self.letters[rows])


@dataclass(frozen=True)
class Words:
    """The words of a corpus, encoded one by one: a static embedding, distilled from the encoder.

    Attributes:
        numbers: place of each word among the rows of `vectors`.
        vectors: shape (w, d).
        weights: shape (w,), log of how rare each is.
    """

    numbers: dict[str, int]
    vectors: Array
    weights: Array

    @classmethod
    def of(cls, texts: Texts, encode: Callable[[list[str]], VectorArray]) -> "Words":
        """The words that most of the texts hold, at most one for two texts: each is encoded."""
        num = len(texts.titles)
        held = Counter(word for found in _terms(texts) for word in set(found))
        common = sorted(held.items(), key=lambda item: (-item[1], item[0]))[: min(_WORDS, num // 2)]
        chosen = {word: count for word, count in common if count >= _LEAST}
        numbers = {word: number for number, word in enumerate(chosen)}
        vectors = np.asarray(encode(list(chosen))[:], np.float32)
        return cls(numbers, vectors, np.log(num / np.array(list(chosen.values()), np.float32)))

    def features(self, texts: Texts) -> Features:
        """Of any texts of the corpus."""
        from sklearn.feature_extraction.text import HashingVectorizer  # takes a second to import

        found = [[self.numbers[word] for word in own if word in self.numbers] for own in _terms(texts)]
        ends = np.cumsum([0, *map(len, found)])
        columns = np.fromiter((number for row in found for number in row), np.int32, ends[-1])
        held = csr_matrix((self.weights[columns], columns, ends), shape=(len(found), len(self.numbers)))
        hashing = HashingVectorizer(analyzer="char_wb", ngram_range=_LETTERS, n_features=_HASHED, dtype=np.float32)
        letters = hashing.transform(f"{title}\n{text[:_HEAD]}" for title, text in _titled(texts))
        stretch = np.sqrt(self.vectors.shape[1]) / _STRETCH
        return Features(unit_rows(held @ self.vectors) * np.float32(stretch), letters)


def _terms(texts: Texts) -> Iterator[list[str]]:
    for title, text in _titled(texts):
        yield terms(title) * _TITLE + terms(text[:_READ])


def _titled(texts: Texts) -> Iterator[tuple[str, str]]:
    return zip(texts.titles, texts.texts, strict=True)
