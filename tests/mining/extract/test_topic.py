"""Is a document about culture? Half by itself, half by its neighbours."""

import numpy as np
import pytest

from cmining_distilabel.mining.calibrate.anchors.compare import CultureScale
from cmining_distilabel.mining.calibrate.geometry import Moments, Null
from cmining_distilabel.mining.extract.topic import topic_of
from cmining_distilabel.mining.score.score import Scores

EVEN = np.arange(100) % 2 == 0
SCALE = CultureScale(np.eye(3, dtype=np.float32), np.zeros(3, np.float32), np.ones(3, np.float32))
NULL = Null(Moments(-0.4, 0.1), Moments(-0.4, 0.1), 0.1, SCALE, 0.8)


def scored() -> Scores:
    """Even documents are about culture; odd ones score what universal things do."""
    scores = Scores.empty(100)
    scores.facet_score[:] = scores.attribution[:] = np.where(EVEN, 0.4, -0.4)
    return scores


def test_scores_are_half_those_of_the_neighbours() -> None:
    near = np.array([[10, 12, 14, 16, 18, 20, 22, 24, 26, 11]])
    around = [(np.arange(100), near, np.ones((1, 1, 10), np.float32))]
    found = topic_of(around, scored(), NULL)
    np.testing.assert_allclose(found.facet_score, np.where(EVEN, 0.36, -0.04), atol=1e-6)
    np.testing.assert_array_equal(found.about, EVEN)
    np.testing.assert_allclose(found.cultural, 0.9)


@pytest.mark.filterwarnings("error")
def test_a_document_without_neighbours_is_scored_by_itself_and_has_no_surroundings() -> None:
    found = topic_of([(np.array([0]), np.array([[1, 2]]), np.zeros((1, 1, 2), np.float32))], scored(), NULL)
    assert found.about[0]
    assert found.cultural[0] == 0


def test_without_anchors_every_candidate_is_about_culture() -> None:
    scores = Scores.empty(100)
    scores.reason[:50] = "low_entropy"
    found = topic_of([], scores, None)
    assert not found.about[:50].any()
    assert found.about[50:].all()
