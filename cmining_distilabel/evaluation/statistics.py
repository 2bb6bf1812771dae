"""Shares, ranking quality, and their bootstrap intervals.

A resample of n documents with replacement is a vector of n counts. Everything is computed for all resamples at once,
and row 0 of every array is the sample itself.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

_WEIGHTS = 4_000_000  # in memory at a time


@dataclass(frozen=True)
class Estimate:
    """A figure with the bounds of its interval; None where it is not defined, as a share of nothing."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Resampling:
    """How intervals are made: percentiles of the bootstrap.

    Attributes:
        resamples: how often the documents are drawn again; 0 gives no intervals.
        level: share of the resamples that lie within an interval.
        seed: of the draws.
    """

    resamples: int = 1000
    level: float = 0.95
    seed: int = 0

    def estimate(self, values: Floats) -> Estimate:
        """The first of `values`, and an interval of the others; those that are not defined (NaN) do not count."""
        if np.isnan(values[0]):
            return Estimate(None)
        drawn = values[1:][~np.isnan(values[1:])]
        if not len(drawn):
            return Estimate(float(values[0]))
        tail = (1.0 - self.level) / 2.0
        low, high = np.quantile(drawn, [tail, 1.0 - tail])
        return Estimate(float(values[0]), float(low), float(high))


class Cell(NamedTuple):
    """All that counting asks of a document."""

    label: str
    side: str
    group: str
    selected: bool


class Tally:
    """Numbers of documents by cell, in the sample and in every resample."""

    def __init__(self, cells: Iterable[Cell], resampling: Resampling) -> None:
        counts = Counter(cells)
        self._cells = sorted(counts)
        self._resampling = resampling
        own = np.array([counts[cell] for cell in self._cells], dtype=np.int64)
        # Drawing n documents with replacement is drawing their cells from this multinomial distribution.
        rng = np.random.default_rng(resampling.seed)
        drawn = rng.multinomial(own.sum(), own / own.sum(), size=resampling.resamples)
        self._counts = np.vstack([own, drawn])

    def count(self, of: Callable[[Cell], bool]) -> int:
        """Documents of the sample in the cells that `of` holds for."""
        return int(self._sum(of)[0])

    def share(self, of: Callable[[Cell], bool], among: Callable[[Cell], bool]) -> Estimate:
        """The share of documents for which `of` holds, among those for which `among` does.

        Resamples of none (or all) of n documents are all alike, which says nothing of the error; there the interval
        is the exact one, Clopper-Pearson.
        """
        below = self._sum(among)
        above = self._sum(lambda cell: among(cell) and of(cell))
        found = self._resampling.estimate(np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0))
        if found.low is None or 0 < above[0] < below[0]:
            return found
        reach = 1.0 - float(((1.0 - self._resampling.level) / 2.0) ** (1.0 / below[0]))
        return Estimate(0.0, 0.0, reach) if above[0] == 0 else Estimate(1.0, 1.0 - reach, 1.0)

    def _sum(self, of: Callable[[Cell], bool]) -> NDArray[np.int64]:
        total: NDArray[np.int64] = self._counts[:, [of(cell) for cell in self._cells]].sum(axis=1)
        return total


def auc_estimates(
    scores: Iterable[Floats], positive: Mask, negatives: NDArray[np.bool_], resampling: Resampling
) -> list[list[Estimate]]:
    """Areas under the ROC curve: how often a positive scores over a negative, ties counting half (Mann-Whitney).

    Args:
        scores: arrays of shape (n,), one a part; documents without a score (NaN) are left out of that part's figure.
        positive: shape (n,).
        negatives: shape (k, n), one row a class of negatives.
        resampling: how intervals are made. All parts share the draws.

    Returns:
        For each part, an estimate a class.
    """
    rankings = [_Ranking(values, positive, negatives) for values in scores]
    drawn = [[ranking.auc(weights) for ranking in rankings] for weights in _weights(len(positive), resampling)]
    return [[resampling.estimate(column) for column in np.concatenate(part).T] for part in zip(*drawn, strict=True)]


def _weights(n: int, resampling: Resampling) -> Iterator[Floats]:
    """How often each document is drawn, shape (some resamples, n); the first row is the sample itself."""
    yield np.ones((1, n))
    rng = np.random.default_rng(resampling.seed)
    step = max(1, _WEIGHTS // n)
    for start in range(0, resampling.resamples, step):
        rows = min(step, resampling.resamples - start)
        picked = rng.integers(n, size=(rows, n)) + n * np.arange(rows)[:, None]
        yield np.bincount(picked.ravel(), minlength=rows * n).reshape(rows, n).astype(np.float64)


class _Ranking:
    """Documents in the order of a score, ready to be weighed."""

    def __init__(self, scores: Floats, positive: Mask, negatives: NDArray[np.bool_]) -> None:
        known = np.flatnonzero(~np.isnan(scores) & (positive | negatives.any(axis=0)))
        self._order = known[np.argsort(scores[known], kind="stable")]
        ordered = scores[self._order]
        self._ties = np.flatnonzero(np.append(True, ordered[1:] > ordered[:-1]))  # where each run of ties starts
        self._positive, self._negatives = positive[self._order], negatives[:, self._order]

    def auc(self, weights: Floats) -> Floats:
        """Shape (r, k) for weights of shape (r, n); NaN where a side is empty."""
        result = np.full((len(weights), len(self._negatives)), np.nan)
        if not len(self._order):
            return result
        ordered = weights[:, self._order]
        above = np.add.reduceat(ordered * self._positive, self._ties, axis=1)
        for column, negative in enumerate(self._negatives):
            below = np.add.reduceat(ordered * negative, self._ties, axis=1)
            won = (above * (np.cumsum(below, axis=1) - below / 2)).sum(axis=1)
            pairs = above.sum(axis=1) * below.sum(axis=1)
            np.divide(won, pairs, out=result[:, column], where=pairs > 0)
        return result
