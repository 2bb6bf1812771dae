"""Nearest neighbours: all of them in a small corpus, most in a large one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.mining.arrays.neighbors import NearestNeighbors
from tests.mining.maths import planted, random_rotation, unit


def table(index: NearestNeighbors, n: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours and squared distances, by row."""
    rows, squared = np.full((n, k), -1), np.full((n, k), np.nan)
    for found in index.blocks(k):
        rows[found.rows], squared[found.rows] = found.neighbors, found.squared_distance
    return rows, squared


@settings(deadline=None, max_examples=20)
@given(n=st.integers(2, 150), k=st.integers(1, 20), seed=st.integers(0, 99))
def test_a_small_corpus_exactly(n: int, k: int, seed: int) -> None:
    vectors = unit(np.random.default_rng(seed).normal(size=(n, 12))).astype(np.float32)
    index, k = NearestNeighbors(vectors), min(k, n - 1)
    found, squared = table(index, n, k)
    distance = ((vectors[:, None] - vectors) ** 2).sum(axis=-1)
    np.fill_diagonal(distance, np.inf)
    np.testing.assert_allclose(squared, np.sort(distance, axis=1)[:, :k], atol=1e-5)
    np.testing.assert_allclose(np.take_along_axis(distance, found, axis=1), squared, atol=1e-5)
    assert index.recall(k) == 1


def test_copies_are_neighbours_of_one_another_and_never_of_themselves() -> None:
    vectors = np.repeat(np.eye(4, dtype=np.float32), 30, axis=0)
    found, _ = table(NearestNeighbors(vectors), 120, 25)
    rows = np.arange(120)
    assert (found != rows[:, None]).all()
    assert (found // 30 == rows[:, None] // 30).all()
    assert all(len(np.unique(row)) == 25 for row in found)


def test_lists_find_most_of_them_and_say_how_many() -> None:
    vectors, truth = planted(np.random.default_rng(0), clusters=300, size=30, dimension=24, spread=0.08)
    index = NearestNeighbors(vectors, exact=100)
    found, _ = table(index, len(vectors), 20)
    assert (truth[found] == truth[:, None]).mean() > 0.95
    exact, _ = table(NearestNeighbors(vectors), len(vectors), 20)
    recall = np.mean([len(np.intersect1d(*rows)) for rows in zip(found, exact, strict=True)]) / 20
    assert index.recall(20) == pytest.approx(recall, abs=0.05)
    assert 0.7 < recall < 1


def test_lists_are_searched_until_there_are_enough() -> None:
    vectors = unit(np.random.default_rng(0).normal(size=(400, 8))).astype(np.float32)
    found, _ = table(NearestNeighbors(vectors, exact=100), 400, 399)
    assert (np.sort(found, axis=1) == np.array([np.delete(np.arange(400), row) for row in range(400)])).all()


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 99))
def test_rotation_and_order_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(80, 10))).astype(np.float32)
    order, turn = rng.permutation(80), random_rotation(rng, 10).astype(np.float32)
    _, squared = table(NearestNeighbors(vectors), 80, 7)
    _, again = table(NearestNeighbors((vectors @ turn)[order]), 80, 7)
    np.testing.assert_allclose(again, squared[order], atol=1e-4)


def test_the_same_run_to_run() -> None:
    vectors, _ = planted(np.random.default_rng(0), clusters=40, size=20, dimension=16)
    first, second = (table(NearestNeighbors(vectors, seed=3, exact=100), 800, 9)[0] for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_one_document_has_none() -> None:
    found, _ = table(NearestNeighbors(np.eye(1, 4, dtype=np.float32)), 1, 0)
    assert found.shape == (1, 0)
