"""Stage 2, across groups: clusters that are about culture and that a language or a culture owns are Culture Points."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.arrays.categories import Categories, Codes, categories
from cmining_distilabel.mining.arrays.clusterings import Clusterings, Partition, cluster, nearest_cluster
from cmining_distilabel.mining.arrays.kmeans import Subset, VectorArray
from cmining_distilabel.mining.arrays.scratch import filled, scratch
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.exclusivity import Dominance, dominance
from cmining_distilabel.mining.extract.neighborhoods import InClusters, Neighborhoods
from cmining_distilabel.mining.extract.ownership import culture_support
from cmining_distilabel.mining.extract.representatives import maximal_marginal_relevance
from cmining_distilabel.mining.extract.stability import stability
from cmining_distilabel.mining.extract.verdict import Verdict, decide, different_texts, is_cultural, judge, may_be_seed
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.score.score import Scores, members
from cmining_distilabel.progress import bar

_DIVERSE = 10  # seeds ranked for diversity; the others follow by similarity
_BLOCK = 16_384

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
class Chart:
    """What the map of documents is laid out by: a clustering of all candidates.

    Attributes:
        rows: shape (c,), the candidates.
        vectors: shape (c, d), of each.
        labels: shape (c,), int32, cluster of each.
        centroids: shape (L, d), of the clusters.
    """

    rows: Rows
    vectors: VectorArray
    labels: NDArray[np.int32]
    centroids: NDArray[np.float32]


@dataclass(frozen=True)
class Extraction:
    """What stage 2 found.

    Attributes:
        reason: shape (n,), why a candidate is no seed (`reasons.py`), or None.
        verdict: what is around each document.
        labels: shape (n,), int32, cluster of each document that is one of culture; of all candidates in the paper's
            mode; -1 for the others.
        text: shape (n,), the same number for translations of one another.
        partition: centroids of the clusters.
        dominance: who is in the clusters: of the seeds; of all candidates in the paper's mode.
        stability: shape (K,), of `mining.stability`; NaN where it is off.
        points: best first.
        chart: for the map.
        scales, recall: texts of neighbourhoods, and the share of them that were found; None in the paper's mode.
    """

    reason: Reasons
    verdict: Verdict
    labels: NDArray[np.int32]
    text: Rows
    partition: Partition
    dominance: Dominance
    stability: NDArray[np.float64]
    points: tuple[Point, ...]
    chart: Chart
    scales: tuple[int, ...] | None = None
    recall: float | None = None


def extract(
    groups: ArrayLike | Categories,
    geometry: Geometry,
    scores: Scores,
    config: ExtractConfig,
    *,
    sources: NDArray[np.str_] | None = None,
    frozen: Partition | None = None,
    quiet: bool = True,
) -> Extraction:
    """Find the Culture Points among the candidates of stage 1.

    The paper clusters the candidates and judges the clusters. The calibrated mode judges each document by its
    neighbourhood, which hangs on no start of k-means, and clusters the seeds.

    Args:
        groups: shape (n,), group of each document.
        geometry: the documents' vectors, calibrated, and the anchors.
        scores: of stage 1.
        config: the knobs of this stage.
        sources: shape (n,), where documents come from; a point's first seeds are spread over them.
        frozen: clusters of an earlier run, taken over, so that its points keep their ids.
        quiet: no progress bar.
    """
    candidates, vectors, anchors, null = scores.candidates, geometry.vectors, geometry.anchors, geometry.null
    named = categories(groups)
    codes = named.codes
    support = None
    if anchors is not None and null is not None:
        support = culture_support(
            vectors,
            anchors.cultures,
            null.cultures,
            support=config.culture_support,
            top=config.culture_top,
            empty=scratch,
        )
    labels = filled(len(named), -1, np.int32)
    own: VectorArray = Subset(vectors, candidates)
    scales, recall = None, None
    if config.exclusivity == "gamma":
        found = _clusters(own, codes[candidates], config, frozen, quiet)
        labels[candidates] = found.labels
        verdict = judge(InClusters(labels), codes, scores, geometry, support, config)
        chart = Chart(candidates, own, found.labels, found.partition.centroids)
        counted, text = candidates, np.arange(len(named))
    else:
        same = None if null is None else 2 - 2 * null.translation
        with bar("Neighbourhoods", len(candidates), quiet=quiet) as advance:
            around = Neighborhoods(
                vectors, candidates, codes, size=config.neighborhood, same=same, seed=config.seed, advance=advance
            )
        verdict = judge(around, codes, scores, geometry, support, config)
        seed, cultural = may_be_seed(verdict, config), is_cultural(verdict, config)
        counted, others = np.flatnonzero(seed), np.flatnonzero(cultural & ~seed)
        own = _at_hand(vectors, counted)
        found = _clusters(own, codes[counted], config, frozen, quiet)
        if frozen is None:
            found = _without_small(found, own, around.text[counted], config.tau)
        labels[counted] = found.labels
        if len(found.partition.centroids):
            labels[others] = nearest_cluster(Subset(vectors, others), found.partition)
        chart = Chart(candidates, around.index.points, around.index.labels, around.index.centroids)
        text, scales, recall = around.text, around.scales, around.recall
    centroids = found.partition.centroids
    reason, kind = decide(verdict, labels, text, len(centroids), config)
    points = []
    for local in members(found.labels):
        number = int(found.labels[local[0]])
        if kind[number] is not None:
            local = local[reason.pass_at(counted[local])]
            point = _point(number, kind[number], counted[local], own[local], centroids[number], sources, config)
            reason[point.members] = "beyond_seed_limit"
            reason[point.rows] = None
            points.append(point)
    worth = {point.cluster: float(verdict.score[point.members].mean()) for point in points}
    points.sort(key=lambda point: (-worth[point.cluster], -len(point.members), point.cluster))
    return Extraction(
        reason=reason,
        verdict=verdict,
        labels=labels,
        text=text,
        partition=found.partition,
        dominance=dominance(found.labels, named[counted], len(centroids)),
        stability=stability(found.labels, found.others, len(centroids)),
        points=tuple(points),
        chart=chart,
        scales=scales,
        recall=recall,
    )


def _at_hand(vectors: VectorArray, rows: Rows) -> VectorArray:
    """Some rows of vectors that will be read often and in any order, out of the shards that they are scattered over."""
    if isinstance(vectors, np.ndarray):
        return Subset(vectors, rows)
    held = scratch((len(rows), vectors.shape[1]), np.float32)
    for start in range(0, len(rows), _BLOCK):
        held[start : start + _BLOCK] = vectors[rows[start : start + _BLOCK]]
    return held


def _clusters(
    vectors: VectorArray, codes: Codes, config: ExtractConfig, frozen: Partition | None, quiet: bool
) -> Clusterings:
    with bar("Clusters", len(vectors) * (1 + config.stability), quiet=quiet) as advance:
        return cluster(
            vectors,
            cluster_count(len(vectors), config),
            runs=config.stability,
            seed=config.seed,
            groups=codes,
            frozen=frozen,
            advance=advance,
        )


def _without_small(found: Clusterings, vectors: VectorArray, text: Rows, tau: int) -> Clusterings:
    """Clusters of fewer than `tau` texts dissolve into the others: each of their documents is a seed on its own merits.

    The smaller half of them goes first, since the others may grow.
    """
    while True:
        num_clusters = len(found.partition.centroids)
        different = different_texts(found.labels, text, np.ones(len(text), bool), num_clusters)
        small = np.flatnonzero(different < tau)
        if not len(small) or num_clusters <= 1:
            return found
        keep = np.ones(num_clusters, bool)
        keep[small[np.argsort(different[small], kind="stable")][: -(-len(small) // 2)]] = False
        partition = found.partition.keep(keep)
        found = replace(found, partition=partition, labels=nearest_cluster(vectors, partition))


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


def _point(
    cluster: int,
    kind: str,
    rows: Rows,
    own: NDArray[np.float32],
    centroid: NDArray[np.float32],
    sources: NDArray[np.str_] | None,
    config: ExtractConfig,
) -> Point:
    similarity = own @ centroid / max(float(np.linalg.norm(centroid)), 1e-12)
    if config.exclusivity == "gamma":
        order = np.argsort(-similarity, kind="stable")  # the paper: nearest to the centroid
    else:
        places = None if sources is None else sources[rows]
        order = maximal_marginal_relevance(own, similarity, _DIVERSE, sources=places)
    order = order[: config.seeds_per_point]
    return Point(cluster, kind, rows, rows[order], similarity[order])
