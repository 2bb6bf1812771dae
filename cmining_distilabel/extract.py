"""Stage 2, across groups: clusters that are about culture and that a language or a culture owns are Culture Points."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.geometry import Geometry
from cmining_distilabel.mining import (
    CultureOwnership,
    Dominance,
    Exclusivity,
    combined_score,
    culture_ownership,
    dominance,
    exclusivity,
    kmeans,
    maximal_marginal_relevance,
    reclusterings,
    stability,
)
from cmining_distilabel.mining.kmeans import Subset
from cmining_distilabel.progress import bar
from cmining_distilabel.score import Scores, members

KINDS = ("language", "culture", "both")
_MAJORITY = 0.5  # lower bound of the owner's share: more than all others together, with 95 % confidence
_THIRD = 1 / 3  # the same for a culture, which any document may support beside others; by chance 8 % or less do
_DIVERSE = 10  # seeds ranked for diversity; the others follow by similarity

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Clusters:
    """Statistics of the K cross-group clusters; every array has one entry a cluster.

    Attributes:
        dominance: counts and gamma, Eq. 4.
        language: ownership by group with error bars; None in the paper's mode.
        culture: ownership by culture; None without anchors.
        facet_score, attribution, isolation: means over the members; NaN where the part is off.
        stability: of `mining.stability`; NaN where it is off.
        exclusivity: lower bound of the owner's share, the larger of the two groupings; gamma in the paper's mode.
        score: of `mining.combined_score`.
    """

    dominance: Dominance
    language: Exclusivity | None
    culture: CultureOwnership | None
    facet_score: Floats
    attribution: Floats
    isolation: Floats
    stability: Floats
    exclusivity: Floats
    score: Floats


@dataclass(frozen=True)
class Point:
    """A Culture Point.

    Attributes:
        cluster: its cross-group cluster; the point's id is made of it.
        kind: which grouping held: language, culture or both.
        rows: shape (m,), its seeds' rows, the most telling first.
        similarity: shape (m,), cosine of each seed with the centroid.
    """

    cluster: int
    kind: str
    rows: Rows
    similarity: NDArray[np.float32]


@dataclass(frozen=True)
class Extraction:
    """What stage 2 found.

    Attributes:
        labels: shape (n,), cross-group cluster of each document; -1 where the document was no candidate.
        reason: shape (n,), why a candidate is no seed (`reasons.py`), or None.
        clusters: their statistics.
        points: best first.
        centroids: shape (K, d).
    """

    labels: NDArray[np.int32]
    reason: NDArray[np.object_]
    clusters: Clusters
    points: tuple[Point, ...]
    centroids: NDArray[np.float32]


def extract(
    groups: NDArray[np.str_], geometry: Geometry, scores: Scores, config: ExtractConfig, *, quiet: bool = True
) -> Extraction:
    """Find the Culture Points among the candidates of stage 1.

    Args:
        groups: shape (n,), group of each document.
        geometry: the documents' vectors, calibrated, and the anchors.
        scores: of stage 1.
        config: the knobs of this stage.
        quiet: no progress bar.
    """
    candidates = scores.candidates
    own = Subset(geometry.vectors, candidates)
    _, codes = np.unique(groups[candidates], return_inverse=True)
    found, centroids = kmeans(own, cluster_count(len(candidates), config), config.seed, groups=codes)
    labels, clusters, kind, about = _assess(found, len(centroids), groups, geometry, scores, config)
    stable, steady = about, clusters.stability
    if config.stability:
        others = []
        votes = _is_seed(labels, kind, about).astype(np.int64)
        with bar("Stability", config.stability, quiet=quiet) as advance:
            for other in reclusterings(own, len(centroids), runs=config.stability, seed=config.seed, groups=codes):
                again, _, kind_again, about_again = _assess(other, len(centroids), groups, geometry, scores, config)
                votes += _is_seed(again, kind_again, about_again)
                others.append(other)
                advance(1)
        steady = stability(found, others, len(centroids))
        stable = about & (2 * votes >= 1 + len(others))
    clusters = replace(clusters, stability=steady)
    reason = np.full(len(groups), None, object)
    reason[candidates] = kind[found]
    points = []
    for local in members(found):
        rows, cluster = candidates[local], int(found[local[0]])
        if kind[cluster] in KINDS and stable[rows].sum() < config.tau:
            reason[rows] = np.where(about[rows], "unstable", "not_cultural")
        elif kind[cluster] in KINDS:
            reason[rows] = np.where(
                about[rows], np.where(stable[rows], "beyond_seed_limit", "unstable"), "not_cultural"
            )
            point = _point(cluster, kind[cluster], rows[stable[rows]], geometry, centroids[cluster], config)
            reason[point.rows] = None
            points.append(point)
    size = clusters.dominance.size
    points.sort(key=lambda point: (-clusters.score[point.cluster], -size[point.cluster], point.cluster))
    return Extraction(labels, reason, clusters, tuple(points), centroids)


def _assess(
    found: NDArray[np.int32],
    num_clusters: int,
    groups: NDArray[np.str_],
    geometry: Geometry,
    scores: Scores,
    config: ExtractConfig,
) -> tuple[NDArray[np.int32], Clusters, NDArray[np.object_], NDArray[np.bool_]]:
    """Judge one clustering of the candidates.

    Returns:
        The label of every document, the clusters' statistics, each cluster's kind (or the reason why it is no Culture
        Point), and which documents are about culture.
    """
    labels = np.full(len(groups), -1, np.int32)
    labels[scores.candidates] = found
    clusters = _clusters(groups, labels, geometry, scores, num_clusters, config)
    about = _about_culture(labels, geometry, scores, clusters)
    by_language, by_culture = _owned(clusters, geometry, config)
    size = clusters.dominance.size
    enough = np.maximum(config.tau, config.facet_share * size if geometry.anchors is not None else 0)
    kind = np.where(by_language & by_culture, "both", np.where(by_language, "language", "culture")).astype(object)
    kind[np.bincount(found, about[scores.candidates], minlength=num_clusters) < enough] = "cluster_not_cultural"
    kind[~by_language & ~by_culture] = "not_dominated" if config.exclusivity == "gamma" else "not_exclusive"
    kind[size < config.tau] = "small_point"
    return labels, clusters, kind, about


def _is_seed(labels: NDArray[np.int32], kind: NDArray[np.object_], about: NDArray[np.bool_]) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = about & (labels >= 0) & np.isin(kind, KINDS)[labels]
    return result


def cluster_count(num_candidates: int, config: ExtractConfig) -> int:
    """K: as configured, never more than the candidates; else one for 34 documents, and the square root at least."""
    if config.num_clusters is not None:
        return min(config.num_clusters, num_candidates)
    # sqrt(N) <= K <= N / 20 where N allows it. 34 documents leave the shares an error bar of some 0.15.
    return max(1, int(max(np.sqrt(num_candidates), num_candidates / 34)))


def _clusters(
    groups: NDArray[np.str_],
    labels: NDArray[np.int32],
    geometry: Geometry,
    scores: Scores,
    num_clusters: int,
    config: ExtractConfig,
) -> Clusters:
    candidates = np.flatnonzero(labels >= 0)
    found = labels[candidates]
    nothing = np.full(num_clusters, np.nan)
    counted = dominance(found, groups[candidates], num_clusters)
    language = culture = None
    if config.exclusivity == "lower_bound":
        language = exclusivity(found, groups[candidates], num_clusters)
    if geometry.anchors is not None:
        culture = culture_ownership(
            geometry.vectors,
            labels,
            num_clusters,
            geometry.anchors.cultures,
            support=config.culture_support,
            top=config.culture_top,
        )
    mean = {
        name: np.bincount(found, getattr(scores, name)[candidates], minlength=num_clusters) / counted.size.clip(1)
        for name in ("facet_score", "attribution", "isolation")
    }
    if language is None:
        bound = np.nan_to_num(counted.gamma)
    else:
        bound = np.nan_to_num(language.balanced_lower)
        bound = bound if culture is None else np.maximum(bound, culture.lower)
    return Clusters(
        counted, language, culture, **mean, stability=nothing, exclusivity=bound, score=_score(bound, mean, geometry)
    )


def _score(bound: Floats, mean: dict[str, Floats], geometry: Geometry) -> Floats:
    """`combined_score` of a cluster; facet and attribution as the share of universal sentences that they exceed."""
    null = geometry.null
    isolated = mean["isolation"]
    return combined_score(
        np.clip(bound, 0.0, 1.0),
        null.facet.exceeded(mean["facet_score"]) if null else None,
        null.attribution.exceeded(mean["attribution"]) if null else None,
        None if np.isnan(isolated).all() else np.nan_to_num(isolated),
    )


def _owned(
    clusters: Clusters, geometry: Geometry, config: ExtractConfig
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which clusters a language owns, and which a culture does.

    A cluster has a culture when its documents agree on it and, on the whole, lie nearer to some culture than universal
    things do.
    """
    language = clusters.language
    if language is None:
        by_language = np.nan_to_num(clusters.dominance.gamma) > config.theta
    else:
        by_language = (np.nan_to_num(language.balanced) >= config.theta) & (language.q_value <= config.fdr)
        by_language &= np.nan_to_num(language.balanced_lower) >= _MAJORITY
    by_culture = np.zeros_like(by_language)
    if clusters.culture is not None:
        by_culture = (clusters.culture.lower >= _THIRD) & (clusters.culture.q_value <= config.fdr)
        by_culture &= clusters.attribution > (geometry.null.attribution.mean if geometry.null else -np.inf)
    no = np.zeros_like(by_language)
    return by_language if config.points != "culture" else no, by_culture if config.points != "language" else no


def _about_culture(
    labels: NDArray[np.int32], geometry: Geometry, scores: Scores, clusters: Clusters
) -> NDArray[np.bool_]:
    """Documents about culture: their facet score, shrunk half-way to their cluster's mean, exceeds the limit.

    A single score is noisy, and what a document's neighbours are about says much about it.
    """
    if geometry.null is None:
        return np.ones(len(labels), dtype=bool)
    shrunk = (scores.facet_score + clusters.facet_score[labels]) / 2
    about: NDArray[np.bool_] = shrunk > geometry.null.facet_limit
    return about


def _point(
    cluster: int, kind: str, rows: Rows, geometry: Geometry, centroid: NDArray[np.float32], config: ExtractConfig
) -> Point:
    own = geometry.vectors[rows]
    similarity = own @ centroid / max(float(np.linalg.norm(centroid)), 1e-12)
    if config.exclusivity == "gamma":
        order = np.argsort(-similarity, kind="stable")  # the paper: nearest to the centroid
    else:
        order = maximal_marginal_relevance(own, similarity, _DIVERSE)
    order = order[: config.seeds_per_point]
    return Point(cluster, kind, rows[order], similarity[order])
