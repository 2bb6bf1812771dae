import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining import semantic_entropy
from tests.mining.maths import random_rotation, unit


def test_by_hand() -> None:
    # cosines [[1, 0.6], [0.6, 1]]: rows (0.625, 0.375)
    vectors = np.array([[1.0, 0.0], [0.6, 0.8]])
    expected = -(0.625 * np.log(0.625) + 0.375 * np.log(0.375))
    assert semantic_entropy(vectors) == pytest.approx(expected)


@given(seed=st.integers(0, 999), n=st.integers(1, 12))
def test_it_is_bounded_by_log_n_and_blind_to_rotation_and_order(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(n, 6)))
    entropy = semantic_entropy(vectors)
    assert 0.0 <= entropy <= np.log(n)
    turned = (vectors @ random_rotation(rng, 6))[rng.permutation(n)]
    assert semantic_entropy(turned) == pytest.approx(entropy, abs=1e-5)


def test_the_same_sentence_n_times_reaches_log_n() -> None:
    assert semantic_entropy(np.tile([1.0, 0.0], (7, 1))) == pytest.approx(np.log(7))


def test_opposed_vectors_are_clipped_not_nan() -> None:
    assert semantic_entropy(np.array([[1.0, 0.0], [-1.0, 0.0]])) == pytest.approx(0.0, abs=1e-6)


def test_one_part_has_no_entropy_and_none_is_an_error() -> None:
    assert semantic_entropy(np.array([[0.6, 0.8]])) == 0.0
    with pytest.raises(ValueError, match="n >= 1"):
        semantic_entropy(np.empty((0, 3)))
