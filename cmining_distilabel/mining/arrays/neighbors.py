"""The nearest neighbours of every document: exact in a small corpus, by inverted lists in a large one."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.clusterings import cluster
from cmining_distilabel.mining.arrays.kmeans import Subset, VectorArray, principal_components
from cmining_distilabel.mining.arrays.rows import in_blocks, single_precision, smallest

_EXACT = 16_384  # documents up to which every list is searched
_IN_A_LIST, _PROBES = 128, 72  # some 9,200 documents are looked at for one: 94 % of the neighbours of 34,069 leads
_DIMENSIONS = 256  # principal components that neighbours are looked for in
_HELD = 131_072  # documents whose components are held as they are; of more in float16
_SAMPLE = 128  # documents that recall is measured on
_QUERIES, _BLOCK = 512, 16_384  # documents whose neighbours are looked for, and among how many, at a time

Rows = NDArray[np.int64]
Empty = Callable[[tuple[int, ...], Any], NDArray[Any]]


class Found(NamedTuple):
    """Some documents' neighbours. rows: shape (b,). neighbors, squared_distance: shape (b, k), nearest first."""

    rows: Rows
    neighbors: NDArray[np.int64]
    squared_distance: NDArray[np.float32]


class NearestNeighbors:
    """An index of inverted lists, as in faiss' IVF, that is read a list at a time and need not be in memory.

    Args:
        vectors: shape (n, d).
        seed: of the lists.
        apart: shape (n,), the same number for points that are no neighbours of one another; all may be by default.
        exact: up to so many documents every list is searched, and nothing is missed.
        empty: makes the arrays with an entry a document: its principal components, 1 kB, half of it in a large corpus,
            and 24 bytes more.

    Attributes:
        points: shape (n, min(d, 256)), the documents on their leading principal components, in their own order.
        labels: shape (n,), int32, the list of each document.
        centroids: shape (L, min(d, 256)), where the lists lie among the points.
    """

    def __init__(
        self,
        vectors: VectorArray,
        *,
        seed: int = 0,
        apart: Rows | None = None,
        exact: int = _EXACT,
        empty: Empty = np.empty,
    ) -> None:
        n = len(vectors)
        kind = np.float32 if n <= _HELD else np.float16
        points = principal_components(vectors, _DIMENSIONS, seed=seed, empty=lambda shape, _: empty(shape, kind))
        found = cluster(points, max(1, int(max(np.sqrt(n), n / _IN_A_LIST))), seed=seed, quick=True)
        self.labels, self.centroids = empty((n,), np.int32), found.partition.centroids
        self.labels[:] = found.labels
        self._probes = len(self.centroids) if n <= exact else min(_PROBES, len(self.centroids))
        self._near = _nearest_rows(self.centroids, self.centroids, self._probes)
        self._order = empty((n,), np.int64)
        self._order[:] = np.argsort(self.labels, kind="stable")
        self._starts = np.searchsorted(self.labels[self._order], np.arange(len(self.centroids) + 1))
        self._apart = None if apart is None else apart[self._order]
        self._listed = empty(points.shape, kind)  # list by list, so that a list is one piece of a file
        self._squares = empty((n,), np.float32)  # |p|^2 of each
        for start in range(0, n, _BLOCK):
            some = slice(start, start + _BLOCK)
            self._listed[some] = points[self._order[some]]
            self._squares[some] = _squares(single_precision(self._listed[some]))
        place = empty((n,), np.int64)
        place[self._order] = np.arange(n)
        self.points = Subset(self._listed, place)

    def blocks(self, num_neighbors: int) -> Iterator[Found]:
        """The neighbours of all documents, list by list. A document is no neighbour of itself.

        Args:
            num_neighbors: k, lowered to n - 1 where n is smaller.
        """
        for number in np.flatnonzero(np.diff(self._starts)):
            candidates, own = self._candidates(int(number), num_neighbors), self._own(int(number))
            for some in in_blocks(own, _QUERIES):
                yield self._search(some, candidates, num_neighbors)

    def recall(self, num_neighbors: int) -> float:
        """Share of the true nearest neighbours that are found, measured on a sample; 1 where all lists are searched."""
        if self._probes == len(self.centroids):
            return 1.0
        everything = np.arange(len(self._order))
        sample = np.sort(np.random.default_rng(0).choice(everything, min(_SAMPLE, len(everything)), replace=False))
        true = self._search(sample, everything, num_neighbors).neighbors
        hits = 0
        for place, number in enumerate(self.labels[self._order[sample]]):
            candidates = self._candidates(int(number), num_neighbors)
            found = self._search(sample[[place]], candidates, num_neighbors).neighbors
            hits += len(np.intersect1d(found, true[place]))
        return hits / true.size

    def _own(self, number: int) -> Rows:
        return np.arange(self._starts[number], self._starts[number + 1])

    def _candidates(self, number: int, num_neighbors: int) -> Rows:
        """Places, in the order of lists, of what is in the lists nearest to one; enough for that many neighbours."""
        enough, lists = min(num_neighbors + 1, len(self._order)), self._near[number]
        while (self._starts[lists + 1] - self._starts[lists]).sum() < enough:
            lists = _nearest_rows(self.centroids[[number]], self.centroids, min(2 * len(lists), len(self.centroids)))[0]
        return np.concatenate([self._own(int(other)) for other in lists])

    def _search(self, places: Rows, candidates: Rows, num_neighbors: int) -> Found:
        """Neighbours of the documents at some places among those at others; places are in the order of lists."""
        queries = single_precision(self._listed[places])
        k = min(num_neighbors, len(candidates) - 1)
        squared, found = self._nearest(queries, candidates, k + 1, None if self._apart is None else self._apart[places])
        # Of documents with the same vector any may come first, so oneself is looked for; else the last place goes.
        own = found == places[:, None]
        own[~own.any(axis=1), -1] = True
        shape = (len(places), k)
        return Found(
            self._order[places], self._order[found[~own].reshape(shape)], np.maximum(squared[~own].reshape(shape), 0)
        )

    def _nearest(
        self, queries: NDArray[np.float32], candidates: Rows, k: int, apart: Rows | None
    ) -> tuple[NDArray[np.float32], Rows]:
        """Squared distances and places of the k nearest candidates, which are read a block at a time."""
        kept: list[tuple[NDArray[np.float32], Rows]] = []
        for some in in_blocks(candidates, _BLOCK):
            points = single_precision(self._listed[some])
            squared = _apart(queries, points, self._squares[some])
            if self._apart is not None and apart is not None:
                squared[apart[:, None] == self._apart[some]] = np.inf
            nearest, column = smallest(squared, min(k, len(some)))
            kept.append((nearest, some[column]))
        squared, found = (np.concatenate(parts, axis=1) for parts in zip(*kept, strict=True))
        if len(kept) > 1:
            best = np.argsort(squared, axis=1, kind="stable")[:, :k]
            squared, found = np.take_along_axis(squared, best, axis=1), np.take_along_axis(found, best, axis=1)
        return squared + _squares(queries)[:, None], found


def _squares(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """|p|^2 of each, shape (n,)."""
    found: NDArray[np.float32] = np.einsum("ij,ij->i", points, points)
    return found


def _apart(
    queries: NDArray[np.float32], points: NDArray[np.float32], squares: NDArray[np.float32]
) -> NDArray[np.float32]:
    """|q - p|^2 - |q|^2 of all pairs, by one product of matrices: faiss' search takes twice as long."""
    squared: NDArray[np.float32] = np.matmul(queries * np.float32(-2), points.T)
    squared += squares
    return squared


def _nearest_rows(queries: NDArray[np.float32], points: NDArray[np.float32], k: int) -> Rows:
    """The k points nearest to each query, in ascending order of rows: shape (q, k)."""
    squares = _squares(points)
    found = [
        smallest(_apart(queries[start : start + _QUERIES], points, squares), k)[1]
        for start in range(0, len(queries), _QUERIES)
    ]
    return np.sort(np.concatenate(found), axis=1)
