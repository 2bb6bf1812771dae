import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from cmining_distilabel.mining.arrays.kmeans import balanced_sample, kmeans, predict
from tests.mining.maths import planted


def inertia(vectors: np.ndarray, labels: np.ndarray, centroids: np.ndarray) -> float:
    return float(((vectors - centroids[labels]) ** 2).sum())


def test_it_finds_planted_clusters() -> None:
    vectors, truth = planted(np.random.default_rng(0), clusters=40, size=30, dimension=64, spread=0.03)
    labels, centroids = kmeans(vectors, 40)
    assert centroids.shape == (40, 64)
    assert adjusted_rand_score(truth, labels) > 0.95


def test_it_is_as_good_as_k_means_plus_plus() -> None:
    vectors, _ = planted(np.random.default_rng(1), clusters=60, size=40, dimension=128, spread=0.15)
    plain = KMeans(60, n_init=1, random_state=0).fit(vectors)
    assert inertia(vectors, *kmeans(vectors, 60)) < 1.02 * plain.inertia_


def test_small_corpora_are_clustered_alike_whatever_the_seed() -> None:
    """Single starts differ by 9 % in inertia on these; the best of ten do not."""
    vectors, _ = planted(np.random.default_rng(4), clusters=12, size=20, dimension=64, spread=0.12)
    found = [inertia(vectors, *kmeans(vectors, 12, seed=seed)) for seed in range(8)]
    assert max(found) < 1.01 * min(found)


def test_same_result_again_and_for_any_number_of_threads() -> None:
    vectors, _ = planted(np.random.default_rng(2), clusters=50, size=200, dimension=96, spread=0.2)
    before = faiss.omp_get_max_threads()
    results = []
    try:
        for threads in (1, 2, 4, 2):
            faiss.omp_set_num_threads(threads)
            with threadpool_limits(threads):
                results.append(kmeans(vectors, 50, seed=3))
    finally:
        faiss.omp_set_num_threads(before)
    for other in results[1:]:
        np.testing.assert_array_equal(other.labels, results[0].labels)
        np.testing.assert_array_equal(other.centroids, results[0].centroids)
    assert not np.array_equal(kmeans(vectors, 50, seed=4).centroids, results[0].centroids)


def test_fewer_documents_than_clusters_and_duplicates() -> None:
    vectors = np.eye(3, dtype=np.float32)[[0, 1, 2, 0]]
    labels, centroids = kmeans(vectors, 100)
    assert len(centroids) <= 4
    assert labels[0] == labels[3]
    assert len(set(labels[:3].tolist())) == 3


def test_every_row_goes_to_its_nearest_centroid() -> None:
    rng = np.random.default_rng(5)
    vectors, centroids = rng.normal(size=(500, 16)).astype("f4"), rng.normal(size=(7, 16)).astype("f4")
    nearest = ((vectors[:, None] - centroids[None]) ** 2).sum(-1).argmin(1)
    np.testing.assert_array_equal(predict(vectors, centroids), nearest)


@settings(deadline=None)
@given(counts=st.lists(st.integers(0, 50), min_size=1, max_size=5), size=st.integers(1, 80))
def test_a_balanced_sample_takes_as_equally_as_the_groups_allow(counts: list[int], size: int) -> None:
    groups = np.repeat(np.arange(len(counts)), counts)
    rows = balanced_sample(len(groups), size, np.random.default_rng(0), groups)
    taken = np.bincount(groups[rows], minlength=len(counts))
    assert len(set(rows.tolist())) == len(rows)
    if len(groups) <= size:
        assert len(rows) == len(groups)
    else:
        level = taken.max()
        assert all(took == min(count, level) for took, count in zip(taken, counts, strict=True))
        assert size - len(counts) < len(rows) <= max(size, len(counts))


def test_nothing_to_cluster_is_an_error() -> None:
    with pytest.raises(ValueError, match="n=0"):
        kmeans(np.empty((0, 4), np.float32), 3)
