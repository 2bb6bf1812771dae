"""Which documents are seeds, and of what kind their Culture Point is: a verdict on statistics that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.geometry import Geometry
from cmining_distilabel.mining import CultureOwnership, Dominance, Exclusivity, combined_score, same_texts
from cmining_distilabel.score import Scores

KINDS = ("language", "culture", "both")
_MAJORITY = 0.5  # lower bound of the owner's share: more than all others together, with 95 % confidence
_THIRD = 1 / 3  # the same for a culture, which any document may support beside others

Floats = NDArray[np.floating]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Clusters:
    """Statistics of one clustering of the candidates; every array but `labels` has one entry a cluster.

    Attributes:
        labels: shape (n,), cluster of each document; -1 where it was no candidate.
        dominance: counts and gamma, Eq. 4.
        language: ownership by group with error bars; None in the paper's mode.
        culture: ownership by culture; None without anchors.
        facet_score, attribution: means over the members; NaN without anchors.
    """

    labels: NDArray[np.int32]
    dominance: Dominance
    language: Exclusivity | None
    culture: CultureOwnership | None
    facet_score: Floats
    attribution: Floats


@dataclass(frozen=True)
class Verdict:
    """What all clusterings together say of each document: means over them of what its cluster is. Shapes (n,).

    One clustering is an accident of its start: clustered again, the same data changes a good part of the seeds. A mean
    over several is less of one. NaN or False where a document was no candidate, NaN where a part is off.

    Attributes:
        balanced, language: the language's balanced share and its lower bound; gamma, twice, in the paper's mode.
        culture_share, culture: share of supporters of the culture, and its lower bound.
        language_q, culture_q: medians of the q-values.
        facet_score, attribution: half the document's own, half the mean of its clusters: a single score is noisy, and
            what a document's neighbours are about says much about it.
        cultural: share of its clusters' documents that are about culture.
        about: whether it is about culture itself.
        text: the same number for documents of one cluster that are translations of one another.
        by_language, by_culture: what owns it.
        exclusivity: the larger of the two lower bounds.
        score: of `mining.combined_score`.
    """

    balanced: Floats
    language: Floats
    culture_share: Floats
    culture: Floats
    language_q: Floats
    culture_q: Floats
    facet_score: Floats
    attribution: Floats
    cultural: Floats
    about: Mask
    text: Rows
    by_language: Mask
    by_culture: Mask
    exclusivity: Floats
    score: Floats


def judge(
    clusterings: Sequence[Clusters], groups: Rows, scores: Scores, geometry: Geometry, config: ExtractConfig
) -> Verdict:
    """Average the clusterings. `groups`: shape (n,), the code of each document's group."""
    inside = clusterings[0].labels >= 0

    def each(figure: Callable[[Clusters], Floats]) -> Iterator[Floats]:
        return (np.where(inside, figure(one)[one.labels], np.nan).astype(np.float32) for one in clusterings)

    def mean(figure: Callable[[Clusters], Floats]) -> Floats:
        found: Floats = np.asarray(sum(each(figure)) / np.float32(len(clusterings)))
        return found

    def median(figure: Callable[[Clusters], Floats]) -> Floats:
        found: Floats = np.median(list(each(figure)), axis=0, overwrite_input=True)
        return found

    unknown: Floats = np.full(len(inside), np.nan, np.float32)
    language, culture = clusterings[0].language, clusterings[0].culture
    lower = mean(_language_lower)
    culture_lower = mean(lambda one: one.culture.lower) if culture else unknown  # type: ignore[union-attr]
    language_q = median(lambda one: one.language.q_value) if language else unknown  # type: ignore[union-attr]
    culture_q = median(lambda one: one.culture.q_value) if culture else unknown  # type: ignore[union-attr]
    by_culture = np.zeros(len(inside), bool)
    facet, attribution = unknown, unknown
    about, cultural = inside, inside.astype(np.float32)
    text = np.arange(len(inside))
    if geometry.null is not None:
        facet = (scores.facet_score + mean(lambda one: one.facet_score)) / 2
        attribution = (scores.attribution + mean(lambda one: one.attribution)) / 2
        about = inside & (facet > geometry.null.facet_limit)
        cultural = mean(lambda one: _share_of(about, one))
        # On the whole it must lie nearer to some culture than universal things do.
        by_culture = mean(lambda one: _culture_held(one, config)) >= _THIRD
        by_culture &= inside & (culture_q <= config.fdr) & (attribution > geometry.null.attribution.mean)
        candidates = np.flatnonzero(about & (cultural >= config.facet_share))
        text = same_texts(geometry.vectors, groups, clusterings[0].labels, candidates, geometry.null.translation)
    bound = mean(lambda one: np.maximum(_language_lower(one), one.culture.lower if one.culture else 0.0))
    return Verdict(
        balanced=mean(lambda one: _filled(one.language.balanced if one.language else one.dominance.gamma)),
        language=lower,
        culture_share=mean(lambda one: one.culture.share) if culture else unknown,  # type: ignore[union-attr]
        culture=culture_lower,
        language_q=language_q,
        culture_q=culture_q,
        facet_score=facet,
        attribution=attribution,
        cultural=cultural,
        about=about,
        text=text,
        by_language=owned_by_language(clusterings, language_q, config),
        by_culture=by_culture if config.points != "language" else np.zeros_like(by_culture),
        exclusivity=bound,
        score=_score(bound, facet, attribution, scores.isolation, geometry),
    )


def decide(
    verdict: Verdict, clusters: Clusters, config: ExtractConfig
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """From documents to points, which are clusters of the first clustering with `tau` different seeds or more.

    Returns:
        Why each document is no seed (`reasons.py`), None for a seed and for what was no candidate; and the kind of each
        cluster, None for one that is no Culture Point.
    """
    labels, size = clusters.labels, clusters.dominance.size
    inside = labels >= 0
    owned = verdict.by_language | verdict.by_culture
    seed = may_be_seed(verdict, clusters, config)
    reason = np.full(len(labels), None, object)
    reason[inside & ~verdict.about] = "not_cultural"
    reason[inside & (verdict.cultural < config.facet_share)] = "cluster_not_cultural"
    reason[inside & ~owned] = "not_dominated" if config.exclusivity == "gamma" else "not_exclusive"
    reason[inside & (size[labels] < config.tau)] = "small_point"
    count, different = np.bincount(labels[seed], minlength=len(size)), different_texts(verdict, clusters, seed)
    reason[seed & (different[labels] < config.tau)] = "few_seeds"
    of_language = np.bincount(labels[seed & verdict.by_language], minlength=len(size))
    of_culture = np.bincount(labels[seed & verdict.by_culture], minlength=len(size))
    kind = np.where(of_language > of_culture, "language", "culture").astype(object)
    kind[np.minimum(of_language, of_culture) * 2 >= count] = "both"
    kind[different < config.tau] = None
    return reason, kind


def may_be_seed(verdict: Verdict, clusters: Clusters, config: ExtractConfig) -> Mask:
    """Documents that are seeds where `tau` of their cluster are."""
    labels = clusters.labels
    owned = verdict.by_language | verdict.by_culture
    large = clusters.dominance.size[labels] >= config.tau
    result: Mask = (labels >= 0) & owned & verdict.about & (verdict.cultural >= config.facet_share) & large
    return result


def different_texts(verdict: Verdict, clusters: Clusters, seed: Mask) -> Rows:
    """How many different texts the seeds of each cluster are; translations of one another are one."""
    pairs = np.unique(np.stack([clusters.labels[seed], verdict.text[seed]]), axis=1)
    return np.bincount(pairs[0], minlength=len(clusters.dominance.size))


def owned_by_language(clusterings: Sequence[Clusters], q_value: Floats, config: ExtractConfig) -> Mask:
    """Documents in clusters that, on average over the clusterings, are a language's; `q_value` is their median."""
    labels = clusterings[0].labels
    if config.points == "culture":
        return np.zeros(len(labels), bool)
    held = sum(_language_held(one, config).astype(np.float32)[one.labels] for one in clusterings)
    result: Mask = (labels >= 0) & (held >= _MAJORITY * len(clusterings)) & ~(q_value > config.fdr)
    return result


def _language_lower(one: Clusters) -> Floats:
    return _filled(one.language.balanced_lower if one.language else one.dominance.gamma)


def _language_held(one: Clusters, config: ExtractConfig) -> Floats:
    """The lower bound where the tests hold, else 0; in the paper's mode 1 where Eq. 4 holds."""
    if one.language is None:
        return (_filled(one.dominance.gamma) > config.theta).astype(np.float64)
    held = (_filled(one.language.balanced) >= config.theta) & (one.language.q_value <= config.fdr)
    return np.where(held, _language_lower(one), 0.0)


def _culture_held(one: Clusters, config: ExtractConfig) -> Floats:
    assert one.culture is not None
    return np.where(one.culture.q_value <= config.fdr, one.culture.lower, 0.0)


def _share_of(documents: Mask, one: Clusters) -> Floats:
    """Share of each cluster's documents that are among some."""
    size = one.dominance.size
    share: Floats = np.bincount(one.labels[documents], minlength=len(size)) / size.clip(1)
    return share


def _filled(values: Floats) -> Floats:
    return np.nan_to_num(values)


def _score(bound: Floats, facet: Floats, attribution: Floats, isolation: Floats, geometry: Geometry) -> Floats:
    """`combined_score`; facet and attribution as the share of universal sentences that they exceed."""
    null = geometry.null
    score = combined_score(
        np.clip(np.nan_to_num(bound), 0.0, 1.0),
        null.facet.exceeded(facet) if null else None,
        null.attribution.exceeded(attribution) if null else None,
        None if np.isnan(isolation).all() else np.nan_to_num(isolation),
    )
    return np.where(np.isnan(bound), np.nan, score)
