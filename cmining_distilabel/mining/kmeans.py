"""k-means at k-means++ quality, fitted on a sample and predicted in blocks."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import kmeans_plusplus

_PER_CENTROID = 256  # documents to fit on, a centroid: more moves the centroids less than another seed does
_PER_CENTROID_INIT = 64  # k-means++ reads every document once a centroid, so its sample is smaller
_INIT_DIMENSIONS = 96  # principal components for k-means++: distances are all but kept, at a fifth of the cost
_BLOCK = 65_536


class VectorArray(Protocol):
    """What the engine needs of vectors: a numpy array, a memory map, or `store.Vectors`."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, rows: NDArray[np.int64] | slice, /) -> NDArray[np.float32]: ...


class Subset:
    """Some rows of vectors, read when asked for."""

    def __init__(self, vectors: VectorArray, rows: NDArray[np.int64]) -> None:
        self._vectors, self._rows = vectors, rows
        self.shape = (len(rows), *vectors.shape[1:])

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, rows: NDArray[np.int64] | slice, /) -> NDArray[np.float32]:
        return self._vectors[self._rows[rows]]


class Clustering(NamedTuple):
    """labels: shape (n,), int32. centroids: shape (K', d), float32, K' = min(num_clusters, n)."""

    labels: NDArray[np.int32]
    centroids: NDArray[np.float32]


def kmeans(
    vectors: VectorArray,
    num_clusters: int,
    seed: int = 0,
    *,
    groups: NDArray[np.int64] | None = None,
    max_iterations: int = 20,
) -> Clustering:
    """Cluster rows by Euclidean distance; the same result run to run and for any number of threads.

    k-means++ (on leading principal components of a sample) gives the first centroids, Lloyd's iterations on up to
    256 documents a centroid refine them, and every row then goes to its nearest centroid, block by block.

    Args:
        vectors: shape (n, d); read in blocks, never as a whole unless n is small.
        num_clusters: K, lowered to n where n is smaller.
        seed: of the sample and of k-means++.
        groups: shape (n,), integer codes. With them the sample that is fitted holds the groups in equal numbers,
            so that a large corpus does not take all centroids.
        max_iterations: of Lloyd.

    Raises:
        ValueError: no rows, or K < 1.
    """
    n = len(vectors)
    if n == 0 or num_clusters < 1:
        raise ValueError(f"k-means needs documents and clusters, got n={n}, K={num_clusters}")
    num_clusters = min(num_clusters, n)
    rng = np.random.default_rng(seed)
    sample = np.ascontiguousarray(vectors[balanced_sample(n, num_clusters * _PER_CENTROID, rng, groups)])
    centroids = _lloyd(sample, _initial_centroids(sample, num_clusters, rng), max_iterations, seed)
    return Clustering(predict(vectors, centroids), centroids)


def predict(vectors: VectorArray, centroids: NDArray[np.float32]) -> NDArray[np.int32]:
    """Nearest centroid of each row. Shapes (n, d) and (K, d) in, (n,) out."""
    labels = np.empty(len(vectors), dtype=np.int32)
    for start in range(0, len(vectors), _BLOCK):
        block = np.ascontiguousarray(vectors[slice(start, start + _BLOCK)], dtype=np.float32)
        labels[start : start + len(block)] = faiss.knn(block, centroids, 1)[1][:, 0]
    return labels


def balanced_sample(
    n: int, size: int, rng: np.random.Generator, groups: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Sorted row numbers: all n, or about `size` of them, as equal over groups as the groups allow."""
    if n <= size:
        return np.arange(n)
    if groups is None:
        return np.sort(rng.choice(n, size, replace=False))
    counts = np.bincount(groups)
    quota = _fill_equally(counts, size)
    chosen = [
        rng.choice(np.flatnonzero(groups == group), take, replace=False) for group, take in enumerate(quota) if take
    ]
    return np.sort(np.concatenate(chosen))


def _fill_equally(counts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Water-filling: every group gives the same number, a smaller one all that it has."""
    level, left, open_groups = 0, size, np.sort(counts[counts > 0])
    for position, count in enumerate(open_groups):
        share = left // (len(open_groups) - position)
        if count > share:
            level = max(1, share)  # no group is left out altogether
            break
        left -= int(count)
        level = int(count)
    return np.minimum(counts, level)


def _initial_centroids(sample: NDArray[np.float32], num_clusters: int, rng: np.random.Generator) -> NDArray[np.float32]:
    rows = balanced_sample(len(sample), num_clusters * _PER_CENTROID_INIT, rng)
    points = sample[rows]
    if points.shape[1] > _INIT_DIMENSIONS:
        centred = points - points.mean(axis=0)
        _, axes = np.linalg.eigh(centred.T @ centred)
        points = centred @ axes[:, -_INIT_DIMENSIONS:]
    _, chosen = kmeans_plusplus(points, num_clusters, random_state=int(rng.integers(2**31)))
    initial: NDArray[np.float32] = sample[rows[chosen]]
    return initial


def _lloyd(
    sample: NDArray[np.float32], centroids: NDArray[np.float32], iterations: int, seed: int
) -> NDArray[np.float32]:
    fit = faiss.Kmeans(
        sample.shape[1],
        len(centroids),
        niter=iterations,
        seed=seed,
        min_points_per_centroid=1,  # silence: a cluster of one is allowed here
        max_points_per_centroid=len(sample),  # the sample is drawn above, balanced; faiss must not draw again
    )
    fit.train(sample, init_centroids=centroids)
    return np.asarray(fit.centroids, dtype=np.float32)
