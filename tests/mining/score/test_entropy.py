import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.score.entropy import second_order_entropy, semantic_entropy
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


def test_second_order_by_hand() -> None:
    # cosines of three parts: 0.6, 0, 0.8
    vectors = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]])
    assert second_order_entropy(vectors) == pytest.approx(-np.log((0.36 + 0.0 + 0.64) / 3))


@given(seed=st.integers(0, 999), n=st.integers(3, 12))
def test_second_order_is_blind_to_rotation_and_order(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(n, 6)))
    turned = (vectors @ random_rotation(rng, 6))[rng.permutation(n)]
    assert second_order_entropy(turned) == pytest.approx(second_order_entropy(vectors), abs=1e-5)


def test_second_order_does_not_measure_length() -> None:
    """Texts of equally varied parts: Eq. 3 grows with their number, the second order does not."""
    rng = np.random.default_rng(0)
    middle = unit(rng.normal(size=64))
    first, second = {}, {}
    for n in (4, 32):
        texts = [unit(middle + 0.1 * rng.normal(size=(n, 64))) for _ in range(30)]
        first[n] = np.mean([semantic_entropy(text) for text in texts])
        second[n] = np.mean([second_order_entropy(text) for text in texts])
    assert first[32] > first[4] + 2
    assert second[32] == pytest.approx(second[4], abs=0.05)


def test_second_order_ends_at_equal_and_at_unrelated_parts_and_needs_three() -> None:
    assert second_order_entropy(np.tile([0.6, 0.8], (5, 1))) == pytest.approx(0.0)
    assert second_order_entropy(np.eye(4)) == pytest.approx(-np.log(1e-8))
    assert np.isnan(second_order_entropy(np.eye(2)))
