"""Would a cluster be found again? Stability over clusterings that are fitted on subsamples."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.categories import Codes
from cmining_distilabel.mining.arrays.kmeans import Labels, Subset, VectorArray, kmeans, predict


def reclusterings(
    vectors: VectorArray,
    num_clusters: int,
    *,
    runs: int = 5,
    seed: int = 0,
    groups: Codes | None = None,
) -> Iterator[Labels]:
    """Labels of all rows, shape (n,), by clusterings that are each fitted on another random half of the rows.

    With few iterations: whether a cluster is found again is a rougher question than where exactly it lies.

    Args:
        vectors: shape (n, d).
        num_clusters: K.
        runs: how many.
        seed: of the subsamples; run i clusters with seed + i + 1.
        groups: shape (n,), passed on to `kmeans`.
    """
    rng = np.random.default_rng(seed)
    for run in range(runs):
        rows = np.sort(rng.choice(len(vectors), max(1, len(vectors) // 2), replace=False))
        some = None if groups is None else groups[rows]
        fitted = kmeans(Subset(vectors, rows), num_clusters, seed + run + 1, groups=some, quick=True)
        yield predict(vectors, fitted.centroids)


def stability(labels: Labels, others: Sequence[Labels], num_clusters: int) -> NDArray[np.float64]:
    """Mean Jaccard similarity of each cluster with its best match in other clusterings (Hennig 2007).

    Over 0.75 a cluster is a stable one; under 0.5 it is an accident of the sample or of the seed.

    Args:
        labels: shape (n,), 0 to K - 1.
        others: clusterings of the same rows, e.g. of `reclusterings`.
        num_clusters: K.

    Returns:
        Shape (K,); NaN for a cluster without rows, and for all without other clusterings.
    """
    size = np.bincount(labels, minlength=num_clusters)
    total = np.zeros(num_clusters)
    for other in others:
        width = int(other.max(initial=0)) + 1
        pairs, both = np.unique(labels.astype(np.int64) * width + other, return_counts=True)
        first, second = np.divmod(pairs, width)
        union = size[first] + np.bincount(other, minlength=width)[second] - both
        best = np.zeros(num_clusters)
        np.maximum.at(best, first, both / union)
        total += best
    result: NDArray[np.float64] = np.where(size > 0, total / len(others) if others else np.nan, np.nan)
    return result
