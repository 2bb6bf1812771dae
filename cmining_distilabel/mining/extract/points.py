"""Seeds to points: the seeds of each owner are cut by topic, so that no point belongs to two owners."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.arrays.clusterings import cluster
from cmining_distilabel.mining.arrays.kmeans import Labels, predict, principal_components
from cmining_distilabel.mining.extract.extraction import Point
from cmining_distilabel.mining.score.score import members

_SEEDS = 20  # of a point, on average: enough for a topic, few enough to be one topic
_DIMENSIONS = 96  # principal components that topics are found on
_TELLING = 4  # coordinates by which seeds are put in order
_DIVERSE = 10  # seeds of a point that are ranked for diversity; the others follow by similarity
_REPEATED = 0.1  # cosine that a source loses once taken: one that all come from must not push the middle out

Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Beaten:
    """Seeds of whose article another is better. Shapes (b,): their places, and the cluster that each lay in."""

    places: Rows
    labels: Labels

    @classmethod
    def none(cls) -> "Beaten":
        """No seeds."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int32))

    def of(self, points: Sequence[Point]) -> Rows:
        """The places of those in some points."""
        return self.places[np.isin(self.labels, [point.cluster for point in points])]


@dataclass(frozen=True)
class Cut:
    """Clusters of seeds, none of which holds seeds of two owners.

    Attributes:
        labels: shape (m,), int32, cluster of each seed; -1 for seeds of an owner that has too few.
        others: clusterings of subsamples, each of shape (m,), for `stability`.
        centroids: shape (K, d).
        owners: shape (K,), the owner of each cluster.
    """

    labels: Labels
    others: tuple[Labels, ...]
    centroids: Vectors
    owners: NDArray[np.int32]

    def without_siblings(self, vectors: Vectors, articles: Rows) -> Beaten:
        """Take the label of every seed but that of an article, the nearest to the middle, in each cluster.

        Args:
            vectors: shape (m, d), of the seeds.
            articles: shape (m,), the same number for paragraphs of one article.
        """
        placed = np.flatnonzero(self.labels >= 0)
        labels = self.labels[placed]
        cosine = np.einsum("ij,ij->i", vectors[placed], self.centroids[labels])
        order = np.lexsort((-cosine, articles[placed], labels))
        pairs = np.stack([labels[order], articles[placed][order]])
        again = order[1:][(pairs[:, 1:] == pairs[:, :-1]).all(axis=0)]
        self.labels[placed[again]] = -1
        return Beaten(placed[again], labels[again])


def cut_by_topic(
    vectors: Vectors,
    owners: NDArray[np.int32],
    text: Rows,
    config: ExtractConfig,
    *,
    frozen: tuple[Vectors, NDArray[np.int32]] | None = None,
    advance: Callable[[int], object] = lambda rows: None,
) -> Cut:
    """Cluster the seeds of each owner.

    Clusters of fewer than `tau` texts dissolve into the others of their owner, so that an owner with few seeds of one
    facet still has a point of all its facets.

    Args:
        vectors: shape (m, d), of the seeds.
        owners: shape (m,), who owns each seed.
        text: shape (m,), the same number for translations of one another.
        config: tau, num_clusters (of all owners together), stability, seed.
        frozen: centroids, shape (K, d), and owners, (K,), of an earlier run: they are taken over as they are, and come
            first; an owner that has none of them is cut as always.
        advance: told of seeds that are done.
    """
    taken = (np.empty((0, vectors.shape[1]), np.float32), np.empty(0, np.int32)) if frozen is None else frozen
    centroids, of = [taken[0]], [taken[1]]
    labels = np.full(len(owners), -1, np.int32)
    others = tuple(np.full(len(owners), -1, np.int32) for _ in range(config.stability))
    count, shift = len(taken[1]), np.zeros(config.stability, np.int64)
    small = principal_components(vectors, _DIMENSIONS, seed=config.seed) if len(vectors) else vectors
    for rows in members(owners):
        # Which seeds k-means starts from is then no matter of the order of documents.
        rows = rows[np.lexsort(vectors[rows, :_TELLING].T)]
        owner, own = int(owners[rows[0]]), vectors[rows]
        advance(len(rows) * (1 + config.stability))
        if (known := np.flatnonzero(taken[1] == owner)).size:
            labels[rows] = known[predict(own, taken[0][known])]
            continue
        if len(np.unique(text[rows])) < config.tau:
            continue
        topics, again = _topics(small[rows], _num_clusters(len(rows), len(owners), config), config)
        kept, middle = _without_small(own, _means(own, topics), text[rows], config.tau)
        labels[rows] = kept + count
        for run, (other, one) in enumerate(zip(others, again, strict=True)):
            other[rows] = one + shift[run]
            shift[run] += int(one.max(initial=-1)) + 1
        centroids.append(middle)
        of.append(np.full(len(middle), owner, np.int32))
        count += len(middle)
    return Cut(labels, others, np.concatenate(centroids), np.concatenate(of))


def rank_seeds(
    own: Vectors, centroid: Vectors, sources: NDArray[np.str_] | None, most: int | None
) -> tuple[Rows, Vectors]:
    """Places of a point's seeds, (m, d) in, the most telling first, and their cosines with the centroid."""
    similarity = own @ centroid / max(float(np.linalg.norm(centroid)), 1e-12)
    order = maximal_marginal_relevance(own, similarity, _DIVERSE, sources=sources)[:most]
    return order, similarity[order]


def different_texts(labels: Labels, text: Rows, num_clusters: int) -> Rows:
    """How many different texts each cluster has, shape (K,); translations of one another are one."""
    placed = labels >= 0
    pairs = np.unique(np.stack([labels[placed], text[placed]]), axis=1)
    return np.bincount(pairs[0], minlength=num_clusters)


def _num_clusters(num_seeds: int, num_all: int, config: ExtractConfig) -> int:
    """As many as make points of some 20 seeds, or the owner's share of those that the user asks for."""
    wanted = num_seeds / _SEEDS if config.num_clusters is None else config.num_clusters * num_seeds / num_all
    return min(num_seeds, max(1, round(wanted)))


def _topics(small: Vectors, num_clusters: int, config: ExtractConfig) -> tuple[Labels, tuple[Labels, ...]]:
    """Clusters of one owner's seeds on their principal components, and those of subsamples."""
    if num_clusters == 1:
        alone = np.zeros(len(small), np.int32)
        return alone, (alone,) * config.stability
    found = cluster(small, num_clusters, runs=config.stability, seed=config.seed)
    return found.labels, found.others


def _means(own: Vectors, labels: Labels) -> Vectors:
    return np.stack([own[local].mean(axis=0) for local in members(labels)])


def _without_small(own: Vectors, centroids: Vectors, text: Rows, tau: int) -> tuple[Labels, Vectors]:
    """Labels and centroids of clusters of `tau` texts at least, or of one.

    The smaller half of the clusters under `tau` texts goes first, since the others may grow by its documents.
    """
    while True:
        labels = predict(own, centroids)
        different = different_texts(labels, text, len(centroids))
        small = np.flatnonzero(different < tau)
        if not len(small) or len(centroids) == 1:
            return labels, centroids
        gone = small[np.argsort(different[small], kind="stable")][: -(-len(small) // 2)]
        centroids = np.delete(centroids, gone, axis=0)


def maximal_marginal_relevance(
    vectors: ArrayLike,
    relevance: ArrayLike,
    count: int,
    *,
    balance: float = 0.7,
    sources: ArrayLike | None = None,
) -> NDArray[np.int64]:
    """Positions of members, the most telling first (Carbonell and Goldstein 1998).

    The first is the most relevant; each next one maximises balance * relevance - (1 - balance) * max cos to those
    already taken, and loses 0.1 for a source that was taken already.

    Args:
        vectors: shape (m, d), unit rows.
        relevance: shape (m,), e.g. the cosine with the centroid.
        count: how many to rank in this way; the others follow by relevance.
        balance: 1 ranks by relevance alone.
        sources: shape (m,), where members come from; all different by default.
    """
    points, worth = np.asarray(vectors, dtype=np.float32), np.asarray(relevance, dtype=np.float64)
    origin = np.arange(len(points)) if sources is None else np.unique(np.asarray(sources), return_inverse=True)[1]
    taken: list[int] = []
    nearest = np.zeros(len(points))
    penalty = np.zeros(len(points))
    while len(taken) < min(count, len(points)):
        gain = worth if not taken else balance * worth - (1 - balance) * nearest
        gain = gain - penalty
        gain[taken] = -np.inf
        best = int(gain.argmax())
        taken.append(best)
        nearest = np.maximum(nearest, points @ points[best])
        penalty[origin == origin[best]] = _REPEATED
    rest = np.argsort(-worth, kind="stable")
    return np.array(taken + [int(place) for place in rest if place not in set(taken)], dtype=np.int64)
