"""Whose culture a document is: a posterior over cultures and "of none", from several witnesses.

    log p(c | d) = prior(c | language of d) + sum of weight * witness(c, d)          softmax over c and "none"

A witness is a function that gives log odds, shape (n, C); a weight of 0 switches it off. Documents that name a culture
(`names`) teach what the others cannot know beforehand: how often each language speaks of it (`language_prior`), what
its documents look like (`Discriminant`), and what is around a document (`neighbor_witness`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """What each witness counts, fitted with the names hidden (`calibrate.fit`); 0 switches it off.

    Attributes:
        prior: of `language_prior`.
        names: of `name_witness`.
        evidence: of the encoder's cosines with the names of cultures.
        taught: of `Discriminant`.
        neighbors: of `neighbor_witness`.
        words: of `WordWitness`.
        language: of `language_witness`.
        none: log odds of no culture.
    """

    prior: float = 0.62
    names: float = 2.5
    evidence: float = 0.77
    taught: float = 0.20
    neighbors: float = 0.50
    words: float = 1.98
    language: float = 0.16
    none: float = 3.10

    def without(self, *witnesses: str) -> "Weights":
        """The same with some witnesses off, for an ablation."""
        return replace(self, **dict.fromkeys(witnesses, 0.0))


def combine(weights: Weights, witnesses: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Witnesses to probabilities: of cultures, shape (m, C), and of none, (m,).

    Args:
        weights: what each counts.
        witnesses: log odds by the name of the weight, shape (m, C) each; one that is not there is silent.
    """
    odds = sum(getattr(weights, name) * witness for name, witness in witnesses.items())
    assert isinstance(odds, np.ndarray)
    top = np.maximum(odds.max(axis=1), weights.none)
    likely, rest = np.exp(odds - top[:, None]), np.exp(weights.none - top)
    total = likely.sum(axis=1) + rest
    return likely / total[:, None], rest / total
