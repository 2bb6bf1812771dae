"""One corpus clustered several times; a large one cell by cell, so that a document costs the same in any corpus."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.categories import Codes
from cmining_distilabel.mining.arrays.kmeans import Labels, VectorArray, kmeans, predict
from cmining_distilabel.mining.extract.stability import reclusterings

_MOST_DIRECT = 2048  # clusters that one k-means makes: its cost grows with their square where K grows with n
_IN_A_CELL = 512  # clusters of a cell, on average

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Partition:
    """Centroids, by cell: a row belongs to the nearest centroid of its nearest cell.

    Attributes:
        centroids: shape (K, d), float32.
        cells: shape (C, d), float32, means of large parts of the corpus; one row where there is one cell.
        starts: shape (C + 1,), the centroids of cell c are those from starts[c] up to starts[c + 1].
    """

    centroids: NDArray[np.float32]
    cells: NDArray[np.float32]
    starts: Rows


@dataclass(frozen=True)
class Clusterings:
    """What `cluster` found.

    Attributes:
        partition: of the main clustering.
        labels: shape (n,), int32, clusters of the main clustering.
        others: as many clusterings of subsamples as were asked for, each of shape (n,); see `reclusterings`.
    """

    partition: Partition
    labels: Labels
    others: tuple[Labels, ...]


def cluster(
    vectors: VectorArray,
    num_clusters: int,
    *,
    runs: int = 0,
    seed: int = 0,
    groups: Codes | None = None,
    frozen: Partition | None = None,
    quick: bool = False,
    advance: Callable[[int], object] = lambda rows: None,
    most_direct: int = _MOST_DIRECT,
) -> Clusterings:
    """Cluster documents, and again on subsamples; the same result run to run.

    Up to `most_direct` clusters this is `kmeans` and `reclusterings`. Over it, k-means first makes cells of some 500
    clusters each, and each cell is read and clustered by itself: time grows with n, not n * K, and the memory is that
    of a cell. Clusters then do not cross the borders of cells, in any of the clusterings.

    Args:
        vectors: shape (n, d); without rows there are no clusters.
        num_clusters: K in all.
        runs: clusterings of subsamples.
        seed: of everything random.
        groups: shape (n,), passed on to `kmeans`.
        frozen: takes these centroids for the main clustering instead of fitting any.
        quick: passed on to `kmeans`.
        advance: told of rows that are done, once a clustering.
        most_direct: see above.
    """
    n = len(vectors)
    tops = frozen.cells if frozen else _cells(vectors, min(num_clusters, n), seed, groups, quick, most_direct)
    cell = predict(vectors, tops) if len(tops) > 1 else np.zeros(n, np.int32)
    size = np.bincount(cell, minlength=len(tops))
    counts = np.diff(frozen.starts) if frozen else _shares(size, min(num_clusters, n))
    starts = np.concatenate([[0], np.cumsum(counts)])
    labels = np.empty(n, np.int32)
    others = tuple(np.empty(n, np.int32) for _ in range(runs))
    centroids = frozen.centroids if frozen else np.empty((starts[-1], vectors.shape[1]), np.float32)
    for number, rows in _by_cell(cell, size):
        own = vectors if len(tops) == 1 else vectors[rows]
        codes = None if groups is None else groups[rows]
        place = slice(starts[number], starts[number + 1])
        if frozen:
            labels[rows] = predict(own, centroids[place]) + starts[number]
        else:
            found = kmeans(own, int(counts[number]), seed, groups=codes, quick=quick)
            centroids[place] = found.centroids
            labels[rows] = found.labels + starts[number]
        advance(len(rows))
        again = reclusterings(own, int(counts[number]), runs=runs, seed=seed, groups=codes)
        for other, one in zip(others, again, strict=True):
            other[rows] = one + starts[number]
            advance(len(rows))
    return Clusterings(Partition(centroids, tops, starts), labels, others)


def _by_cell(cell: Labels, size: Rows) -> Iterator[tuple[int, Rows]]:
    """The rows of each cell that has some."""
    order = np.argsort(cell, kind="stable")
    for number, rows in enumerate(np.split(order, np.cumsum(size)[:-1])):
        if len(rows):
            yield number, rows


def _cells(
    vectors: VectorArray, num_clusters: int, seed: int, groups: Codes | None, quick: bool, most_direct: int
) -> NDArray[np.float32]:
    if num_clusters <= most_direct:
        return np.zeros((1, vectors.shape[1]), np.float32)
    return kmeans(vectors, -(-num_clusters // _IN_A_CELL), seed, groups=groups, quick=quick).centroids


def _shares(size: Rows, num_clusters: int) -> Rows:
    """How many clusters each cell gets: by size, largest remainders first; none where it is empty."""
    exact = size * (num_clusters / max(1, size.sum()))
    counts: Rows = np.floor(exact).astype(np.int64)
    counts[(counts == 0) & (size > 0)] = 1
    for cell in np.argsort(counts - exact, kind="stable")[: max(0, num_clusters - int(counts.sum()))]:
        counts[cell] += counts[cell] < size[cell]
    return counts
