"""Stage 2, across groups: clusters that one group owns are Culture Points, Eq. 4."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining import Dominance, dominance, kmeans
from cmining_distilabel.mining.kmeans import VectorArray
from cmining_distilabel.score import members

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Point:
    """A Culture Point.

    Attributes:
        cluster: its cross-group cluster; the point's id is made of it.
        rows: shape (m,), its seeds' rows, nearest to the centroid first.
        similarity: shape (m,), cosine of each seed with the centroid.
    """

    cluster: int
    rows: Rows
    similarity: NDArray[np.float32]


@dataclass(frozen=True)
class Extraction:
    """What stage 2 found.

    Attributes:
        labels: shape (n,), cross-group cluster of each document; -1 where the document was no candidate.
        reason: shape (n,), why a candidate is no seed (`reasons.py`), or None.
        dominance: counts and gamma of every cluster.
        points: accepted clusters, by (gamma, size), highest first.
        centroids: shape (K, d).
    """

    labels: NDArray[np.int32]
    reason: NDArray[np.object_]
    dominance: Dominance
    points: tuple[Point, ...]
    centroids: NDArray[np.float32]


def extract(groups: NDArray[np.str_], vectors: VectorArray, candidates: Rows, config: ExtractConfig) -> Extraction:
    """Find the Culture Points among the candidates of stage 1.

    Args:
        groups: shape (n,), group of each document.
        vectors: shape (n, d), unit rows.
        candidates: rows that stage 1 kept, ascending.
        config: the knobs of this stage.
    """
    own = vectors[candidates]
    _, codes = np.unique(groups[candidates], return_inverse=True)
    clusters, centroids = kmeans(own, cluster_count(len(candidates), config), config.seed, groups=codes)
    labels = np.full(len(groups), -1, np.int32)
    labels[candidates] = clusters
    found = dominance(clusters, groups[candidates])
    accepted = (found.size >= config.tau) & (found.gamma > config.theta)
    reason = np.full(len(groups), None, object)
    reason[candidates] = np.where(found.size[clusters] < config.tau, "small_point", "not_dominated")
    points = []
    for local in members(clusters):
        cluster = int(clusters[local[0]])
        if accepted[cluster]:
            point = _point(cluster, local, own, centroids[cluster], candidates, config)
            reason[candidates[local]] = "beyond_seed_limit"
            reason[point.rows] = None
            points.append(point)
    points.sort(key=lambda point: (-found.gamma[point.cluster], -found.size[point.cluster], point.cluster))
    return Extraction(labels, reason, found, tuple(points), centroids)


def cluster_count(num_candidates: int, config: ExtractConfig) -> int:
    """K: as configured, never more than the candidates; by default between sqrt(N) and N / 20."""
    if config.num_clusters is not None:
        return min(config.num_clusters, num_candidates)
    return max(1, int(max(np.sqrt(num_candidates), num_candidates / 34)))


def _point(
    cluster: int,
    local: Rows,
    own: NDArray[np.float32],
    centroid: NDArray[np.float32],
    candidates: Rows,
    config: ExtractConfig,
) -> Point:
    similarity = own[local] @ centroid / max(float(np.linalg.norm(centroid)), 1e-12)
    nearest = np.argsort(-similarity, kind="stable")[: config.seeds_per_point]
    return Point(cluster, candidates[local[nearest]], similarity[nearest])
