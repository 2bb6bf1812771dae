"""A place for every document on a map of two dimensions: clusters by t-SNE, documents around their cluster's place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from cmining_distilabel.mining.kmeans import VectorArray

_DIMENSIONS = 50  # principal components that t-SNE reads
_PERPLEXITY = 30.0
_FEWEST = 5  # places that t-SNE can lay out; fewer go by their principal components
_FITTED = 1_000  # documents of a cluster that its own axes are taken from
_BLOCK = 8_192
_REACH = 0.5  # of the way to the nearest other place, that documents of a typical cluster are away from theirs

Floats = NDArray[np.float32]


def layout(vectors: VectorArray, labels: NDArray[np.int32], centroids: Floats, seed: int = 0) -> Floats:
    """Lay documents out; the same result run to run.

    Only the clusters go through t-SNE (van der Maaten and Hinton, 2008), so it takes seconds, not minutes. A document
    lies off its cluster's place along the two leading principal components of the cluster, and the further the wider
    the cluster is. Which clusters are neighbours means something; the distance between far ones does not.

    Args:
        vectors: shape (n, d); read a cluster, or a block of one, at a time.
        labels: shape (n,), cluster of each document; below 0 for none.
        centroids: shape (K, d).
        seed: of t-SNE.

    Returns:
        Shape (n, 2), float32, without a unit; NaN for documents without a cluster.
    """
    places = _places(np.asarray(centroids, np.float32), seed)
    found = np.full((len(labels), 2), np.nan, np.float32)
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(len(centroids) + 1))
    spread = np.zeros(len(centroids))
    for cluster in range(len(centroids)):
        rows = order[bounds[cluster] : bounds[cluster + 1]]
        if len(rows):
            axes, spread[cluster] = _axes(vectors, rows, centroids[cluster])
            for start in range(0, len(rows), _BLOCK):
                own = rows[start : start + _BLOCK]
                found[own] = (vectors[own] - centroids[cluster]) @ axes
    typical = float(np.median(spread[spread > 0])) if (spread > 0).any() else 1.0
    placed = np.flatnonzero(labels >= 0)
    found[placed] = places[labels[placed]] + found[placed] * np.float32(_REACH * _gap(places) / typical)
    return found


def _places(centroids: Floats, seed: int) -> Floats:
    size = len(centroids)
    if size < 2:
        return np.zeros((size, 2), np.float32)
    parts = PCA(min(_DIMENSIONS, *centroids.shape), svd_solver="full").fit_transform(centroids)
    if size < _FEWEST:
        return np.pad(parts, ((0, 0), (0, max(0, 2 - parts.shape[1]))))[:, :2].astype(np.float32)
    # Threads add up floats in any order: one of them gives the same map run to run.
    with threadpool_limits(1):
        tsne = TSNE(perplexity=min(_PERPLEXITY, (size - 1) / 3), init="pca", random_state=seed, n_jobs=1)
        return np.asarray(tsne.fit_transform(parts), np.float32)


def _axes(vectors: VectorArray, rows: NDArray[np.int64], centroid: Floats) -> tuple[Floats, float]:
    """The two leading components of a cluster, (d, 2), and the root mean square of its documents along them."""
    off = vectors[rows[:: -(-len(rows) // _FITTED)]] - centroid
    components = np.linalg.svd(off, full_matrices=False)[2][:2]
    axes = np.zeros((off.shape[1], 2), np.float32)
    # The sign of a component is arbitrary: its largest entry is made positive.
    strongest = np.take_along_axis(components, np.abs(components).argmax(axis=1)[:, None], axis=1)
    axes[:, : len(components)] = (components * np.where(strongest < 0, -1, 1)).T
    return axes, float(np.sqrt(((off @ axes) ** 2).sum(axis=1).mean()))


def _gap(places: Floats) -> float:
    """Median distance from a place to the nearest other one; 1 where there is no other."""
    if len(places) < 2:
        return 1.0
    distances = NearestNeighbors(n_neighbors=1).fit(places).kneighbors()[0]
    return float(np.median(distances)) or 1.0
