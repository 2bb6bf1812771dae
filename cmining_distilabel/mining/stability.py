"""Would a cluster be found again? Stability over subsamples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.kmeans import VectorArray, kmeans


def stability(
    vectors: VectorArray,
    labels: NDArray[np.int32],
    num_clusters: int,
    *,
    runs: int = 5,
    share: float = 0.5,
    seed: int = 0,
    groups: NDArray[np.int64] | None = None,
) -> NDArray[np.float64]:
    """Mean Jaccard similarity of each cluster with its best match when subsamples are clustered (Hennig 2007).

    Over 0.75 a cluster is a stable one, under 0.5 it is an accident of the sample or of the seed.

    Args:
        vectors: shape (n, d), the documents that were clustered.
        labels: shape (n,), their clusters, 0 to K - 1.
        num_clusters: K.
        runs: subsamples.
        share: documents in each.
        seed: of the subsamples; run i clusters with seed + i + 1.
        groups: shape (n,), passed on to `kmeans`.

    Returns:
        Shape (K,); NaN for a cluster without documents.
    """
    total, seen = np.zeros(num_clusters), np.zeros(num_clusters)
    rng = np.random.default_rng(seed)
    for run in range(runs):
        rows = np.sort(rng.choice(len(labels), max(1, int(len(labels) * share)), replace=False))
        sub = None if groups is None else groups[rows]
        again = kmeans(vectors[rows], num_clusters, seed + run + 1, groups=sub, max_iterations=10).labels
        size = np.bincount(labels[rows], minlength=num_clusters)
        size_again = np.bincount(again, minlength=num_clusters)
        pairs, both = np.unique(labels[rows].astype(np.int64) * num_clusters + again, return_counts=True)
        first, second = np.divmod(pairs, num_clusters)
        best = np.zeros(num_clusters)
        np.maximum.at(best, first, both / (size[first] + size_again[second] - both))
        total += best
        seen += size > 0
    result: NDArray[np.float64] = np.where(seen > 0, total / np.maximum(seen, 1), np.nan)
    return result
