"""k-means at k-means++ quality, fitted on a sample and predicted in blocks."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.arrays.categories import Codes
from cmining_distilabel.mining.arrays.rows import single_precision

_PER_CENTROID = 256  # documents to fit on, a centroid: more moves the centroids less than another seed does
_PER_CENTROID_INIT = 16  # k-means++ reads its sample once a centroid, so that is smaller
_ITERATIONS, _QUICK_ITERATIONS = 20, 5
_LEAST_INIT = 4096  # where all is small, it may see all
_QUICK_DIMENSIONS = 32  # leading components that k-means++ looks at where it is to be quick: a quarter of its time
_DIMENSIONS = 128  # principal components that the fit runs on: a quarter of the cost, 0.1 % of the inertia
_PRINCIPAL_SAMPLE = 16_384  # rows that the axes are fitted on
_RESTARTS, _QUICK_RESTARTS = 10, 2
_WORTH_RESTARTS = 500_000  # rows times centroids, over all starts: a small corpus can afford them
_APART = 1_000_003  # between the seeds of starts, so that neighbouring seeds share none
_WORTH_THREADS = 10**8  # multiplications of one iteration
_BLOCK = 16_384

Labels = NDArray[np.int32]


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
        return single_precision(self._vectors[self._rows[rows]])


class Clustering(NamedTuple):
    """labels: shape (n,), int32. centroids: shape (K', d), float32, K' = min(num_clusters, n)."""

    labels: NDArray[np.int32]
    centroids: NDArray[np.float32]


def kmeans(
    vectors: VectorArray,
    num_clusters: int,
    seed: int = 0,
    *,
    groups: Codes | None = None,
    quick: bool = False,
) -> Clustering:
    """Cluster rows by Euclidean distance; the same result run to run and for any number of threads.

    With a build of faiss for GPUs, Lloyd's iterations run there; sums on a GPU round otherwise, so that its clusters
    are not those of a CPU to the last document.

    k-means++ gives the first centroids and Lloyd's iterations refine them, on leading principal components of up to
    256 documents a centroid; every row then goes to its nearest centroid in the full space, block by block. Of few
    documents the best of up to 10 starts is taken: there a single one is an accident.

    Args:
        vectors: shape (n, d); read in blocks, never as a whole unless n is small.
        num_clusters: K, lowered to n where n is smaller.
        seed: of the sample and of k-means++.
        groups: shape (n,), integer codes. With them the sample that is fitted holds the groups in equal numbers,
            so that a large corpus does not take all centroids.
        quick: 5 iterations of Lloyd instead of 20, 2 starts at most, and k-means++ on fewer components and candidates.

    Raises:
        ValueError: no rows, or K < 1.
    """
    n = len(vectors)
    if n == 0 or num_clusters < 1:
        raise ValueError(f"k-means needs documents and clusters, got n={n}, K={num_clusters}")
    num_clusters = min(num_clusters, n)
    rng = np.random.default_rng(seed)
    sample = np.ascontiguousarray(vectors[balanced_sample(n, num_clusters * _PER_CENTROID, rng, groups)], np.float32)
    starts = np.clip(_WORTH_RESTARTS // (len(sample) * num_clusters), 1, _QUICK_RESTARTS if quick else _RESTARTS)
    small = _principal_components(sample)
    fits = [_fit(sample, small, num_clusters, seed + _APART * start, quick) for start in range(starts)]
    centroids = fits[0] if starts == 1 else min(fits, key=lambda fit: float(faiss.knn(sample, fit, 1)[0].sum()))
    return Clustering(predict(vectors, centroids), centroids)


def predict(vectors: VectorArray, centroids: NDArray[np.float32]) -> NDArray[np.int32]:
    """Nearest centroid of each row. Shapes (n, d) and (K, d) in, (n,) out."""
    labels = np.empty(len(vectors), dtype=np.int32)
    for start in range(0, len(vectors), _BLOCK):
        block = np.ascontiguousarray(vectors[slice(start, start + _BLOCK)], dtype=np.float32)
        labels[start : start + len(block)] = faiss.knn(block, centroids, 1)[1][:, 0]
    return labels


def balanced_sample(n: int, size: int, rng: np.random.Generator, groups: Codes | None = None) -> NDArray[np.int64]:
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


def _fit(
    sample: NDArray[np.float32], small: NDArray[np.float32], num_clusters: int, seed: int, quick: bool
) -> NDArray[np.float32]:
    """Centroids: k-means++ and Lloyd on leading principal components, then one more iteration in the full space."""
    from sklearn.cluster import kmeans_plusplus  # takes a second to import

    rng = np.random.default_rng(seed)
    rows = balanced_sample(len(small), max(_LEAST_INIT, num_clusters * _PER_CENTROID_INIT), rng)
    # In float64: of float32 scikit-learn makes a copy in float64 at each step, which takes longer than the step.
    some = small[rows, -_QUICK_DIMENSIONS if quick else None :].astype(np.float64)
    _, first = kmeans_plusplus(some, num_clusters, n_local_trials=2 if quick else None, random_state=seed)
    centroids = _lloyd(small, small[rows[first]], _QUICK_ITERATIONS if quick else _ITERATIONS)
    if small is sample:
        return centroids
    labels = faiss.knn(small, centroids, 1)[1][:, 0]
    belongs = csr_matrix(
        (np.ones(len(sample), np.float32), (labels, np.arange(len(sample)))), shape=(num_clusters, len(sample))
    )
    size = np.bincount(labels, minlength=num_clusters)[:, None]
    means = np.where(size > 0, belongs @ sample / np.maximum(size, 1), sample[rows[first]])
    return _lloyd(sample, means.astype(np.float32), 1)


def principal_components(
    vectors: VectorArray, dimensions: int, *, seed: int = 0, empty: Callable[..., NDArray[Any]] = np.empty
) -> NDArray[np.float32]:
    """Vectors on their leading principal components, the first of them last; the axes are fitted on a sample.

    Args:
        vectors: shape (n, d).
        dimensions: of the result; d where that is less.
        seed: of the sample.
        empty: makes the array of the result, shape (n, dimensions).
    """
    rng = np.random.default_rng(seed)
    sample = np.asarray(vectors[balanced_sample(len(vectors), _PRINCIPAL_SAMPLE, rng)], dtype=np.float32)
    centre, axes = _axes(sample, dimensions)
    small = empty((len(vectors), axes.shape[1]), np.float32)
    for start in range(0, len(vectors), _BLOCK):
        small[start : start + _BLOCK] = (vectors[slice(start, start + _BLOCK)] - centre) @ axes
    return small


def _principal_components(sample: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sample on its leading principal components, first ones last; as it is where it has no more dimensions."""
    if sample.shape[1] <= _DIMENSIONS:
        return sample
    centre, axes = _axes(sample, _DIMENSIONS)
    return np.ascontiguousarray((sample - centre) @ axes)


def _axes(sample: NDArray[np.float32], dimensions: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean, shape (d,), and the axes of most variance, shape (d, min(d, dimensions)), ascending."""
    centre = sample.mean(axis=0)
    centred = sample - centre
    _, axes = np.linalg.eigh(centred.T @ centred)
    return centre, np.ascontiguousarray(axes[:, -dimensions:])


def _lloyd(sample: NDArray[np.float32], centroids: NDArray[np.float32], iterations: int) -> NDArray[np.float32]:
    fit = faiss.Kmeans(
        sample.shape[1],
        len(centroids),
        niter=iterations,
        min_points_per_centroid=1,  # silence: a cluster of one is allowed here
        max_points_per_centroid=len(sample),  # the sample is drawn above, balanced; faiss must not draw again
        gpu=faiss.get_num_gpus() > 0,  # a build of faiss for GPUs, if that is what is installed
    )
    threads = faiss.omp_get_max_threads()
    # Threads wait for one another at every step: on little work that takes longer than the work.
    faiss.omp_set_num_threads(threads if sample.size * len(centroids) > _WORTH_THREADS else 1)
    try:
        fit.train(sample, init_centroids=np.ascontiguousarray(centroids))
    finally:
        faiss.omp_set_num_threads(threads)
    return np.asarray(fit.centroids, dtype=np.float32)
