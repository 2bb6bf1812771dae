"""At most so many documents a language: the paper's sample, and a uniform sample of a stream."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.languages import base_language

PAPER_SAMPLE = {"en": 3_000_000}
PAPER_SAMPLE_ELSEWHERE = 1_000_000
"""Articles of Wikipedia 20231101 that the paper samples in each language."""

_ALWAYS = -1.0  # priority of a row that is no candidate for the sample and stays


def limit_of(language: str, config: CorpusConfig) -> int | None:
    """Most documents in `language`; None is no limit."""
    limits = [config.max_documents] if config.max_documents else []
    if config.paper_sample:
        limits.append(PAPER_SAMPLE.get(base_language(language), PAPER_SAMPLE_ELSEWHERE))
    return min(limits, default=None)


class Sampler:
    """A sample of the good rows of each language, taken while they stream by: uniform by a seed, or the first.

    Every row draws a random number, or takes its place as one, and the rows with the smallest ones are the sample. So a
    row can be left out as soon as it comes, the order is kept, and a language's sample does not depend on the others.
    """

    def __init__(self, config: CorpusConfig) -> None:
        self._config = config
        self._reservoirs: dict[str, Reservoir] = {}
        self._written: list[tuple[NDArray[np.float64], list[str]]] = []

    def offer(self, languages: Sequence[str], good: Sequence[bool]) -> NDArray[np.bool_]:
        """Whether each of the next rows may be in the sample. Rows that are not good always stay."""
        priority = np.full(len(languages), _ALWAYS)
        stays = np.ones(len(languages), bool)
        rows_of: dict[str, list[int]] = {}
        for row, (language, is_good) in enumerate(zip(languages, good, strict=True)):
            if is_good:
                rows_of.setdefault(language, []).append(row)
        for language, rows in rows_of.items():
            if limit := limit_of(language, self._config):
                reservoir = self._reservoirs.setdefault(language, self._reservoir(limit, language))
                priority[rows] = reservoir.offer(len(rows))
                stays[rows] = priority[rows] <= reservoir.threshold
        if self._config.max_documents or self._config.paper_sample:
            kept = [language for language, stay in zip(languages, stays, strict=True) if stay]
            self._written.append((priority[stays], kept))
        return stays

    def _reservoir(self, limit: int, language: str) -> "Reservoir":
        return Reservoir(limit, self._config.seed, language, first=self._config.sample == "first")

    def is_full(self, language: str) -> bool:
        """Whether a language has as many good rows as its limit."""
        reservoir = self._reservoirs.get(language)
        return reservoir is not None and reservoir.seen >= reservoir.limit

    def final(self) -> NDArray[np.bool_] | None:
        """Which of the rows that stayed are in the sample after all; None where all of them are."""
        if not any(reservoir.seen > reservoir.limit for reservoir in self._reservoirs.values()):
            return None
        threshold = {language: reservoir.close() for language, reservoir in self._reservoirs.items()}
        return np.concatenate(
            [
                priority <= np.array([threshold.get(language, np.inf) for language in languages])
                for priority, languages in self._written
            ]
        )


class Reservoir:
    """The `limit` smallest of a stream of random numbers; with `first`, of the numbers 0, 1, 2 ..."""

    def __init__(self, limit: int, seed: int, language: str, *, first: bool = False) -> None:
        self.limit = limit
        self.seen = 0
        self.threshold = np.inf
        self._random = None if first else np.random.default_rng([seed, *language.encode()])
        self._smallest: list[NDArray[np.float64]] = []
        self._held = 0

    def offer(self, count: int) -> NDArray[np.float64]:
        """Numbers of the next `count` rows; those over `threshold` are out, the others may be in the sample."""
        numbers = (
            np.arange(self.seen, self.seen + count, dtype=float) if self._random is None else self._random.random(count)
        )
        low = numbers[numbers <= self.threshold]
        self.seen += count
        self._smallest.append(low)
        self._held += len(low)
        if self._held > 2 * self.limit:
            self.close()
        return numbers

    def close(self) -> float:
        """The threshold of the sample of everything seen so far."""
        if self._held > self.limit:
            smallest = np.partition(np.concatenate(self._smallest), self.limit - 1)[: self.limit]
            self._smallest, self._held = [smallest], self.limit
            self.threshold = float(smallest.max())
        return self.threshold
