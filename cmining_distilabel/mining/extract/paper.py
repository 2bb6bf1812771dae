"""Stage 2 as arXiv 2604.15675 has it: one k-means of all groups' documents, and Eq. 4 on its clusters.

docs/reproducing-the-paper.md has the equation beside the name of each quantity.
"""

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.arrays.categories import Categories
from cmining_distilabel.mining.arrays.clusterings import Partition, cluster
from cmining_distilabel.mining.arrays.kmeans import Subset
from cmining_distilabel.mining.arrays.rows import as_unit
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.dominance import Dominance, dominance
from cmining_distilabel.mining.extract.extraction import Chart, Extraction, Figures, OwnedClusters, Point
from cmining_distilabel.mining.extract.stability import stability
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.score.score import Scores, members
from cmining_distilabel.progress import bar

Rows = NDArray[np.int64]


def extract_paper(
    groups: Categories,
    geometry: Geometry,
    scores: Scores,
    config: ExtractConfig,
    *,
    frozen: Partition | None = None,
    quiet: bool = True,
) -> Extraction:
    """Clusters of C_high that one group dominates are the Culture Points.

    Args:
        groups: shape (n,), group of each document.
        geometry: the documents' vectors.
        scores: of stage 1; its candidates are C_high.
        config: num_clusters (K = 1000 in the paper), tau, theta, stability, seeds_per_point, seed.
        frozen: clusters of an earlier run, taken over, so that its points keep their ids.
        quiet: no progress bar.
    """
    candidates = scores.candidates
    vectors = Subset(geometry.vectors, candidates)

    # k-means of all groups' C_high into K clusters.
    clusters = cluster_count(len(candidates), config)
    with bar("Clusters", len(candidates) * (1 + config.stability), quiet=quiet) as advance:
        found = cluster(
            vectors,
            clusters,
            runs=config.stability,
            seed=config.seed,
            groups=groups.codes[candidates],
            frozen=frozen,
            advance=advance,
        )

    # gamma_j = max_g n_jg / n_j: the share of the largest group in cluster j.
    centroids = found.partition.centroids
    owned = dominance(found.labels, groups[candidates], len(centroids))

    # Eq. 4: cluster j is a Culture Point when n_j >= tau and gamma_j > theta.
    is_point = _is_point(owned, config)

    # Not in the paper, and off in its mode: with anchors, a seed must be about culture itself.
    about = np.ones(len(candidates), bool)
    if geometry.null is not None:
        about = scores.facet_score[candidates] > geometry.null.facet_limit

    # The documents of a Culture Point are its seeds, those nearest to the centroid first.
    points = []
    for local in members(found.labels):
        number = int(found.labels[local[0]])
        local = local[about[local]]
        if is_point[number] and len(local) >= config.tau:
            points.append(_point(number, candidates[local], vectors[local], centroids[number], config))
    # Points are sorted by gamma, then size.
    labels = np.full(len(groups), -1, np.int32)
    labels[candidates] = found.labels
    figures = _figures(labels, candidates, owned, scores)
    worth = {point.cluster: float(figures.score[point.members].mean()) for point in points}
    points.sort(key=lambda point: (-worth[point.cluster], -len(point.members), point.cluster))

    return Extraction(
        reason=_reasons(labels, candidates[~about], points, owned, config),
        figures=figures,
        ownership=None,
        labels=labels,
        clusters=OwnedClusters(found.partition, ()),
        dominance=owned,
        stability=stability(found.labels, found.others, len(centroids)),
        points=tuple(points),
        chart=Chart(candidates, vectors, found.labels, centroids),
        count=lambda other: _count(owned, other),
    )


def cluster_count(num_candidates: int, config: ExtractConfig) -> int:
    """K: as configured, never more than the candidates; else one for 34 documents, and the square root at least."""
    if config.num_clusters is not None:
        return min(config.num_clusters, num_candidates)
    # sqrt(N) <= K <= N / 20 where N allows it. 34 documents leave the shares an error bar of some 0.15.
    return max(1, int(max(np.sqrt(num_candidates), num_candidates / 34)))


def _is_point(owned: Dominance, config: ExtractConfig) -> NDArray[np.bool_]:
    return (owned.size >= config.tau) & _dominated(owned, config)


def _dominated(owned: Dominance, config: ExtractConfig) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = owned.gamma >= config.theta if config.reach_theta else owned.gamma > config.theta
    return found


def _point(
    number: int, rows: Rows, own: NDArray[np.float32], centroid: NDArray[np.float32], config: ExtractConfig
) -> Point:
    similarity = as_unit(own) @ centroid / max(float(np.linalg.norm(centroid)), 1e-12)
    order = np.argsort(-similarity, kind="stable")[: config.seeds_per_point]
    return Point(number, "language", -1, rows, rows[order], similarity[order])


def _reasons(
    labels: NDArray[np.int32], not_about: Rows, points: list[Point], owned: Dominance, config: ExtractConfig
) -> Reasons:
    """Why each candidate is no seed; the failed half of Eq. 4 that the paper states first, where both failed."""
    reason, placed = Reasons(len(labels)), np.flatnonzero(labels >= 0)
    reason[placed] = "few_seeds"
    reason[not_about] = "not_cultural"
    reason[placed[~_dominated(owned, config)[labels[placed]]]] = "not_dominated"
    reason[placed[owned.size[labels[placed]] < config.tau]] = "small_point"
    for point in points:
        reason[point.members] = "beyond_seed_limit"
        reason[point.rows] = None
    return reason


def _figures(labels: NDArray[np.int32], candidates: Rows, owned: Dominance, scores: Scores) -> Figures:
    figures = Figures.empty(len(labels))
    gamma = owned.gamma[labels[candidates]]
    figures.balanced[candidates] = figures.lower[candidates] = figures.score[candidates] = gamma
    figures.facet_score[:], figures.attribution[:] = scores.facet_score, scores.attribution
    return figures


def _count(owned: Dominance, config: ExtractConfig) -> tuple[int, int]:
    """Points and seeds that Eq. 4 with other values of tau and theta gives."""
    size = owned.size[_is_point(owned, config)]
    most = config.seeds_per_point
    return len(size), int((size if most is None else size.clip(max=most)).sum())
