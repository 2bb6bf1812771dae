"""Culture anchors: is a document about culture, and whose? Zero-shot, from the vectors of short phrases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.smallest import smallest
from cmining_distilabel.mining.calibrate.debias import unit_rows

Array = NDArray[np.float32]
_BLOCK = 16_384


@dataclass(frozen=True)
class AnchorVectors:
    """What documents are compared with; every row is the unit mean of one anchor's phrases over all languages.

    Attributes:
        facets: shape (F, d), what culture is about (food, festival, folklore ...).
        non_facets: shape (M, d), what it is not (chemistry, species, biography ...).
        cultures: shape (C, d), cultures by name.
        neutral: shape (B, d), what belongs to no culture.
    """

    facets: Array
    non_facets: Array
    cultures: Array
    neutral: Array


@dataclass(frozen=True)
class CultureScale:
    """What turns cosines with the names of cultures into evidence for them.

    Some names lie near everything ("hubs"), so cosines count in standard deviations over a reference: texts that
    belong to no culture, so that a corpus about Japan does not make Japan its zero. A prior says how often a culture
    is to be expected before a text is read; evidence / temperature is the logarithm of a posterior probability.

    Attributes:
        mean, spread: shape (C,), moments of each culture's cosines over the reference.
        bonus: shape (C,), temperature * log(prior * C); all 0 for an even prior.
        temperature: of the softmax over evidence.
    """

    mean: Array
    spread: Array
    bonus: Array
    temperature: float = 0.5

    @classmethod
    def of(
        cls, reference: VectorArray, cultures: Array, prior: ArrayLike | None = None, temperature: float = 0.5
    ) -> CultureScale:
        """From unit rows of the reference, shape (r, d), and of the cultures, (C, d), and the cultures' prior, (C,)."""
        mean, spread = column_moments(reference, cultures)
        odds = np.ones(len(cultures)) if prior is None else np.asarray(prior) * len(cultures)
        return cls(mean, spread, (temperature * np.log(odds)).astype(np.float32), temperature)

    def evidence(self, cosines: Array) -> Array:
        """Shape (n, C) in and out: standard deviations over the reference, and the prior's bonus."""
        result: Array = (cosines - self.mean) / self.spread + self.bonus
        return result


@dataclass(frozen=True)
class AnchorScores:
    """One entry a document.

    Attributes:
        facet: shape (n,), max cos(facet) - max cos(non-facet); over 0 is about culture.
        best_facet: shape (n,), row of `AnchorVectors.facets`.
        attribution: shape (n,), max cos(culture) - max cos(neutral); over 0 is about some culture's things.
        cultures: shape (n, 3), rows of `AnchorVectors.cultures`, most likely first.
        weights: shape (n, 3), how they share the document; rows sum to 1.
    """

    facet: Array
    best_facet: NDArray[np.int32]
    attribution: Array
    cultures: NDArray[np.int32]
    weights: Array


def phrase_mean(phrases: ArrayLike) -> Array:
    """Unit mean of the unit vectors of an anchor's phrases. Shape (n, d) in, (d,) out."""
    return unit_rows(np.asarray(phrases, dtype=np.float32).mean(axis=0))


def anchor_scores(vectors: VectorArray, anchors: AnchorVectors, scale: CultureScale | None = None) -> AnchorScores:
    """Compare documents with the anchors.

    Args:
        vectors: shape (n, d), unit rows.
        anchors: their vectors, corrected in the same way as `vectors` (`debias`).
        scale: ranks the cultures of a document; by default its reference is the documents themselves, its prior even.
            The strength of the attribution stays in cosines.
    """
    n, top = len(vectors), min(3, len(anchors.cultures))
    facet, attribution = np.empty(n, np.float32), np.empty(n, np.float32)
    best_facet = np.empty(n, np.int32)
    cultures = np.empty((n, top), np.int32)
    weights = np.empty((n, top), np.float32)
    scale = scale or CultureScale.of(vectors, anchors.cultures)
    for start in range(0, n, _BLOCK):
        rows = slice(start, min(start + _BLOCK, n))
        block = vectors[rows]
        about = block @ anchors.facets.T
        best_facet[rows] = about.argmax(axis=1)
        facet[rows] = about.max(axis=1) - (block @ anchors.non_facets.T).max(axis=1)
        likeness = block @ anchors.cultures.T
        attribution[rows] = likeness.max(axis=1) - (block @ anchors.neutral.T).max(axis=1)
        against, cultures[rows] = smallest(-scale.evidence(likeness), top)
        odds = np.exp((against[:, :1] - against) / scale.temperature)
        weights[rows] = odds / odds.sum(axis=1, keepdims=True)
    return AnchorScores(facet, best_facet, attribution, cultures, weights)


def column_moments(vectors: VectorArray, cultures: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of each culture's cosines over some texts."""
    total, squares = np.zeros(len(cultures)), np.zeros(len(cultures))
    for start in range(0, len(vectors), _BLOCK):
        likeness = (vectors[slice(start, start + _BLOCK)] @ cultures.T).astype(np.float64)
        total += likeness.sum(axis=0)
        squares += (likeness**2).sum(axis=0)
    mean = total / len(vectors)
    variance = np.maximum(squares / len(vectors) - mean**2, 1e-8)
    return mean.astype(np.float32), np.sqrt(variance).astype(np.float32)
