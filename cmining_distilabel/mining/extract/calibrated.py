"""Stage 2, calibrated: whose culture each document is, which are seeds, and points that belong to one owner."""

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.arrays.categories import Categories
from cmining_distilabel.mining.arrays.clusterings import Partition
from cmining_distilabel.mining.arrays.kmeans import VectorArray, predict
from cmining_distilabel.mining.arrays.scratch import filled, scratch
from cmining_distilabel.mining.calibrate.geometry import Encode, Geometry, Null
from cmining_distilabel.mining.culture.owners import Ownership, own_documents
from cmining_distilabel.mining.culture.texts import TextsOf
from cmining_distilabel.mining.extract.dominance import dominance
from cmining_distilabel.mining.extract.evidence import Evidence, Mask
from cmining_distilabel.mining.extract.extraction import Chart, Extraction, Figures, OwnedClusters, Point
from cmining_distilabel.mining.extract.islands import Islands, find_islands
from cmining_distilabel.mining.extract.neighborhoods import Neighborhoods
from cmining_distilabel.mining.extract.points import Beaten, Cut, cut_by_topic, different_texts, rank_seeds
from cmining_distilabel.mining.extract.stability import stability
from cmining_distilabel.mining.extract.topic import Topic, topic_of
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.score.score import Scores, members
from cmining_distilabel.progress import bar

_BLOCK = 16_384
_MANY = "shared"  # owner of topics that many cultures share
_LOOSEST = {"culture_share": 0.0, "theta": 0.0, "fdr": 1.0}

Rows = NDArray[np.int64]


def extract_calibrated(
    groups: Categories,
    geometry: Geometry,
    scores: Scores,
    texts_of: TextsOf,
    config: ExtractConfig,
    *,
    encode: Encode | None = None,
    sources: NDArray[np.str_] | None = None,
    articles: Rows | None = None,
    stands_for: NDArray[np.float32] | None = None,
    frozen: OwnedClusters | None = None,
    quiet: bool = True,
) -> Extraction:
    """Find the seeds, and cut the points out of them.

    Args:
        groups: shape (n,), group of each document.
        geometry: the documents' vectors, with the language taken out, and the anchors.
        scores: of stage 1.
        texts_of: gives languages, titles and texts of some rows; names of cultures are read in them.
        config: the knobs of this stage.
        encode: texts to unit vectors; texts with their names hidden tell how far the posterior can be believed.
        sources: shape (n,), where documents come from; a point's first seeds are spread over them.
        articles: shape (n,), first paragraph of the article of each, where documents are paragraphs: an article counts
            once wherever documents are counted, and gives a point one seed at most.
        stands_for: shape (n,), how many documents each stands for, where a screen left some out; one each by default.
        frozen: clusters and their owners of an earlier run, taken over, so that its points keep their ids.
        quiet: no progress bars.
    """
    candidates, vectors, null = scores.candidates, geometry.vectors, geometry.null

    # The texts nearest to each candidate; translations of one another are one text.
    with bar("Neighbourhoods", len(candidates), quiet=quiet) as advance:
        around = Neighborhoods(
            vectors,
            candidates,
            groups.codes,
            size=config.neighborhood,
            same=None if null is None else 2 - 2 * null.translation,
            articles=articles,
            stands_for=stands_for,
            seed=config.seed,
            advance=advance,
        )

    # What it is about, which language stands alone around it, and whose culture it is.
    topic = topic_of(around, scores, null)
    islands = find_islands(around, groups.codes, candidates, articles, stands_for, around.told)
    ownership = None
    if geometry.anchors is not None:
        ownership = own_documents(geometry, texts_of, around, config, encode=encode, articles=articles, quiet=quiet)
    evidence = Evidence(topic, islands, ownership, len(groups.names))

    # A seed is about culture, and somebody's.
    owners, cultural = evidence.owners(config), evidence.cultural(config)
    seeds = np.flatnonzero(cultural & (owners >= 0))

    # The seeds of each owner are cut by topic; few seeds make no point.
    names = _owner_names(ownership, groups)
    own = _at_hand(vectors, seeds)
    with bar("Clusters", len(seeds) * (1 + config.stability), quiet=quiet) as advance:
        cut = cut_by_topic(
            own, owners[seeds], around.text[seeds], config, frozen=_known(frozen, names), advance=advance
        )

    # An article gives a point its best seed.
    beaten = Beaten.none() if articles is None else cut.without_siblings(own, articles[seeds])

    # Points, best first: by the mean score of their seeds, then by size.
    score = _score(topic, ownership, islands, null)
    points = _points(cut, seeds, own, sources, config, ownership, names, around.text)
    worth = {point.cluster: float(score[point.members].mean()) for point in points}
    points.sort(key=lambda point: (-worth[point.cluster], -len(point.members), point.cluster))

    # What is about culture but no seed lies where its likeliest culture has seeds.
    labels = filled(len(groups), -1, np.int32)
    labels[seeds] = cut.labels
    others = np.flatnonzero(cultural & (owners < 0))
    labels[others] = _nearest(vectors, others, evidence.owners(config.model_copy(update=_LOOSEST))[others], cut)
    return Extraction(
        reason=_reasons(evidence, owners, cultural, points, candidates, seeds[beaten.of(points)]),
        figures=Figures(
            islands.balanced,
            islands.lower,
            islands.q_value,
            topic.facet_score,
            topic.attribution,
            topic.cultural,
            score,
        ),
        ownership=ownership,
        labels=labels,
        clusters=_clusters(cut, names),
        dominance=dominance(cut.labels[cut.labels >= 0], groups[seeds[cut.labels >= 0]], len(cut.owners)),
        stability=_stability(cut),
        points=tuple(points),
        chart=Chart(candidates, around.index.points, around.index.labels, around.index.centroids),
        count=lambda other: _count(evidence, labels, around.text, len(cut.owners), other),
        scales=around.scales,
        recall=around.recall,
    )


def _at_hand(vectors: VectorArray, rows: Rows) -> NDArray[np.float32]:
    """Some rows of vectors that will be read often and in any order, out of the shards that they are scattered over."""
    held = scratch((len(rows), vectors.shape[1]), np.float32)
    for start in range(0, len(rows), _BLOCK):
        held[start : start + _BLOCK] = vectors[rows[start : start + _BLOCK]]
    return held


def _owner_names(ownership: Ownership | None, groups: Categories) -> tuple[str, ...]:
    """Names of all that may own a document, as they stand in clusters.parquet: cultures, sets of them, languages."""
    cultures = () if ownership is None else tuple("+".join(owner) for owner in ownership.owners)
    return (*cultures, *(f"language:{name}" for name in groups.names), _MANY)


def _known(
    frozen: OwnedClusters | None, names: tuple[str, ...]
) -> tuple[NDArray[np.float32], NDArray[np.int32]] | None:
    """Clusters of an earlier run, their owners as this run numbers them; -1 for an owner that it does not have."""
    if frozen is None:
        return None
    number = {name: place for place, name in enumerate(names)}
    return frozen.partition.centroids, np.array([number.get(owner, -1) for owner in frozen.owners], np.int32)


def _points(
    cut: Cut,
    seeds: Rows,
    own: NDArray[np.float32],
    sources: NDArray[np.str_] | None,
    config: ExtractConfig,
    ownership: Ownership | None,
    names: tuple[str, ...],
    text: Rows,
) -> list[Point]:
    """Clusters with `tau` different texts or more, each with its owner."""
    enough = different_texts(cut.labels, text[seeds], len(cut.owners)) >= config.tau
    num_owners = 0 if ownership is None else len(ownership.owners)
    points = []
    for local in members(cut.labels):
        number = int(cut.labels[local[0]])
        if number < 0 or not enough[number]:
            continue
        owner, rows = int(cut.owners[number]), seeds[local]
        kind = "shared" if names[owner] == _MANY else "language"
        if ownership is not None and owner < num_owners:
            kind = "culture" if len(ownership.owners[owner]) == 1 else "shared"
        places = None if sources is None else sources[rows]
        order, similarity = rank_seeds(own[local], cut.centroids[number], places, config.seeds_per_point)
        points.append(Point(number, kind, owner if owner < num_owners else -1, rows, rows[order], similarity))
    return points


def _reasons(
    evidence: Evidence,
    owners: NDArray[np.int32],
    cultural: Mask,
    points: list[Point],
    candidates: Rows,
    beaten: Rows,
) -> Reasons:
    """Why each candidate is no seed: what it is about comes before whose it is.

    `beaten` are seeds whose article has a better one in their point.
    """
    inside = np.zeros(len(owners), bool)
    inside[candidates] = True
    reason = Reasons(len(owners))
    reason[inside] = "few_seeds"
    reason[inside & (owners < 0)] = "not_exclusive"
    reason[inside & ~cultural] = "surroundings_not_cultural"
    reason[inside & ~evidence.topic.about] = "not_cultural"
    reason[beaten] = "same_article"
    for point in points:
        reason[point.members] = "beyond_seed_limit"
        reason[point.rows] = None
    return reason


def _score(topic: Topic, ownership: Ownership | None, islands: Islands, null: Null | None) -> NDArray[np.float32]:
    """Is it about culture, and is it one culture's: the product of the two, each in [0, 1].

    The facet score counts as the share of universal sentences that it exceeds. Whose it is counts as the posterior
    share of its owner; without anchors nobody knows, and the lower bound of its language's share stands in.
    """
    score = filled(len(topic.about), np.nan, np.float32)
    for start in range(0, len(score), _BLOCK):
        some = slice(start, start + _BLOCK)
        facet = 1.0 if null is None else null.facet.exceeded(topic.facet_score[some])
        specific = islands.lower[some] if ownership is None else ownership.share[some]
        score[some] = np.where(np.isnan(topic.cultural[some]), np.nan, facet * specific)
    return score


def _nearest(vectors: VectorArray, rows: Rows, owners: NDArray[np.int32], cut: Cut) -> NDArray[np.int32]:
    """The nearest cluster of each row's owner; -1 where it has none."""
    found = np.full(len(rows), -1, np.int32)
    for local in members(owners):
        known = np.flatnonzero(cut.owners == owners[local[0]])
        if len(known):
            found[local] = known[predict(vectors[rows[local]], cut.centroids[known])]
    return found


def _clusters(cut: Cut, names: tuple[str, ...]) -> OwnedClusters:
    one_cell = np.zeros((1, cut.centroids.shape[1]), np.float32)
    partition = Partition(cut.centroids, one_cell, np.array([0, len(cut.owners)]))
    return OwnedClusters(partition, tuple(names[owner] if owner >= 0 else "" for owner in cut.owners))


def _stability(cut: Cut) -> NDArray[np.float64]:
    placed = cut.labels >= 0
    others = [np.maximum(other[placed], 0) for other in cut.others]
    return stability(cut.labels[placed], others, len(cut.owners))


def _count(
    evidence: Evidence, labels: NDArray[np.int32], text: Rows, num_clusters: int, config: ExtractConfig
) -> tuple[int, int]:
    """Points and seeds with other limits, in the clusters that are there."""
    seed = evidence.cultural(config) & (evidence.owners(config) >= 0)
    counts = np.bincount(labels[seed & (labels >= 0)], minlength=num_clusters)
    counts = counts[different_texts(labels[seed], text[seed], num_clusters) >= config.tau]
    most = config.seeds_per_point
    return len(counts), int((counts if most is None else counts.clip(max=most)).sum())
