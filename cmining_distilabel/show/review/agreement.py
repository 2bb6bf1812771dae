"""How far reviewers agree, and means whose intervals draw what was reviewed again."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


def krippendorff_alpha(units: Iterable[Sequence[int]]) -> float | None:
    """Krippendorff's alpha for ordinal data: 1 is full agreement, 0 what chance gives.

    Computed from the coincidence matrix (Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011).

    Args:
        units: the ratings of each unit, whole numbers from 0; units with fewer than two do not count.
    """
    pairable = [list(unit) for unit in units if len(unit) > 1]
    size = 1 + max((max(unit) for unit in pairable), default=0)
    coincidences = np.zeros((size, size))
    for unit in pairable:
        counts = np.bincount(unit, minlength=size)
        coincidences += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    totals = coincidences.sum(axis=0)
    below = np.cumsum(totals) - totals / 2  # the middle of each value's ranks
    distance = (below[:, None] - below[None]) ** 2
    expected = float((np.outer(totals, totals) * distance).sum())
    if not expected:
        return None
    return 1.0 - float((totals.sum() - 1) * (coincidences * distance).sum()) / expected


def drawn_means(points: Sequence[Sequence[int]], resamples: int, random: np.random.Generator) -> NDArray[np.float64]:
    """The mean of the points' means, and the same of resamples of the points; NaN without a point."""
    if not points:
        return np.full(1 + resamples, np.nan)
    means = np.array([np.mean(values) for values in points])
    picked = random.integers(len(means), size=(resamples, len(means)))
    return np.append(means.mean(), means[picked].mean(axis=1))
