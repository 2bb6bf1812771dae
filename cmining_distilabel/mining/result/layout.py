"""A place for every document on a map of two dimensions: clusters by t-SNE, documents around their cluster's place."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cmining_distilabel.mining.arrays.kmeans import VectorArray, kmeans
from cmining_distilabel.mining.arrays.rows import in_blocks

_DIMENSIONS = 50  # principal components that t-SNE reads
_PERPLEXITY = 30.0
_ITERATIONS = 500  # of t-SNE, half of them with exaggeration: places of clusters settle sooner than single documents do
_MOST = 2_500  # places that t-SNE lays out, in some 10 seconds
_RESIDUAL = 32  # of them that a document's place within its cluster is taken from
_FEWEST = 5  # places that t-SNE can lay out; fewer go by their principal components
_SAMPLE, _CENTROIDS = 2_000, 10_000  # documents and, at most, centroids that the components are taken from
_FITTED = 1_000  # documents of a cluster that its own axes are taken from
_BLOCK = 8_192
_AT_A_TIME = 100_000  # documents whose residuals are in memory at once
_REACH = 0.4  # of the way to the nearest other place, that documents of a typical cluster are away from theirs
_NOTHING = 1e-4  # a spread of unit vectors that is rounding

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


def layout(vectors: VectorArray, labels: NDArray[np.int32], centroids: Floats, seed: int = 0) -> Floats:
    """Lay documents out; the same result run to run.

    Only the clusters go through t-SNE (van der Maaten and Hinton, 2008), so it takes seconds, not minutes. A document
    lies off its cluster's place along the two leading components of the cluster's residuals, and the further the wider
    the cluster is. Which clusters are neighbours means something; the distance between far ones does not.

    Args:
        vectors: shape (n, d); read a block at a time.
        labels: shape (n,), cluster of each document; below 0 for none.
        centroids: shape (K, d).
        seed: of t-SNE.

    Returns:
        Shape (n, 2), float32, without a unit; NaN for documents without a cluster.
    """
    from sklearn.decomposition import PCA  # takes a second to import

    centroids = np.asarray(centroids, np.float32)
    some = centroids[:: -(-len(centroids) // _CENTROIDS)]
    sample = np.concatenate([some, vectors[np.arange(0, len(labels), -(-len(labels) // _SAMPLE))]])
    with np.errstate(invalid="ignore"):  # shares of the variance, of which equal rows have none
        pca = PCA(min(_DIMENSIONS, *sample.shape), svd_solver="full").fit(sample)
    parts = pca.transform(centroids).astype(np.float32)
    places = _places(parts, seed)
    found = np.full((len(labels), 2), np.nan, np.float32)
    spread = np.zeros(len(centroids))
    for rows, bounds in _some_clusters(labels, len(centroids)):
        off = np.concatenate([pca.transform(vectors[some])[:, :_RESIDUAL] for some in in_blocks(rows, _BLOCK)])
        off -= parts[labels[rows], :_RESIDUAL]
        for own in map(slice, bounds[:-1], bounds[1:]):
            residuals = off[own].astype(np.float32)
            found[rows[own]] = residuals @ _axes(residuals[:: -(-len(residuals) // _FITTED)])
            spread[labels[rows[own]][0]] = np.sqrt((found[rows[own]] ** 2).sum(axis=1).mean())
    typical = max(float(np.median(spread[spread > 0])) if spread.any() else 0.0, _NOTHING)
    placed = np.flatnonzero(labels >= 0)
    found[placed] = places[labels[placed]] + found[placed] * np.float32(_REACH * _gap(places) / typical)
    return found


def _some_clusters(labels: NDArray[np.int32], num_clusters: int) -> Iterator[tuple[Rows, Rows]]:
    """Rows of whole clusters, by cluster, some `_AT_A_TIME` rows at a time, and where in them each cluster begins."""
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(np.bincount(labels[labels >= 0], minlength=num_clusters)) + (labels < 0).sum()
    starts = np.concatenate([[(labels < 0).sum()], ends[:-1]])
    for own in np.split(np.arange(num_clusters), np.flatnonzero(np.diff(starts // _AT_A_TIME)) + 1):
        begin, end = starts[own[0]], ends[own[-1]]
        if begin < end:
            filled = own[starts[own] < ends[own]]
            yield order[begin:end], np.append(starts[filled], end) - begin


def _places(parts: Floats, seed: int) -> Floats:
    """A place for each cluster, of the principal components of its centroid."""
    from sklearn.manifold import TSNE

    size = len(parts)
    if size > _MOST:  # their own clusters are laid out, and they around those
        found = kmeans(parts, _MOST // 2, seed)
        return layout(parts, found.labels, found.centroids, seed)
    if size < _FEWEST:
        return np.pad(parts, ((0, 0), (0, 2)))[:, :2]
    # Threads add up floats in any order: one of them gives the same map run to run.
    with threadpool_limits(1):
        perplexity = min(_PERPLEXITY, (size - 1) / 3)
        tsne = TSNE(perplexity=perplexity, init=_start(parts), max_iter=_ITERATIONS, random_state=seed, n_jobs=1)
        return np.asarray(tsne.fit_transform(parts), np.float32)


def _start(parts: Floats) -> Floats:
    """Where t-SNE starts: the two leading components, as small as it wants them."""
    two = np.pad(parts, ((0, 0), (0, 2)))[:, :2]
    return two / np.float32(max(float(two[:, 0].std()), 1e-12) * 1e4)


def _axes(off: Floats) -> Floats:
    """The two leading components of a cluster's residuals, (d, 2)."""
    components = np.linalg.eigh(off.T @ off)[1][:, :-3:-1].T  # a tenth of the time that an SVD of `off` takes
    # The sign of a component is arbitrary: its largest entry is made positive.
    strongest = np.take_along_axis(components, np.abs(components).argmax(axis=1)[:, None], axis=1)
    axes: Floats = (components * np.where(strongest < 0, -1, 1)).T.astype(np.float32)
    return axes


def _gap(places: Floats) -> float:
    """Median distance from a place to the nearest other one; 1 where there is no other."""
    from sklearn.neighbors import NearestNeighbors

    if len(places) < 2:
        return 1.0
    distances = NearestNeighbors(n_neighbors=1).fit(places).kneighbors()[0]
    return float(np.median(distances)) or 1.0
