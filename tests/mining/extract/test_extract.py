"""Stage 2 on made vectors: who owns what, and which documents are seeds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.extract import Extraction, cluster_count, extract
from cmining_distilabel.mining.result.describe import point_neighbors
from cmining_distilabel.mining.score.score import Scores
from tests.mining.maths import planted, unit

NAMES = np.array(["de", "en", "fr"])


def found(owned: list[int], size: int = 30, spread: float = 0.03, **knobs: Any) -> tuple[Extraction, np.ndarray]:
    """Planted clusters, of which German has so many documents and the others equal parts; and each one's truth."""
    vectors, truth = planted(np.random.default_rng(0), len(owned), size, 32, spread)
    within = np.tile(np.arange(size), len(owned))
    groups = np.where(within < np.array(owned)[truth], "de", NAMES[1 + within % 2])
    geometry = Geometry(vectors, None, (), (), None, (), {})
    values = {"anchors": "off", "num_clusters": max(1, sum(count == size for count in owned)), "stability": 0, **knobs}
    if values.get("mode") == "paper":
        values["num_clusters"] = len(owned)
    return extract(groups, geometry, Scores.empty(len(groups)), ExtractConfig(**values)), truth


def owned_truths(result: Extraction, truth: np.ndarray) -> set[int]:
    return {int(truth[point.rows[0]]) for point in result.points}


def test_an_owner_needs_a_majority_beyond_doubt() -> None:
    """27 and 18 of 30 both beat chance (10) by far; of 18 nobody can be sure that they are the most."""
    result, truth = found([27, 18, 10, 0, 0, 5])
    (point,) = result.points
    assert point.kind == "language"
    assert set(point.rows) >= set(range(30))
    assert (result.reason[truth == 0] == None).all()  # noqa: E711
    others = result.reason[truth != 0]
    assert (others == "not_exclusive").sum() >= len(others) - 2  # a false discovery in twenty is allowed


def test_an_island_smaller_than_a_neighbourhood_is_seen() -> None:
    """Twelve documents in a corpus whose widest neighbourhoods are 17 texts."""
    rng = np.random.default_rng(0)
    vectors, truth = planted(rng, 10, 30, 32, 0.03)
    keep = (truth > 0) | (np.arange(300) < 12)
    groups = np.where(truth[keep] == 0, "de", NAMES[np.arange(keep.sum()) % 3])
    geometry = Geometry(vectors[keep], None, (), (), None, (), {})
    config = ExtractConfig(anchors="off", points="language", stability=0)
    result = extract(groups, geometry, Scores.empty(len(groups)), config)
    assert result.scales == (16, 8)
    assert sorted(np.concatenate([point.rows for point in result.points])) == list(range(12))


def test_the_paper_asks_for_the_share_alone() -> None:
    result, truth = found([27, 25, 24, 10, 5, 0], mode="paper")
    assert owned_truths(result, truth) == {0, 1}  # 24 of 30 do not exceed 0.8
    assert set(result.reason[truth > 1]) == {"not_dominated"}
    assert [int(truth[point.rows[0]]) for point in result.points] == [0, 1]
    for point in result.points:
        assert (np.diff(point.similarity) <= 0).all()  # nearest to the centroid first


def test_small_clusters_and_limits_of_seeds() -> None:
    result, truth = found([30, 10, 10, 5, 5, 8], tau=31)
    assert result.points == ()
    assert set(result.reason[truth == 0]) == {"few_seeds"}
    assert set(found([30, 10, 10, 5, 5, 8], tau=31, mode="paper")[0].reason[:]) == {"small_point"}
    some, truth = found([30, 10, 10, 5, 5, 8], seeds_per_point=4)
    (point,) = some.points
    assert len(point.rows) == len(point.similarity) == 4
    assert (some.reason[truth == 0] == "beyond_seed_limit").sum() == 26


def test_an_island_that_is_found_again_stays() -> None:
    result, truth = found([30, 10, 10, 5, 5, 8], stability=4)
    assert owned_truths(result, truth) == {0}
    assert result.stability[result.points[0].cluster] > 0.9


@pytest.mark.parametrize("seed", range(4))
def test_languages_dealt_out_over_noise_own_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(800, 8))).astype(np.float32)
    groups = NAMES[rng.integers(0, 2, size=800)]
    config = ExtractConfig(anchors="off", points="language")
    assert extract(groups, Geometry(vectors, None, (), (), None, (), {}), Scores.empty(800), config).points == ()


@pytest.mark.parametrize("seed", range(3))
def test_another_seed_gives_the_same_seeds(seed: int) -> None:
    """Of k-means on all documents another start is another answer; a neighbourhood hangs on none."""
    result, _ = found([30, 27, 18, 10, 0, 0, 5, 28], spread=0.2, seed=seed)
    first, _ = found([30, 27, 18, 10, 0, 0, 5, 28], spread=0.2)
    np.testing.assert_array_equal(result.verdict.by_language, first.verdict.by_language)
    assert first.verdict.by_language.sum() >= 60


def test_a_cluster_of_too_few_seeds_goes_to_the_others() -> None:
    """Two islands, and more clusters than they have room for: no seed is lost to a cluster of its own."""
    result, truth = found([30, 30, 10, 10, 10, 10], num_clusters=20)
    assert sum(len(point.rows) for point in result.points) == 60
    assert all(len(set(truth[point.rows])) == 1 for point in result.points)
    assert min(len(point.rows) for point in result.points) >= 5
    assert len(result.partition.centroids) == len(result.points) >= 2


def test_only_candidates_are_clustered() -> None:
    vectors, _ = planted(np.random.default_rng(0), 4, 20, 16, 0.03)
    scores = Scores.empty(80)
    scores.reason[::2] = "low_entropy"
    geometry = Geometry(vectors, None, (), (), None, (), {})
    result = extract(np.repeat(["de", "en"], 40), geometry, scores, ExtractConfig(mode="paper", num_clusters=4))
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
    result, _ = found([30, 30, 30, 0, 0, 0, 0, 0], mode="paper", theta=0.45)
    owner = {point.cluster: int(result.dominance.dominant[point.cluster]) for point in result.points}
    assert len(owner) == 8
    near = point_neighbors(result)
    centroids = unit(result.partition.centroids)
    for point, clusters in zip(result.points, near, strict=True):
        assert len(clusters) == 3
        assert all(owner[cluster] != owner[point.cluster] for cluster in clusters)
        cosines = centroids @ centroids[point.cluster]
        others = [cluster for cluster in owner if owner[cluster] != owner[point.cluster]]
        assert clusters == sorted(others, key=lambda cluster: -cosines[cluster])[:3]
    assert point_neighbors(found([30, 30], mode="paper")[0]) == [[], []]
    assert point_neighbors(found([30, 30], tau=99)[0]) == []
