"""Translations count once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.mining.arrays.neighbors import NearestNeighbors
from cmining_distilabel.mining.extract.translations import mutual, nearest_elsewhere, same_texts, text_weights
from tests.mining.maths import random_rotation, unit

LIMIT = 2 - 2 * 0.7  # squared distance at a cosine of 0.7


def corpus(texts: int, languages: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vectors of so many texts in each of so many languages, the language codes, and which text each row is."""
    rng = np.random.default_rng(seed)
    meaning = np.repeat(unit(rng.normal(size=(texts, 64))), languages, axis=0)
    vectors = unit(meaning + 0.05 * rng.normal(size=meaning.shape)).astype(np.float32)
    return vectors, np.tile(np.arange(languages), texts), np.repeat(np.arange(texts), languages)


def texts_of(vectors: np.ndarray, groups: np.ndarray, limit: float = LIMIT) -> np.ndarray:
    k = min(20, len(vectors) - 1)
    neighbors, nearest = np.empty((len(vectors), k), np.int32), np.empty((len(vectors), k), bool)
    for found in NearestNeighbors(vectors).blocks(k):
        neighbors[found.rows], nearest[found.rows] = found.neighbors, nearest_elsewhere(*found, groups, limit)
    document, first = same_texts(mutual(neighbors, nearest))
    texts = np.arange(len(vectors))
    texts[document] = first
    return texts


def test_a_text_in_seven_languages_is_one() -> None:
    vectors, languages, truth = corpus(texts=6, languages=7)
    np.testing.assert_array_equal(texts_of(vectors, languages), truth * 7)


def test_the_same_twice_in_one_language_are_two() -> None:
    vectors, _, _ = corpus(texts=1, languages=5)
    assert texts_of(vectors, np.zeros(5, int)).tolist() == [0, 1, 2, 3, 4]


def test_what_lies_apart_is_no_translation() -> None:
    vectors, languages, _ = corpus(texts=6, languages=1)
    assert texts_of(vectors, np.arange(6)).tolist() == [0, 1, 2, 3, 4, 5]
    assert len(np.unique(texts_of(*corpus(texts=4, languages=3)[:2], limit=0.0))) == 12
    assert len(languages) == 6


def test_each_must_be_the_nearest_of_the_other() -> None:
    """A and b are; c lies near a as well, but a has a nearer text in its language: no chain of near topics."""
    angles = np.array([0.0, 0.1, 0.25])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    assert texts_of(vectors, np.array([0, 1, 1])).tolist() == [0, 0, 2]


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 99), texts=st.integers(2, 6), languages=st.integers(1, 5))
def test_rotation_and_order_do_not_matter(seed: int, texts: int, languages: int) -> None:
    vectors, codes, truth = corpus(texts, languages, seed)
    rng = np.random.default_rng(seed)
    order, turn = rng.permutation(len(truth)), random_rotation(rng, 64).astype(np.float32)
    found = texts_of((vectors @ turn)[order], codes[order])
    assert len(np.unique(found)) == texts
    assert len(np.unique(np.stack([found, truth[order]]), axis=1)[0]) == texts


def test_weights_by_hand() -> None:
    texts = np.array([[7, 3, 7, 9, 5], [1, 2, 3, 4, 5]])
    two, one = text_weights(texts, own=np.array([9, 0]), most=(2, 1))
    np.testing.assert_allclose(two, [[0.5, 1, 0.5, 0, 0], [1, 1, 0, 0, 0]])
    np.testing.assert_allclose(one, [[0.5, 0, 0.5, 0, 0], [1, 0, 0, 0, 0]])


def test_a_neighbour_that_stands_for_many_counts_for_them_as_far_as_there_is_room() -> None:
    texts = np.array([[7, 3, 7, 9, 5, 6]])
    stands_for = np.array([[1, 2, 1, 1, 4, 1]], np.float32)
    five, two = text_weights(texts, own=np.array([9]), most=(5, 2), stands_for=stands_for)
    np.testing.assert_allclose(five, [[0.5, 2, 0.5, 0, 2, 0]])
    np.testing.assert_allclose(two, [[0.5, 1, 0.5, 0, 0, 0]])


@given(
    texts=st.lists(st.lists(st.integers(0, 5), min_size=6, max_size=6), min_size=1, max_size=5),
    own=st.integers(0, 5),
    most=st.integers(1, 7),
)
def test_a_row_sums_to_its_texts_and_the_nearest_come_first(texts: list[list[int]], own: int, most: int) -> None:
    (found,) = text_weights(np.array(texts), np.full(len(texts), own), [most])
    for row, weights in zip(texts, found, strict=True):
        nearest = list(dict.fromkeys(text for text in row if text != own))[:most]
        assert weights.sum() == pytest.approx(len(nearest))
        for text, weight in zip(row, weights, strict=True):
            assert weight == pytest.approx(1 / row.count(text) if text in nearest else 0)
