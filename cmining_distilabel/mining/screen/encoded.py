"""What has been encoded so far, and which of it is about culture, by nearly the rule of mining."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.rows import in_blocks, smallest
from cmining_distilabel.mining.calibrate.anchors.compare import anchor_scores
from cmining_distilabel.mining.calibrate.geometry import Geometry

_NEAR = 1.0  # standard deviations under the limit, from which neighbours may lift a document over it
_AROUND = 0.6  # share of what is around a document of culture that is about culture
_BLOCK = 2_048  # documents whose neighbours are looked for at a time

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass
class Encoded:
    """What has been encoded so far, of n documents.

    Attributes:
        geometry: of a sample of them, with anchors.
        facet: shape (n,), facet scores in deviations over the universal sentences; NaN for what is not encoded.
        rows: what is encoded, in the order in which it was.
        vectors: of these, calibrated.
    """

    geometry: Geometry
    facet: Floats
    rows: list[Rows] = field(default_factory=list)
    vectors: list[Floats] = field(default_factory=list)

    def add(self, rows: Rows, vectors: Floats) -> None:
        """More of them, shapes (m,) and (m, d), calibrated."""
        assert self.geometry.anchors is not None
        self.facet[rows] = self._deviations(anchor_scores(vectors, self.geometry.anchors).facet)
        self.rows.append(rows)
        self.vectors.append(vectors)

    def scores(self, weights: Floats, size: int) -> tuple[Floats, NDArray[np.bool_]]:
        """Facet scores with what is around the documents, and which are about culture, shapes (n,).

        As in `extract.topic`, half of a score is the mean of what is around a document, where that may matter. Whether
        the neighbours are about culture is seen from their own scores alone.

        Args:
            weights: shape (n,), documents that each stands for.
            size: documents of a neighbourhood.
        """
        assert self.geometry.null is not None
        limit = float(self._deviations(np.float32(self.geometry.null.facet_limit)))
        known, vectors = np.concatenate(self.rows), np.concatenate(self.vectors)
        smooth, cultural = self.facet.copy(), np.zeros(len(self.facet), bool)
        places = np.flatnonzero(self.facet[known] > limit - _NEAR)
        for some in in_blocks(places, _BLOCK):
            distance = -(vectors[some] @ vectors.T)
            distance[np.arange(len(some)), some] = np.inf  # no document is its own neighbour
            near = known[smallest(distance, min(size, len(known) - 1))[1]]
            most = np.cumsum(weights[near], axis=1)
            weight = np.clip(size - (most - weights[near]), 0, weights[near])
            weight /= weight.sum(axis=1, keepdims=True)
            own = self.facet[known[some]]
            smooth[known[some]] = (own + (self.facet[near] * weight).sum(axis=1)) / 2
            around = ((self.facet[near] > limit) * weight).sum(axis=1)
            cultural[known[some]] = (own > limit) & (smooth[known[some]] > limit) & (around >= _AROUND)
        return smooth, cultural

    def _deviations(self, facet: Floats | np.float32) -> Floats:
        assert self.geometry.null is not None
        null = self.geometry.null.facet
        found: Floats = np.asarray((facet - null.mean) / null.spread, np.float32)
        return found
