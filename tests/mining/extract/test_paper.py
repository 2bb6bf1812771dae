"""Stage 2 of the paper on made vectors: Eq. 4, and the order of its points."""

from typing import Any

import numpy as np
import pytest

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.arrays.categories import categories
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.extraction import Extraction
from cmining_distilabel.mining.extract.paper import cluster_count, extract_paper
from cmining_distilabel.mining.result.describe import point_neighbors
from cmining_distilabel.mining.score.score import Scores
from tests.mining.maths import planted, unit

NAMES = np.array(["de", "en", "fr"])


def found(owned: list[int], size: int = 30, **knobs: Any) -> tuple[Extraction, np.ndarray]:
    """Planted clusters, of which German has so many documents and the others equal parts; and each one's truth."""
    vectors, truth = planted(np.random.default_rng(0), len(owned), size, 32, 0.03)
    within = np.tile(np.arange(size), len(owned))
    groups = np.where(within < np.array(owned)[truth], "de", NAMES[1 + within % 2])
    config = ExtractConfig(mode="paper", **{"num_clusters": len(owned), **knobs})
    return extract_paper(
        categories(groups), Geometry(vectors, None, (), (), None, (), {}), Scores.empty(len(groups)), config
    ), truth


def test_a_point_exceeds_theta_and_has_tau_documents() -> None:
    result, truth = found([27, 25, 24, 10, 5, 0])
    assert [int(truth[point.rows[0]]) for point in result.points] == [0, 1]  # 24 of 30 do not exceed 0.8
    assert set(result.reason[truth > 1]) == {"not_dominated"}
    assert set(result.reason[truth <= 1]) == {None}
    for point in result.points:
        assert (np.diff(point.similarity) <= 0).all()  # nearest to the centroid first
    assert set(found([30, 10, 10, 5, 5, 8], tau=31)[0].reason[:]) == {"small_point"}


def test_seeds_beyond_the_limit_are_members_still() -> None:
    result, truth = found([30, 10, 10, 5, 5, 8], seeds_per_point=4)
    (point,) = result.points
    assert len(point.rows) == len(point.similarity) == 4
    assert (result.reason[truth == 0] == "beyond_seed_limit").sum() == 26


def test_only_candidates_are_clustered() -> None:
    vectors, _ = planted(np.random.default_rng(0), 4, 20, 16, 0.03)
    scores = Scores.empty(80)
    scores.reason[::2] = "low_entropy"
    geometry, groups = Geometry(vectors, None, (), (), None, (), {}), categories(np.repeat(["de", "en"], 40))
    result = extract_paper(groups, geometry, scores, ExtractConfig(mode="paper", num_clusters=4))
    assert (result.labels[::2] == -1).all()
    assert (result.labels[1::2] >= 0).all()
    assert result.dominance.size.sum() == 40
    assert not set(np.concatenate([point.rows for point in result.points])) & set(range(0, 80, 2))


def test_the_number_of_clusters() -> None:
    own, given = ExtractConfig(), ExtractConfig(num_clusters=100)
    assert [cluster_count(n, own) for n in (1, 100, 1156, 34_000)] == [1, 10, 34, 1000]
    assert [cluster_count(n, given) for n in (30, 5000)] == [30, 100]


@pytest.mark.parametrize("at_a_time", [3, 1000])
def test_neighbors_are_points_of_other_groups_nearest_first(at_a_time: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cmining_distilabel.mining.result.describe._POINTS", at_a_time)
    result, _ = found([30, 30, 30, 0, 0, 0, 0, 0], theta=0.45)
    owner = {point.cluster: int(result.dominance.dominant[point.cluster]) for point in result.points}
    assert len(owner) == 8
    near = point_neighbors(result)
    centroids = unit(result.clusters.partition.centroids)
    for point, clusters in zip(result.points, near, strict=True):
        assert len(clusters) == 3
        assert all(owner[cluster] != owner[point.cluster] for cluster in clusters)
        cosines = centroids @ centroids[point.cluster]
        others = [cluster for cluster in owner if owner[cluster] != owner[point.cluster]]
        assert clusters == sorted(others, key=lambda cluster: -cosines[cluster])[:3]
    assert point_neighbors(found([30, 30])[0]) == [[], []]
    assert point_neighbors(found([30, 30], tau=99)[0]) == []


def test_a_point_may_reach_theta() -> None:
    result, truth = found([27, 25, 24, 10, 5, 0], reach_theta=True)
    assert sorted(int(truth[point.rows[0]]) for point in result.points) == [0, 1, 2]  # 24 of 30 are 0.8


def test_seeds_of_vectors_that_are_not_of_length_1_are_ranked_by_cosine() -> None:
    vectors, _ = planted(np.random.default_rng(0), 2, 20, 16, 0.03)
    lengths = np.random.default_rng(1).uniform(3, 3.01, len(vectors)).astype(np.float32)
    groups, scores = categories(np.repeat(["de", "en"], 20)), Scores.empty(40)
    config = ExtractConfig(mode="paper", num_clusters=2)
    both = [
        extract_paper(groups, Geometry(rows, None, (), (), None, (), {}), scores, config)
        for rows in (vectors, vectors * lengths[:, None])
    ]
    for unit_point, point in zip(*(result.points for result in both), strict=True):
        assert point.similarity.max() <= 1.0 + 1e-6
        assert set(point.rows) == set(unit_point.rows)
