"""Culture anchors: is a document about culture, and whose? Zero-shot, from the vectors of short phrases."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.calibrate.debias import unit_rows

Array = NDArray[np.float32]
_BLOCK = 16_384
_NARROW = 0.5  # mean cosine of unrelated texts, over which they have more in common than apart


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
    """What turns vectors into evidence for cultures.

    Some names lie near everything ("hubs"), so cosines count in standard deviations over a reference: texts that
    belong to no culture, so that a corpus about Japan does not make Japan its zero.

    Some encoders pack all texts into a narrow cone. There most of a cosine is how much of a text a document is, which
    speaks for all cultures alike or against all of them; so what the reference has in common is taken out first.

    Attributes:
        anchors: shape (C, d), what vectors are compared with.
        mean, spread: shape (C,), moments of each culture's cosines over the reference.
        center: shape (d,), what the reference has in common; None where the encoder is no narrow one.
    """

    anchors: Array
    mean: Array
    spread: Array
    center: Array | None = None

    @classmethod
    def of(cls, reference: VectorArray, cultures: Array) -> "CultureScale":
        """From unit rows of the reference, shape (r, d), and of the cultures, (C, d)."""
        rows = reference[:]
        center = rows.mean(axis=0)
        if float(center @ center) <= _NARROW:
            return cls(cultures, *column_moments(reference, cultures))
        anchors = unit_rows(cultures - center)
        return cls(anchors, *column_moments(unit_rows(rows - center), anchors), center)

    def evidence(self, vectors: Array) -> Array:
        """Unit rows, shape (n, d), to standard deviations over the reference, (n, C)."""
        rows = vectors if self.center is None else unit_rows(vectors - self.center)
        result: Array = (rows @ self.anchors.T - self.mean) / self.spread
        return result


@dataclass(frozen=True)
class AnchorScores:
    """One entry a document.

    Attributes:
        facet: shape (n,), max cos(facet) - max cos(non-facet); over 0 is about culture.
        best_facet: shape (n,), row of `AnchorVectors.facets`.
        attribution: shape (n,), max cos(culture) - max cos(neutral); over 0 is about some culture's things.
    """

    facet: Array
    best_facet: NDArray[np.int32]
    attribution: Array


def phrase_mean(phrases: ArrayLike) -> Array:
    """Unit mean of the unit vectors of an anchor's phrases. Shape (n, d) in, (d,) out."""
    return unit_rows(np.asarray(phrases, dtype=np.float32).mean(axis=0))


def anchor_scores(vectors: VectorArray, anchors: AnchorVectors) -> AnchorScores:
    """Compare documents with the anchors.

    Args:
        vectors: shape (n, d), unit rows.
        anchors: their vectors, corrected in the same way as `vectors` (`debias`).
    """
    n = len(vectors)
    found = AnchorScores(np.empty(n, np.float32), np.empty(n, np.int32), np.empty(n, np.float32))
    for start in range(0, n, _BLOCK):
        rows = slice(start, min(start + _BLOCK, n))
        block = vectors[rows]
        about = block @ anchors.facets.T
        found.best_facet[rows] = about.argmax(axis=1)
        found.facet[rows] = about.max(axis=1) - (block @ anchors.non_facets.T).max(axis=1)
        found.attribution[rows] = (block @ anchors.cultures.T).max(axis=1) - (block @ anchors.neutral.T).max(axis=1)
    return found


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
