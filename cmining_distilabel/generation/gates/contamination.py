"""Conversations that repeat a benchmark, word for word or in translation."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.generation.gates.base import Row, said
from cmining_distilabel.generation.gates.grounding import Encode
from cmining_distilabel.languages import base_language

_GRAM, _SHORTEST = 13, 8
# One token: a character of a script without spaces between words (or, in Korean, with few), else a word.
_TOKEN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_BLOCK = 256


class GramGate:
    """Rejects rows that share 13 tokens in a row with a benchmark: `benchmark_text`.

    As GPT-3 was checked (Brown et al. 2020, arXiv 2005.14165, appendix C). Tokens are words, and characters in Chinese,
    Japanese, Korean, Thai, Lao, Burmese and Khmer; case and width do not matter. A benchmark's text of 8 to 12 tokens
    must be there as a whole; shorter ones say nothing.

    Args:
        texts: all texts of the benchmarks.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._grams: dict[int, set[int]] = defaultdict(set)
        for text in texts:
            words = tokens(text)
            if len(words) >= _SHORTEST:
                size = min(_GRAM, len(words))
                self._grams[size].update(_hashes(words, size))

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "benchmark_text"."""
        return ["benchmark_text" if self._shares(tokens(said(row))) else None for row in batch]

    def _shares(self, words: list[str]) -> bool:
        return any(not grams.isdisjoint(_hashes(words, size)) for size, grams in self._grams.items())


class NeighbourGate:
    """Rejects rows with a message that means the same as a benchmark's text: `benchmark_neighbour`.

    In a space of many languages this finds translations and paraphrases, which share no words.

    Args:
        texts: texts of the benchmarks.
        encode: texts to unit vectors.
        threshold: cosine from which two texts mean the same.
        languages: that the encoder knows; None for all. A row in another one passes.
    """

    def __init__(
        self, texts: Sequence[str], encode: Encode, threshold: float, languages: frozenset[str] | None = None
    ) -> None:
        self._texts = [text for text in dict.fromkeys(texts) if len(tokens(text)) >= _SHORTEST]
        self._encode = encode
        self._threshold = threshold
        self._languages = languages
        self._benchmark: NDArray[np.float32] | None = None

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "benchmark_neighbour"."""
        near = [False] * len(batch)
        messages = [
            (place, text)
            for place, row in enumerate(batch)
            if self._languages is None or base_language(row["language"]) in self._languages
            for text in self._messages(row)
        ]
        if self._texts and messages:
            if self._benchmark is None:
                self._benchmark = self._encode(self._texts)
            vectors = self._encode([text for _, text in messages])
            for start in range(0, len(messages), _BLOCK):
                best = (vectors[start : start + _BLOCK] @ self._benchmark.T).max(axis=1)
                for (place, _), value in zip(messages[start : start + _BLOCK], best, strict=True):
                    near[place] |= bool(value >= self._threshold)
        return ["benchmark_neighbour" if found else None for found in near]

    def _messages(self, row: Row) -> Iterator[str]:
        for message in row["messages"]:
            # A question before its options, and as a whole.
            yield from {
                text
                for text in (message["content"], message["content"].partition("\n")[0])
                if len(tokens(text)) >= _SHORTEST
            }


def tokens(text: str) -> list[str]:
    """Words of a text, or its characters where its script has no spaces.

    >>> tokens("Obon, 盆踊り!")
    ['obon', '盆', '踊', 'り']
    """
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def _hashes(words: list[str], size: int) -> set[int]:
    return {hash(tuple(words[start : start + size])) for start in range(len(words) - size + 1)}
