"""Is a document about culture? Its own facet score, and what its neighbours are about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.scratch import filled
from cmining_distilabel.mining.calibrate.geometry import Null
from cmining_distilabel.mining.extract.neighborhoods import Around
from cmining_distilabel.mining.score.score import Scores

Floats = NDArray[np.floating]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Topic:
    """What each document is about. Shapes (n,); NaN or False where it was no candidate.

    Attributes:
        facet_score, attribution: half the document's own, half the mean of its neighbours': a single score is noisy.
        about: whether the facet score is over the limit that universal sentences set.
        cultural: share of its neighbours that are about culture.
    """

    facet_score: Floats
    attribution: Floats
    about: Mask
    cultural: Floats


def topic_of(around: Iterable[Around], scores: Scores, null: Null | None) -> Topic:
    """Smooth the scores of stage 1 over neighbourhoods. Without anchors everything is about culture."""
    n, candidates = len(scores.reason), scores.candidates
    found = Topic(
        filled(n, np.nan, np.float32),
        filled(n, np.nan, np.float32),
        filled(n, False, bool),
        filled(n, np.nan, np.float32),
    )
    if null is None:
        found.about[candidates], found.cultural[candidates] = True, 1.0
        return found
    for rows, near, weights in around:
        for own, smooth in ((scores.facet_score, found.facet_score), (scores.attribution, found.attribution)):
            smooth[rows] = (own[rows] + mean_around(own[near], weights[0])) / 2
    found.about[candidates] = found.facet_score[candidates] > null.facet_limit
    for rows, near, weights in around:
        found.cultural[rows] = mean_around(found.about[near], weights[0])
    return found


def mean_around(values: NDArray[Any], weight: NDArray[np.float32]) -> Floats:
    """Weighted mean of each row, (u, m) twice in, (u,) out; 0 where nothing but translations is around a document."""
    found: Floats = (values * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    return found
