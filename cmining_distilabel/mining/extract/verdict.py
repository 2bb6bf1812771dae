"""Which documents are seeds, and of what kind their Culture Point is: a verdict on what is around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.arrays.categories import Codes
from cmining_distilabel.mining.arrays.scratch import filled
from cmining_distilabel.mining.calibrate.geometry import Geometry, Null
from cmining_distilabel.mining.extract.combine import combined_score
from cmining_distilabel.mining.extract.exclusivity import exclusivity, q_values
from cmining_distilabel.mining.extract.neighborhoods import Surroundings
from cmining_distilabel.mining.extract.ownership import culture_ownership
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.score.score import Scores

_BLOCK = 65_536
_MAJORITY = 0.5  # lower bound of the owner's share: more than all others together, with 95 % confidence
_THIRD = 1 / 3  # the same for a culture, which any document may support beside others

Floats = NDArray[np.floating]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Verdict:
    """What each document's surroundings (`surroundings.py`) are. Shapes (n,).

    Where there are several scales, language and culture are each seen on the one that gives the highest lower bound,
    and the p-values pay for the choice. NaN or False where a document was no candidate, NaN where a part is off.

    Attributes:
        balanced, language: the language's balanced share and its lower bound; gamma, twice, in the paper's mode.
        culture_share, culture: share of supporters of the culture, and its lower bound.
        language_q, culture_q: q-values.
        facet_score, attribution: half the document's own, half the mean of its surroundings: a single score is noisy,
            and what a document's neighbours are about says much about it.
        cultural: share of its surroundings that is about culture.
        about: whether it is about culture itself.
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
    by_language: Mask
    by_culture: Mask
    exclusivity: Floats
    score: Floats

    def with_language(self, config: ExtractConfig) -> Verdict:
        """The same with `by_language` as some knobs have it."""
        return replace(self, by_language=owned_by_language(self, config))


def judge(
    around: Surroundings,
    groups: Codes,
    scores: Scores,
    geometry: Geometry,
    support: csr_matrix | None,
    config: ExtractConfig,
) -> Verdict:
    """Judge every candidate by its surroundings.

    Args:
        around: what to judge each with.
        groups: shape (n,), integer codes.
        scores: of stage 1.
        geometry: for what universal things score.
        support: shape (n, C), of `mining.culture_support`; None without anchors.
        config: the knobs.
    """
    n, candidates = len(groups), scores.candidates
    balanced, language, language_q, share, culture, culture_q, facet, attribution, cultural = (
        filled(n, np.nan, np.float32) for _ in range(9)
    )
    totals = np.bincount(groups[candidates], minlength=int(groups.max(initial=0)) + 1)
    inside = np.zeros(n, bool)
    inside[candidates] = True
    base = (
        np.empty(0)
        if support is None
        else np.asarray(support.T @ inside.astype(np.float32), np.float64) / len(candidates)
    )
    for rows, near, weights in around:
        for weight in weights:
            size, counts = weight.sum(axis=1), _sums(groups[near], weight, len(totals))
            if config.exclusivity == "gamma":
                balanced[rows] = language[rows] = counts.max(axis=1) / size
            else:
                owner = exclusivity(counts, totals)
                surer = _surer(rows, np.nan_to_num(owner.balanced_lower), language)
                _put(rows, surer, (balanced, owner.balanced), (language_q, owner.p_value * len(weights)))
            if support is not None:
                held = culture_ownership(_supporters(near, weight, support), size, base)
                surer = _surer(rows, held.lower, culture)
                _put(rows, surer, (share, held.share), (culture_q, held.p_value * len(weights)))
        if support is not None:
            for own, smooth in ((scores.facet_score, facet), (scores.attribution, attribution)):
                smooth[rows] = (own[rows] + _mean(own[near], weights[0])) / 2
    for q_value in (language_q, culture_q):
        q_value[:] = q_values(np.minimum(q_value, 1))
    null = geometry.null
    about, by_culture = inside, np.zeros(n, bool)
    cultural[inside] = 1.0
    if support is not None and null is not None:
        about = inside & (facet > null.facet_limit)
        for rows, near, weights in around:
            cultural[rows] = _mean(about[near], weights[0])
        if config.points != "language":
            # On the whole it must lie nearer to some culture than universal things do.
            by_culture = inside & (culture >= _THIRD) & (culture_q <= config.fdr)
            by_culture &= attribution > null.attribution.mean
    bound, score = (filled(n, np.nan, np.float32) for _ in range(2))
    isolated = not np.isnan(scores.isolation).all()
    for start in range(0, n, _BLOCK):
        some = slice(start, start + _BLOCK)
        bound[some] = np.fmax(language[some], culture[some])
        apart = np.nan_to_num(scores.isolation[some]) if isolated else None
        score[some] = _score(bound[some], facet[some], attribution[some], apart, null)
    verdict = Verdict(
        balanced=balanced,
        language=language,
        culture_share=share,
        culture=culture,
        language_q=language_q,
        culture_q=culture_q,
        facet_score=facet,
        attribution=attribution,
        cultural=cultural,
        about=about,
        by_language=about,
        by_culture=by_culture,
        exclusivity=bound,
        score=score,
    )
    return verdict.with_language(config)


def may_be_seed(verdict: Verdict, config: ExtractConfig) -> Mask:
    """Documents that are seeds where `tau` of their cluster are."""
    owned: Mask = verdict.by_language | verdict.by_culture
    return owned & is_cultural(verdict, config)


def is_cultural(verdict: Verdict, config: ExtractConfig) -> Mask:
    """Documents about culture, in surroundings that are about culture."""
    found: Mask = verdict.about & (verdict.cultural >= config.facet_share)
    return found


def owned_by_language(verdict: Verdict, config: ExtractConfig) -> Mask:
    """Documents whose surroundings are a language's: Eq. 4 in the paper's mode, else the tests."""
    if config.points == "culture":
        return np.zeros(len(verdict.balanced), bool)
    if config.exclusivity == "gamma":
        return np.asarray(verdict.balanced > config.theta)
    held = (verdict.balanced >= config.theta) & (verdict.language >= _MAJORITY)
    return np.asarray(held & (verdict.language_q <= config.fdr))


def decide(
    verdict: Verdict, labels: NDArray[np.int32], text: Rows, num_clusters: int, config: ExtractConfig
) -> tuple[Reasons, NDArray[np.object_]]:
    """From documents to points, which are clusters with `tau` different texts among their seeds or more.

    Args:
        verdict: on each document.
        labels: shape (n,), cluster of each document; -1 for none.
        text: shape (n,), the same for translations of one another.
        num_clusters: K.
        config: the knobs.

    Returns:
        Why each document is no seed (`reasons.py`), None for a seed and for what was no candidate; and the kind of each
        cluster, None for one that is no Culture Point.
    """
    paper = config.exclusivity == "gamma"
    inside = ~np.isnan(verdict.exclusivity)
    seed = may_be_seed(verdict, config)
    different = different_texts(labels, text, seed, num_clusters)
    reason = Reasons(len(labels))
    reason[inside & ~verdict.about] = "not_cultural"
    reason[inside & (verdict.cultural < config.facet_share)] = "surroundings_not_cultural"
    reason[inside & ~(verdict.by_language | verdict.by_culture)] = "not_dominated" if paper else "not_exclusive"
    seeds, placed = np.flatnonzero(seed), np.flatnonzero(labels >= 0)
    reason[seeds[different[labels[seeds]] < config.tau]] = "few_seeds"
    if paper:  # Eq. 4 counts all documents of the cluster
        size = np.bincount(labels[placed], minlength=num_clusters)
        reason[placed[size[labels[placed]] < config.tau]] = "small_point"
    of_language = np.bincount(labels[seed & verdict.by_language], minlength=num_clusters)
    of_culture = np.bincount(labels[seed & verdict.by_culture], minlength=num_clusters)
    kind = np.where(of_language > of_culture, "language", "culture").astype(object)
    kind[np.minimum(of_language, of_culture) * 2 >= np.bincount(labels[seed], minlength=num_clusters)] = "both"
    kind[different < config.tau] = None
    return reason, kind


def different_texts(labels: NDArray[np.int32], text: Rows, seed: Mask, num_clusters: int) -> Rows:
    """How many different texts the seeds of each cluster are; translations of one another are one."""
    pairs = np.unique(np.stack([labels[seed], text[seed]]), axis=1)
    return np.bincount(pairs[0], minlength=num_clusters)


def _surer(rows: Rows, lower: Floats, so_far: Floats) -> Mask:
    """Where this scale gives a higher bound than those before; it is put down."""
    surer: Mask = ~(lower <= so_far[rows])
    so_far[rows] = np.where(surer, lower, so_far[rows])
    return surer


def _put(rows: Rows, where: Mask, *figures: tuple[Floats, Floats]) -> None:
    for kept, new in figures:
        kept[rows] = np.where(where, new, kept[rows])


def _mean(values: NDArray[Any], weight: NDArray[np.float32]) -> Floats:
    """Weighted mean of each row, (u, m) twice in, (u,) out; 0 where nothing but translations is around a document."""
    found: Floats = (values * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    return found


def _sums(codes: Codes, weight: NDArray[np.float32], num_codes: int) -> Floats:
    """Weight of each code in each row: (u, m) twice in, (u, num_codes) out."""
    flat: Rows = codes + num_codes * np.arange(len(codes))[:, None]
    sums = np.asarray(np.bincount(flat.ravel(), weight.ravel(), minlength=num_codes * len(codes)), np.float64)
    return sums.reshape(len(codes), num_codes)


def _supporters(near: Rows, weight: NDArray[np.float32], support: csr_matrix) -> Floats:
    """Weight of each culture's supporters in each row: (u, m) twice in, (u, C) out."""
    counted = weight > 0
    ends = np.concatenate([[0], np.cumsum(counted.sum(axis=1))])
    belongs = csr_matrix((weight[counted], near[counted], ends), shape=(len(near), support.shape[0]))
    found: Floats = (belongs @ support).toarray()
    return found


def _score(bound: Floats, facet: Floats, attribution: Floats, isolation: Floats | None, null: Null | None) -> Floats:
    """`combined_score`; facet and attribution as the share of universal sentences that they exceed."""
    score = combined_score(
        np.clip(np.nan_to_num(bound), 0.0, 1.0),
        null.facet.exceeded(facet) if null else None,
        null.attribution.exceeded(attribution) if null else None,
        isolation,
    )
    found: Floats = np.where(np.isnan(bound), np.nan, score)
    return found
