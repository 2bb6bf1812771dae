"""What several clusterings say together: made clusters, so that every figure is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.geometry import Geometry
from cmining_distilabel.mining import dominance, exclusivity
from cmining_distilabel.score import Scores
from cmining_distilabel.verdict import Clusters, Verdict, decide, judge

GROUPS = np.array(["de"] * 40 + ["en"] * 60)
CODES = np.unique(GROUPS, return_inverse=True)[1]
APART = np.array([0] * 40 + [1] * 60, np.int32)  # a cluster for each language
TOGETHER = np.array([0, 1] * 50, np.int32)  # two clusters that say nothing


def clustering(labels: np.ndarray) -> Clusters:
    nothing = np.full(2, np.nan)
    found, groups = labels[labels >= 0], GROUPS[labels >= 0]
    return Clusters(labels, dominance(found, groups, 2), exclusivity(found, groups, 2), None, nothing, nothing)


def verdict_of(*labels: np.ndarray, **knobs: object) -> Verdict:
    geometry = Geometry(np.zeros((100, 4), np.float32), None, (), (), None, (), {})
    config = ExtractConfig(anchors="off", points="language", **knobs)  # type: ignore[arg-type]
    return judge([clustering(one) for one in labels], CODES, Scores.empty(100), geometry, config)


def test_figures_are_means_over_the_clusterings() -> None:
    one, other = verdict_of(APART), verdict_of(TOGETHER)
    both = verdict_of(APART, TOGETHER)
    np.testing.assert_allclose(both.language, (one.language + other.language) / 2, rtol=1e-5)
    np.testing.assert_allclose(both.exclusivity, both.language)
    assert one.by_language.all()
    assert not other.by_language.any()
    assert not both.by_language.any()  # a bound of some 0.9 in one and none in the other is no majority on average
    assert verdict_of(APART, APART, TOGETHER).by_language.all()


def test_documents_that_were_no_candidates_have_no_verdict() -> None:
    some = np.where(np.arange(100) % 10 == 0, -1, APART).astype(np.int32)
    found = verdict_of(some)
    assert np.isnan(found.score[::10]).all()
    assert not found.by_language[::10].any()
    reason, _ = decide(found, clustering(some), ExtractConfig(anchors="off", points="language"))
    assert (reason[::10] == None).all()  # noqa: E711
    assert (reason == None).all()  # noqa: E711


@pytest.mark.parametrize(("tau", "owners"), [(5, 2), (41, 1), (61, 0)])
def test_a_point_needs_tau_seeds(tau: int, owners: int) -> None:
    config = ExtractConfig(anchors="off", points="language", tau=tau)
    reason, kind = decide(verdict_of(APART, tau=tau), clustering(APART), config)
    assert sum(name == "language" for name in kind) == owners
    assert set(reason) <= {None, "small_point"}


def test_translations_of_one_another_are_one_seed() -> None:
    """Forty documents that are four texts in ten languages each are four, and fewer than five."""
    config = ExtractConfig(anchors="off", points="language")
    found = replace(verdict_of(APART), text=np.where(APART == 0, np.arange(100) % 4, np.arange(100)))
    reason, kind = decide(found, clustering(APART), config)
    assert kind.tolist() == [None, "language"]
    assert set(reason[:40]) == {"few_seeds"}
    assert set(reason[40:]) == {None}


def test_the_reason_is_the_first_test_that_failed() -> None:
    found = verdict_of(APART)
    about, cultural = found.about.copy(), found.cultural.copy()
    about[:3], cultural[2:40] = False, 0.4
    reason, kind = decide(
        replace(found, about=about, cultural=cultural), clustering(APART), ExtractConfig(anchors="off")
    )
    assert reason[:2].tolist() == ["not_cultural"] * 2
    assert set(reason[2:40]) == {"cluster_not_cultural"}
    assert kind.tolist() == [None, "language"]
