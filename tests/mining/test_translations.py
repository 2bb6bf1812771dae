"""Translations count once."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.mining import same_texts
from tests.mining.maths import random_rotation, unit


def corpus(texts: int, languages: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vectors of so many texts in each of so many languages, the language codes, and which text each row is."""
    rng = np.random.default_rng(seed)
    meaning = np.repeat(unit(rng.normal(size=(texts, 64))), languages, axis=0)
    vectors = unit(meaning + 0.05 * rng.normal(size=meaning.shape)).astype(np.float32)
    return vectors, np.tile(np.arange(languages), texts), np.repeat(np.arange(texts), languages)


def test_a_text_in_seven_languages_is_one() -> None:
    vectors, languages, truth = corpus(texts=6, languages=7)
    found = same_texts(vectors, languages, np.zeros(42, np.int32), np.arange(42), 0.7)
    np.testing.assert_array_equal(found, truth * 7)


def test_the_same_twice_in_one_language_are_two() -> None:
    vectors, _, _ = corpus(texts=1, languages=5)
    found = same_texts(vectors, np.zeros(5, int), np.zeros(5, np.int32), np.arange(5), 0.7)
    assert found.tolist() == [0, 1, 2, 3, 4]


def test_only_documents_of_one_cluster_and_among_the_rows_are_compared() -> None:
    vectors, languages, _ = corpus(texts=1, languages=6)
    labels = np.array([0, 0, 0, 1, 1, 1], np.int32)
    assert same_texts(vectors, languages, labels, np.arange(6), 0.7).tolist() == [0, 0, 0, 3, 3, 3]
    assert same_texts(vectors, languages, labels, np.array([2, 0]), 0.7).tolist() == [0, 1, 0, 3, 4, 5]
    assert same_texts(vectors, languages, labels, np.array([], int), 0.7).tolist() == [0, 1, 2, 3, 4, 5]


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 99), texts=st.integers(1, 6), languages=st.integers(1, 5))
def test_rotation_and_order_do_not_matter(seed: int, texts: int, languages: int) -> None:
    vectors, codes, truth = corpus(texts, languages, seed)
    rng = np.random.default_rng(seed)
    order, turn = rng.permutation(len(truth)), random_rotation(rng, 64).astype(np.float32)
    found = same_texts(
        (vectors @ turn)[order], codes[order], np.zeros(len(truth), np.int32), np.arange(len(truth)), 0.7
    )
    assert len(np.unique(found)) == texts
    assert len(np.unique(np.stack([found, truth[order]]), axis=1)[0]) == texts
