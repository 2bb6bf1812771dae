"""Which language stands alone: made neighbourhoods, so that every figure is known."""

import numpy as np
import pytest
from scipy.stats import beta

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.extract.islands import find_islands
from cmining_distilabel.mining.extract.translations import in_several_groups

CODES = np.array([0] * 40 + [1] * 60)
EVERYBODY = np.arange(100)
CONFIG = ExtractConfig(anchors="off", points="language")


def alike(near: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The same neighbours around every document."""
    return [(EVERYBODY, near[None], np.ones((1, 1, len(near)), np.float32))]


def test_a_neighbourhood_of_one_language_is_its_own_and_a_mixed_one_nobodys() -> None:
    alone = find_islands(alike(np.arange(40, 70)), CODES, EVERYBODY)
    assert (alone.group == 1).all()
    assert alone.stands_alone(CONFIG).all()
    lower = beta.ppf(0.05, 30, 1)
    odds = lower / (1 - lower) * (0.4 / 0.6)
    np.testing.assert_allclose(alone.lower, odds / (odds + 1), rtol=1e-5)
    mixed = find_islands(alike(np.arange(0, 100, 3)), CODES, EVERYBODY)
    assert not mixed.stands_alone(CONFIG).any()


def test_weights_count_and_not_rows() -> None:
    """Eight neighbours of the other language that share the weight of one are one."""
    near = np.array([[1, 2, 3, 4, *range(50, 58)]])
    weight = np.array([[[1] * 4 + [1 / 8] * 8]], np.float32)
    found = find_islands([(np.array([0]), near, weight)], CODES, EVERYBODY)
    pi = np.array([0.4, 0.6])
    enriched = (np.array([4, 1]) + pi) / pi
    assert found.balanced[0] == pytest.approx(enriched[0] / enriched.sum())
    assert np.isnan(found.balanced[1:]).all()
    assert (found.group[1:] == -1).all()


@pytest.mark.filterwarnings("error")
def test_nothing_around_a_document_but_its_translations_says_nothing() -> None:
    found = find_islands([(np.array([0]), np.array([[1, 2, 50]]), np.zeros((1, 1, 3), np.float32))], CODES, EVERYBODY)
    assert not found.stands_alone(CONFIG).any()


def test_what_another_language_tells_stands_alone_in_none() -> None:
    text = np.arange(100)
    text[45] = text[3]  # translations of one another
    text[51] = text[50]  # told twice in one language
    told = in_several_groups(text, CODES)
    found = find_islands(alike(np.arange(40, 70)), CODES, EVERYBODY, told=told)
    assert np.flatnonzero(~found.stands_alone(CONFIG)).tolist() == [3, 45]
