"""Stage 2, across groups: clusters that are about culture and that a language or a culture owns are Culture Points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.geometry import Geometry
from cmining_distilabel.mining import (
    Partition,
    cluster,
    culture_ownership,
    culture_support,
    dominance,
    exclusivity,
    maximal_marginal_relevance,
    stability,
)
from cmining_distilabel.mining.kmeans import Subset
from cmining_distilabel.progress import bar
from cmining_distilabel.score import Scores, members
from cmining_distilabel.verdict import Clusters, Verdict, decide, judge

_DIVERSE = 10  # seeds ranked for diversity; the others follow by similarity

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Point:
    """A Culture Point.

    Attributes:
        cluster: its cross-group cluster; the point's id is made of it.
        kind: which grouping held: language, culture or both.
        members: shape (s,), rows of all documents that may be its seeds.
        rows: shape (m,), its seeds' rows, the most telling first; at most `seeds_per_point` of the members.
        similarity: shape (m,), cosine of each seed with the centroid.
    """

    cluster: int
    kind: str
    members: Rows
    rows: Rows
    similarity: NDArray[np.float32]


@dataclass(frozen=True)
class Extraction:
    """What stage 2 found.

    Attributes:
        reason: shape (n,), why a candidate is no seed (`reasons.py`), or None.
        clusterings: statistics of the clustering that the points are clusters of, then of those on subsamples.
        stability: shape (K,), of `mining.stability`; NaN where it is off.
        verdict: what the clusterings together say of each document.
        points: best first.
        partition: centroids of that clustering.
    """

    reason: NDArray[np.object_]
    clusterings: tuple[Clusters, ...]
    stability: NDArray[np.float64]
    verdict: Verdict
    points: tuple[Point, ...]
    partition: Partition

    @property
    def clusters(self) -> Clusters:
        """The clustering that the points are clusters of."""
        return self.clusterings[0]

    @property
    def labels(self) -> NDArray[np.int32]:
        """Shape (n,), cross-group cluster of each document; -1 where it was no candidate."""
        return self.clusters.labels


def extract(
    groups: NDArray[np.str_],
    geometry: Geometry,
    scores: Scores,
    config: ExtractConfig,
    *,
    sources: NDArray[np.str_] | None = None,
    frozen: Partition | None = None,
    quiet: bool = True,
) -> Extraction:
    """Find the Culture Points among the candidates of stage 1.

    Args:
        groups: shape (n,), group of each document.
        geometry: the documents' vectors, calibrated, and the anchors.
        scores: of stage 1.
        config: the knobs of this stage.
        sources: shape (n,), where documents come from; a point's first seeds are spread over them.
        frozen: clusters of an earlier run, taken over, so that its points keep their ids.
        quiet: no progress bar.
    """
    candidates = scores.candidates
    own = Subset(geometry.vectors, candidates)
    _, everyone = np.unique(groups, return_inverse=True)
    codes = everyone[candidates]
    with bar("Clusters", len(candidates) * (1 + config.stability), quiet=quiet) as advance:
        clustered = cluster(
            own,
            cluster_count(len(candidates), config),
            runs=config.stability,
            seed=config.seed,
            groups=codes,
            frozen=frozen,
            advance=advance,
        )
    found, centroids = clustered.labels, clustered.partition.centroids
    support = None
    if geometry.anchors is not None and geometry.null is not None:
        support = culture_support(
            own,
            geometry.anchors.cultures,
            geometry.null.cultures,
            support=config.culture_support,
            top=config.culture_top,
        )
    clusterings = [
        _statistics(one, len(centroids), groups, support, scores, config) for one in (found, *clustered.others)
    ]
    steady = stability(found, clustered.others, len(centroids))
    verdict = judge(clusterings, everyone, scores, geometry, config)
    reason, kind = decide(verdict, clusterings[0], config)
    points = []
    for local in members(found):
        rows, number = candidates[local], int(found[local[0]])
        if kind[number] is not None:
            rows = rows[np.array([code is None for code in reason[rows]])]
            point = _point(number, kind[number], rows, geometry, centroids[number], sources, config)
            reason[rows] = "beyond_seed_limit"
            reason[point.rows] = None
            points.append(point)
    size = clusterings[0].dominance.size
    worth = {point.cluster: float(verdict.score[point.members].mean()) for point in points}
    points.sort(key=lambda point: (-worth[point.cluster], -size[point.cluster], point.cluster))
    return Extraction(reason, tuple(clusterings), steady, verdict, tuple(points), clustered.partition)


def cluster_count(num_candidates: int, config: ExtractConfig) -> int:
    """K: as configured, never more than the candidates; else one for 34 documents, and the square root at least."""
    if config.num_clusters is not None:
        return min(config.num_clusters, num_candidates)
    # sqrt(N) <= K <= N / 20 where N allows it. 34 documents leave the shares an error bar of some 0.15.
    return max(1, int(max(np.sqrt(num_candidates), num_candidates / 34)))


def sources_of(table: pa.Table) -> NDArray[np.str_] | None:
    """Where documents come from, for `extract`: a row without a source is one of its own; None where none has one."""
    column = table["source"].combine_chunks()
    if column.null_count == len(column):
        return None
    names = np.asarray(column.to_pylist(), dtype=object)
    alone = np.array([name is None for name in names])
    names[alone] = [f"row {row}" for row in np.flatnonzero(alone)]
    return names.astype(str)


def _statistics(
    found: NDArray[np.int32],
    num_clusters: int,
    groups: NDArray[np.str_],
    support: csr_matrix | None,
    scores: Scores,
    config: ExtractConfig,
) -> Clusters:
    """Statistics of one clustering of the candidates."""
    candidates = scores.candidates
    labels = np.full(len(groups), -1, np.int32)
    labels[candidates] = found
    counted = dominance(found, groups[candidates], num_clusters)
    facet, attribution = (
        np.bincount(found, values[candidates], minlength=num_clusters) / counted.size.clip(1)
        for values in (scores.facet_score, scores.attribution)
    )
    by_bound = config.exclusivity == "lower_bound"
    language = exclusivity(found, groups[candidates], num_clusters) if by_bound else None
    culture = None if support is None else culture_ownership(support, found, num_clusters)
    return Clusters(labels, counted, language, culture, facet, attribution)


def _point(
    cluster: int,
    kind: str,
    rows: Rows,
    geometry: Geometry,
    centroid: NDArray[np.float32],
    sources: NDArray[np.str_] | None,
    config: ExtractConfig,
) -> Point:
    own = geometry.vectors[rows]
    similarity = own @ centroid / max(float(np.linalg.norm(centroid)), 1e-12)
    if config.exclusivity == "gamma":
        order = np.argsort(-similarity, kind="stable")  # the paper: nearest to the centroid
    else:
        places = None if sources is None else sources[rows]
        order = maximal_marginal_relevance(own, similarity, _DIVERSE, sources=places)
    order = order[: config.seeds_per_point]
    return Point(cluster, kind, rows, rows[order], similarity[order])
