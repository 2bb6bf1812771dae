import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.score.dispersion import local_dispersion
from tests.mining.maths import planted, random_rotation


def brute_force(points: np.ndarray, k: int) -> np.ndarray:
    distances = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    np.fill_diagonal(distances, np.inf)
    return np.sort(distances, axis=1)[:, :k].mean(axis=1)


@given(seed=st.integers(0, 999), n=st.integers(2, 40), k=st.integers(1, 7))
def test_it_is_eq_1(seed: int, n: int, k: int) -> None:
    points = np.random.default_rng(seed).normal(size=(n, 8)).astype(np.float32)
    expected = brute_force(points.astype(np.float64), min(k, n - 1))
    np.testing.assert_allclose(local_dispersion(points, k), expected, rtol=1e-4)


def test_blocks_do_not_show() -> None:
    points = np.random.default_rng(0).normal(size=(1300, 4))
    np.testing.assert_allclose(local_dispersion(points), brute_force(points, 5), rtol=1e-3)


@given(seed=st.integers(0, 999))
def test_rotation_and_order_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, _ = planted(rng, clusters=3, size=12, dimension=6)
    order = rng.permutation(len(points))
    turned = (points @ random_rotation(rng, 6))[order]
    np.testing.assert_allclose(local_dispersion(turned), local_dispersion(points)[order], rtol=1e-3, atol=1e-4)


def test_a_duplicate_is_a_neighbour_at_distance_zero() -> None:
    points = np.eye(4, dtype=np.float32)[[0, 0, 0, 1, 2, 3]]
    dispersion = local_dispersion(points, num_neighbors=2)
    assert dispersion[:3].tolist() == [0.0, 0.0, 0.0]
    np.testing.assert_allclose(dispersion[3:], np.sqrt(2), rtol=1e-6)


def test_one_document_has_no_dispersion() -> None:
    assert np.isnan(local_dispersion(np.ones((1, 3)))).all()


def test_dense_clusters_score_lower_than_sparse_ones() -> None:
    rng = np.random.default_rng(1)
    dense, sparse = rng.normal(scale=0.01, size=(30, 8)), 5 + rng.normal(scale=1.0, size=(30, 8))
    dispersion = local_dispersion(np.concatenate([dense, sparse]))
    assert dispersion[:30].max() < dispersion[30:].min()


@pytest.mark.parametrize(("vectors", "k"), [(np.ones(3), 5), (np.ones((3, 2)), 0)])
def test_wrong_shapes_and_k_are_refused(vectors: np.ndarray, k: int) -> None:
    with pytest.raises(ValueError, match=r"shape|num_neighbors"):
        local_dispersion(vectors, k)


@given(seed=st.integers(0, 99), n=st.integers(2, 40), k=st.integers(1, 7))
def test_a_document_may_be_its_own_neighbour(seed: int, n: int, k: int) -> None:
    """As sklearn's `kneighbors` on the points that it was fitted with, which the authors' scripts call."""
    points = np.random.default_rng(seed).normal(size=(max(n, k), 8))
    distances = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    expected = np.sort(distances, axis=1)[:, :k].mean(axis=1)
    np.testing.assert_allclose(local_dispersion(points, k, self_neighbor=True), expected, rtol=1e-4, atol=1e-6)
