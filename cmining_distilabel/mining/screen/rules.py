"""The rules of a screen: rankers that were taught one after the other, each with the bar that lets a document pass."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.screen.features import Array, Features

_LEAST, _MOST = -0.5, 3.0  # facet scores, in deviations, beyond which a document is but surely not, or surely, culture
_WORDS_PENALTY, _LETTERS_PENALTY = 3.0, 0.3
_STEPS = 20  # of the conjugate gradients, which begin where the round before ended


@dataclass(frozen=True)
class Ranker:
    """What a document's facet score may be, from its words, and from what its letters add to that.

    Attributes:
        words: shape (d,).
        letters: shape (h,).
        bias: one number.
    """

    words: Array
    letters: Array
    bias: float

    @classmethod
    def of(cls, features: Features, facet: NDArray[np.floating], before: "Ranker | None" = None) -> "Ranker":
        """Two ridge regressions, the second on what the first leaves.

        Args:
            features: of m documents.
            facet: shape (m,), their facet scores, in standard deviations over universal sentences.
            before: of the round before.
        """
        from scipy.sparse.linalg import lsmr  # these two take a second to import
        from sklearn.linear_model import Ridge

        wanted = np.clip(facet, _LEAST, _MOST).astype(np.float64)
        first = Ridge(alpha=_WORDS_PENALTY).fit(features.words, wanted)
        left = wanted - first.predict(features.words)
        start = None if before is None else before.letters.astype(np.float64)
        damp = float(np.sqrt(_LETTERS_PENALTY))
        letters = lsmr(features.letters, left, damp=damp, x0=start, maxiter=_STEPS)[0]
        return cls(first.coef_.astype(np.float32), letters.astype(np.float32), float(first.intercept_))

    def scores(self, features: Features) -> Array:
        """Shape (m,)."""
        found: Array = features.words @ self.words + features.letters @ self.letters + np.float32(self.bias)
        return found


@dataclass(frozen=True)
class Rule:
    """A document passes where `ranker` scores it `bar` or more."""

    ranker: Ranker
    bar: float


def passes(rules: Sequence[Rule], features: Features) -> NDArray[np.bool_]:
    """Which documents any of the rules lets pass, shape (m,)."""
    found = np.zeros(len(features.words), bool)
    for rule in rules:
        found |= rule.ranker.scores(features) >= rule.bar
    return found
