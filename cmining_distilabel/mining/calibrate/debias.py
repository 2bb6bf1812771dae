"""Take the language out of the vectors: where a text lies must not depend on the language it is written in."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.mining.arrays.categories import Categories, categories
from cmining_distilabel.mining.arrays.kmeans import VectorArray

Array = NDArray[np.float32]

_NEIGHBORS = 10  # of a sentence, whose languages are looked at


@dataclass(frozen=True)
class Debias:
    """A correction of unit vectors by language: x' = norm((x - offset_g) P), P removing `directions`.

    Attributes:
        languages: the names that `offsets` knows.
        offsets: shape (G, d), what is subtracted for each.
        directions: shape (r, d), orthonormal rows that are projected out; r may be 0.
    """

    languages: tuple[str, ...]
    offsets: Array
    directions: Array

    def codes(self, languages: ArrayLike | Categories) -> NDArray[np.int32]:
        """Row of `offsets` for each language code, or else for its primary subtag; G, not moved, without either."""
        found = categories(languages)
        index = {name: code for code, name in enumerate(self.languages)}
        nowhere = len(index)
        rows = [index.get(str(name), index.get(str(name).partition("-")[0], nowhere)) for name in found.names]
        return np.array(rows, dtype=np.int32)[found.codes]

    def __call__(self, vectors: ArrayLike, codes: NDArray[np.integer]) -> Array:
        """Correct rows: shapes (n, d) and (n,) in, (n, d) unit rows out."""
        offsets = np.vstack([self.offsets, np.zeros((1, self.offsets.shape[1]), np.float32)])
        moved: NDArray[np.floating] = np.asarray(vectors, dtype=np.float32) - offsets[codes]
        moved = moved - (moved @ self.directions.T) @ self.directions
        return unit_rows(moved)

    def joined(self, other: "Debias", languages: Collection[str]) -> "Debias":
        """This correction, with the offsets of some more languages from another one."""
        rows = other.codes(list(languages))
        return Debias((*self.languages, *languages), np.vstack([self.offsets, other.offsets[rows]]), self.directions)


def no_debias(dimension: int) -> Debias:
    """The correction that changes nothing."""
    return Debias((), np.empty((0, dimension), np.float32), np.empty((0, dimension), np.float32))


class DebiasedVectors:
    """A view of vectors that corrects what is read, block by block, so that nothing is held twice."""

    def __init__(self, vectors: VectorArray, debias: Debias, codes: NDArray[np.integer]) -> None:
        self._vectors, self._debias, self._codes = vectors, debias, codes
        self.shape = tuple(vectors.shape)

    def __len__(self) -> int:
        return len(self._vectors)

    def __getitem__(self, rows: NDArray[np.int64] | slice, /) -> Array:
        return self._debias(self._vectors[rows], self._codes[rows])


def mean_debias(vectors: VectorArray, languages: ArrayLike | Categories) -> Debias:
    """Offsets m_g - mean of m_g, m_g the mean of a language's vectors (Libovicky, Rosa, Fraser 2020, arXiv 2004.05160).

    From a corpus, topics that one language writes more about are taken out with the language; from translations
    of the same sentences only the language is (SHIFT, arXiv 2606.18801).

    Args:
        vectors: shape (n, d), unit rows: a corpus, or parallel text.
        languages: shape (n,), language of each row.
    """
    names, means = _means(vectors, languages)
    offsets = means - means.mean(axis=0)
    return Debias(names, offsets.astype(np.float32), np.empty((0, means.shape[1]), np.float32))


def subspace_debias(vectors: VectorArray, languages: ArrayLike, rank: int | None = None) -> Debias:
    """Project out the directions along which the means of the languages differ (LSAR, arXiv 2401.05792).

    Args:
        vectors: shape (n, d), unit rows of parallel text.
        languages: shape (n,), language of each row.
        rank: directions removed; as many as hold 90 % of the variance of the means by default.
    """
    names, means = _means(vectors, languages)
    _, strength, axes = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)
    if rank is None:
        held = np.cumsum(strength**2) / max(float((strength**2).sum()), 1e-12)
        rank = int(np.searchsorted(held, 0.9)) + 1
    return Debias(names, np.zeros_like(means), axes[: min(rank, len(names) - 1)].astype(np.float32))


@dataclass(frozen=True)
class Bias:
    """How much of a language there is in vectors of parallel text.

    Attributes:
        enrichment: same-language share among the nearest neighbours over its expectation; 1 is no bias.
        offset_energy: variance of the languages' means over the total variance; 0 is no bias.
    """

    enrichment: float
    offset_energy: float


def language_bias(vectors: ArrayLike, languages: ArrayLike, sentences: ArrayLike) -> Bias:
    """Measure language bias on parallel text, where each language holds the same sentences.

    A sentence's own translations are left out of its neighbours: they lie so near that they would hide the bias.

    Args:
        vectors: shape (n, d), unit rows.
        languages: shape (n,).
        sentences: shape (n,), the same for translations of one another.
    """
    points = np.asarray(vectors, dtype=np.float32)
    _, codes = np.unique(np.asarray(languages), return_inverse=True)
    _, topics = np.unique(np.asarray(sentences), return_inverse=True)
    k = min(_NEIGHBORS, len(points) - int(np.bincount(topics).max()))
    same = expected = 0.0
    for start in range(0, len(points), 1024):
        rows = np.arange(start, min(start + 1024, len(points)))
        cosines = points[rows] @ points.T
        other = topics[rows, None] != topics
        cosines[~other] = -np.inf
        nearest = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        alike = codes[rows, None] == codes
        same += float(np.take_along_axis(alike, nearest, axis=1).mean(axis=1).sum())
        expected += float(((alike & other).sum(axis=1) / other.sum(axis=1)).sum())
    counts = np.bincount(codes)
    means = np.stack([points[codes == code].mean(axis=0) for code in range(len(counts))])
    between = float((counts[:, None] * (means - points.mean(axis=0)) ** 2).sum())
    total = float(((points - points.mean(axis=0)) ** 2).sum())
    return Bias(same / expected, between / max(total, 1e-12))


def unit_rows(vectors: NDArray[np.floating]) -> Array:
    """Rows scaled to length 1; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Array = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return result


def _means(vectors: VectorArray, languages: ArrayLike | Categories) -> tuple[tuple[str, ...], Array]:
    found = categories(languages)
    names, codes = found.names, found.codes
    sums = np.zeros((len(names), vectors.shape[1]), dtype=np.float64)
    for start in range(0, len(vectors), 65_536):
        rows = slice(start, start + 65_536)
        np.add.at(sums, codes[rows], vectors[rows])
    means: Array = (sums / np.bincount(codes)[:, None]).astype(np.float32)
    return tuple(str(name) for name in names), means
