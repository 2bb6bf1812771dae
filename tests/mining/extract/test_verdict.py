"""A verdict on what is around each document: made surroundings, so that every figure is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import beta

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.calibrate.anchors.compare import CultureScale
from cmining_distilabel.mining.calibrate.geometry import Geometry, Moments, Null
from cmining_distilabel.mining.extract.neighborhoods import InClusters
from cmining_distilabel.mining.extract.verdict import Verdict, decide, judge
from cmining_distilabel.mining.score.score import Scores

CODES = np.array([0] * 40 + [1] * 60)
APART = np.array([0] * 40 + [1] * 60, np.int32)  # a cluster for each language
TOGETHER = np.array([0, 1] * 50, np.int32)  # two clusters that say nothing
BARE = Geometry(np.zeros((100, 4), np.float32), None, (), (), None, (), {})
TEXT = np.arange(100)


def config_of(**knobs: Any) -> ExtractConfig:
    return ExtractConfig(**{"anchors": "off", "points": "language", **knobs})


def verdict_of(labels: np.ndarray, **knobs: Any) -> Verdict:
    scores = Scores.empty(100)
    scores.reason[labels < 0] = "low_entropy"
    return judge(InClusters(labels), CODES, scores, BARE, None, config_of(**knobs))


def test_a_cluster_of_one_language_is_its_own_and_a_mixed_one_nobodys() -> None:
    apart, together = verdict_of(APART), verdict_of(TOGETHER)
    assert apart.by_language.all()
    assert not together.by_language.any()
    lower = beta.ppf(0.05, 60, 1)
    odds = lower / (1 - lower) * (0.4 / 0.6)
    np.testing.assert_allclose(apart.language[40:], odds / (odds + 1), rtol=1e-5)
    np.testing.assert_array_equal(apart.exclusivity, apart.language)
    assert not verdict_of(APART, points="culture").by_language.any()


def test_the_paper_looks_at_gamma_alone() -> None:
    found = verdict_of(TOGETHER, mode="paper", theta=0.5)
    np.testing.assert_allclose(found.balanced, 0.6)
    assert found.by_language.all()
    assert not verdict_of(TOGETHER, mode="paper", theta=0.6).by_language.any()
    assert np.isnan(found.language_q).all()


def test_weights_count_and_not_rows() -> None:
    """Eight neighbours of the other language that share the weight of one are one."""
    near = np.array([[1, 2, 3, 4, *range(50, 58)]])
    weight = np.array([[[1] * 4 + [1 / 8] * 8]], np.float32)
    found = judge([(np.array([0]), near, weight)], CODES, Scores.empty(100), BARE, None, config_of())
    pi = np.array([0.4, 0.6])
    enriched = (np.array([4, 1]) + pi) / pi
    assert found.balanced[0] == pytest.approx(enriched[0] / enriched.sum())
    assert np.isnan(found.balanced[1:]).all()


def test_facets_and_cultures_are_those_of_the_neighbours() -> None:
    """Even documents are about culture and support the second of three; odd ones score what universal things do."""
    scores, even = Scores.empty(100), np.arange(100) % 2 == 0
    scores.facet_score[:] = scores.attribution[:] = np.where(even, 0.4, -0.4)
    support = csr_matrix(np.stack([np.zeros(100, bool), even, np.zeros(100, bool)], axis=1))
    scale = CultureScale(np.zeros(3, np.float32), np.ones(3, np.float32), np.zeros(3, np.float32))
    null = Null(Moments(-0.4, 0.1), Moments(-0.4, 0.1), 0.1, scale, 0.8)
    near = np.array([[10, 12, 14, 16, 18, 20, 22, 24, 26, 11]])
    around = [(np.arange(100), near, np.ones((1, 1, 10), np.float32))]
    config = ExtractConfig(mode="calibrated", anchors="builtin")
    found = judge(around, CODES, scores, replace(BARE, null=null), support, config)
    np.testing.assert_allclose(found.facet_score, np.where(even, 0.36, -0.04), atol=1e-6)
    np.testing.assert_array_equal(found.about, even)
    np.testing.assert_allclose(found.cultural, 0.9)
    np.testing.assert_allclose(found.culture_share, 0.9)
    np.testing.assert_allclose(found.culture, beta.ppf(0.05, 9, 2), rtol=1e-5)
    assert found.by_culture.all() == (found.culture_q[0] <= 0.05)
    few = judge(around, CODES, scores, replace(BARE, null=null), support, config.model_copy(update={"fdr": 1e-9}))
    assert not few.by_culture.any()


@pytest.mark.filterwarnings("error")
def test_nothing_around_a_document_but_its_translations_says_nothing() -> None:
    near, weight = np.array([[1, 2, 50]]), np.zeros((1, 1, 3), np.float32)
    config = config_of(anchors="builtin", points="both")
    scale = CultureScale(np.zeros(3, np.float32), np.ones(3, np.float32), np.zeros(3, np.float32))
    geometry = replace(BARE, null=Null(Moments(0.0, 0.1), Moments(0.0, 0.1), 0.1, scale, 0.8))
    scores, support = Scores.empty(100), csr_matrix(np.ones((100, 3), bool))
    scores.facet_score[:] = scores.attribution[:] = 0.9
    found = judge([(np.array([0]), near, weight)], CODES, scores, geometry, support, config)
    assert found.about[0]  # by its own score
    assert found.cultural[0] == 0
    assert not found.by_language[0]
    assert not found.by_culture[0]


def test_documents_that_were_no_candidates_have_no_verdict() -> None:
    some = np.where(np.arange(100) % 10 == 0, -1, APART).astype(np.int32)
    found = verdict_of(some)
    assert np.isnan(found.score[::10]).all()
    assert not found.by_language[::10].any()
    reason, _ = decide(found, some, TEXT, 2, config_of())
    assert (reason[:] == None).all()  # noqa: E711


@pytest.mark.parametrize(("tau", "owners"), [(5, 2), (41, 1), (61, 0)])
def test_a_point_needs_tau_seeds(tau: int, owners: int) -> None:
    for mode, code in (("calibrated", "few_seeds"), ("paper", "small_point")):
        knobs = {"mode": mode, "anchors": "off", "points": "language", "tau": tau}
        reason, kind = decide(verdict_of(APART, **knobs), APART, TEXT, 2, config_of(**knobs))
        assert sum(name == "language" for name in kind) == owners
        assert set(reason) <= {None, code}


def test_translations_of_one_another_are_one_seed() -> None:
    """Forty documents that are four texts in ten languages each are four, and fewer than five."""
    text = np.where(APART == 0, TEXT % 4, TEXT)
    reason, kind = decide(verdict_of(APART), APART, text, 2, config_of())
    assert kind.tolist() == [None, "language"]
    assert set(reason[:40]) == {"few_seeds"}
    assert set(reason[40:]) == {None}


def test_the_reason_is_the_first_test_that_failed() -> None:
    found = verdict_of(APART)
    about, cultural = found.about.copy(), found.cultural.copy()
    about[:3], cultural[2:40] = False, 0.4
    reason, kind = decide(replace(found, about=about, cultural=cultural), APART, TEXT, 2, config_of())
    assert reason[:2].tolist() == ["not_cultural"] * 2
    assert set(reason[2:40]) == {"surroundings_not_cultural"}
    assert kind.tolist() == [None, "language"]
