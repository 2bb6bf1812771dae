import numpy as np
import pytest
from numpy.typing import NDArray

from cmining_distilabel.mining.result.layout import layout


def clusters(
    count: int, size: int, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.float32]]:
    random = np.random.default_rng(seed)
    centroids = random.normal(size=(count, 24)).astype(np.float32)
    labels = np.repeat(np.arange(count), size).astype(np.int32)
    return centroids[labels] + 0.1 * random.normal(size=(len(labels), 24)).astype(np.float32), labels, centroids


def test_documents_lie_with_their_cluster() -> None:
    vectors, labels, centroids = clusters(40, 25)
    places = layout(vectors, labels, centroids)
    middles = np.stack([places[labels == cluster].mean(axis=0) for cluster in range(40)])
    nearest = np.linalg.norm(places[:, None] - middles[None], axis=2).argmin(axis=1)
    assert (nearest == labels).mean() > 0.9
    assert places.dtype == np.float32


def test_the_map_is_the_same_run_to_run() -> None:
    data = clusters(60, 10)
    np.testing.assert_array_equal(layout(*data, seed=1), layout(*data, seed=1))


def test_documents_without_a_cluster_have_no_place() -> None:
    vectors, labels, centroids = clusters(8, 10)
    labels[::3] = -1
    places = layout(vectors, labels, centroids)
    np.testing.assert_array_equal(np.isnan(places).all(axis=1), labels < 0)
    assert np.isfinite(places[labels >= 0]).all()


@pytest.mark.parametrize(("count", "size"), [(1, 1), (1, 30), (2, 1), (4, 3), (5, 1), (6, 2)])
def test_few_clusters_and_few_documents_have_places_too(count: int, size: int) -> None:
    assert np.isfinite(layout(*clusters(count, size))).all()


def test_the_documents_of_one_cluster_are_told_apart() -> None:
    places = layout(*clusters(1, 50))
    assert (places.std(axis=0) > 0.05).all()


def test_a_cluster_of_equal_documents_is_one_place() -> None:
    _, labels, centroids = clusters(6, 5)
    places = layout(centroids[labels], labels, centroids)
    widest = max(np.ptp(places[labels == cluster], axis=0).max() for cluster in range(6))
    assert widest < 0.01 * np.ptp(places, axis=0).max()


def test_thousands_of_clusters_lie_around_those_that_they_are_near() -> None:
    vectors, family, _ = clusters(30, 90)  # more centroids than t-SNE lays out, in thirty families
    places = layout(vectors, np.arange(len(vectors), dtype=np.int32), vectors)
    middles = np.stack([places[family == one].mean(axis=0) for one in range(30)])
    nearest = np.linalg.norm(places[:, None] - middles[None], axis=2).argmin(axis=1)
    assert (nearest == family).mean() > 0.9


def test_clusters_read_some_at_a_time_lie_where_they_do_when_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, labels, centroids = clusters(12, 30)
    order = np.random.default_rng(1).permutation(len(labels))
    vectors, labels = vectors[order], np.where(labels[order] == 5, -1, labels[order]).astype(np.int32)
    whole = layout(vectors, labels, centroids)
    monkeypatch.setattr("cmining_distilabel.mining.result.layout._AT_A_TIME", 50)
    np.testing.assert_allclose(layout(vectors, labels, centroids), whole, atol=1e-3)
