import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.mining.arrays.clusterings import cluster
from cmining_distilabel.mining.arrays.kmeans import kmeans
from tests.mining.maths import planted


def blobs(count: int, size: int, dimension: int = 16) -> tuple[np.ndarray, np.ndarray]:
    return planted(np.random.default_rng(0), clusters=count, size=size, dimension=dimension, spread=0.03)


def test_few_clusters_are_plain_kmeans() -> None:
    vectors, _ = blobs(6, 40)
    found = cluster(vectors, 6, runs=2, seed=3)
    assert (found.labels == kmeans(vectors, 6, 3).labels).all()
    assert len(found.others) == 2
    assert len(found.partition.cells) == 1


def test_cells_find_what_one_kmeans_finds() -> None:
    vectors, truth = blobs(700, 8, dimension=32)
    found = cluster(vectors, 700, runs=1, most_direct=100)
    assert len(found.partition.cells) == 2
    assert len(found.partition.centroids) == 700
    sizes = np.bincount(found.labels, minlength=700)
    pure = sum(np.bincount(truth[found.labels == label]).max() for label in np.flatnonzero(sizes))
    assert pure / len(truth) > 0.9


@settings(max_examples=5)
@given(n=st.integers(520, 900), num_clusters=st.integers(513, 520), seed=st.integers(0, 9))
def test_every_row_gets_a_cluster_and_every_cluster_a_place(n: int, num_clusters: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).standard_normal((n, 8)).astype(np.float32)
    found = cluster(vectors, num_clusters, runs=1, seed=seed, most_direct=10)
    assert len(found.partition.centroids) == num_clusters == found.partition.starts[-1]
    for labels in (found.labels, *found.others):
        assert labels.min() >= 0
        assert labels.max() < num_clusters
    assert np.isfinite(found.partition.centroids).all()


@pytest.mark.parametrize("most_direct", [10, 2048])
def test_frozen_clusters_stay_where_they_are(most_direct: int) -> None:
    vectors, _ = blobs(600, 4, dimension=32)
    first = cluster(vectors, 600, runs=1, most_direct=most_direct)
    more = np.concatenate([vectors[::4], vectors])
    again = cluster(more, 17, runs=1, frozen=first.partition, most_direct=most_direct)
    assert (again.partition.centroids == first.partition.centroids).all()
    assert (again.labels[len(vectors[::4]) :] == first.labels).all()


def test_the_same_run_to_run() -> None:
    vectors, _ = blobs(600, 4, dimension=32)
    first, second = (cluster(vectors, 600, runs=2, most_direct=10, seed=5) for _ in range(2))
    assert (first.labels == second.labels).all()
    assert all((one == other).all() for one, other in zip(first.others, second.others, strict=True))
