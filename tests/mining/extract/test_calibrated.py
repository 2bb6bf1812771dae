"""Calibrated stage 2 on made vectors, without anchors: which language owns what, and which documents are seeds."""

from typing import Any

import numpy as np
import pytest

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.culture.texts import Texts
from cmining_distilabel.mining.extract.extraction import Extraction
from cmining_distilabel.mining.extract.points import cut_by_topic
from cmining_distilabel.mining.extract.stage import extract
from cmining_distilabel.mining.score.score import Scores
from tests.mining.maths import planted, unit

NAMES = np.array(["de", "en", "fr"])


def no_texts(rows: np.ndarray) -> Texts:
    """What is given where nothing is read."""
    return Texts([], [], [])


def found(owned: list[int], size: int = 30, spread: float = 0.03, **knobs: Any) -> tuple[Extraction, np.ndarray]:
    """Planted clusters, of which German has so many documents and the others equal parts; and each one's truth."""
    vectors, truth = planted(np.random.default_rng(0), len(owned), size, 32, spread)
    within = np.tile(np.arange(size), len(owned))
    groups = np.where(within < np.array(owned)[truth], "de", NAMES[1 + within % 2])
    geometry = Geometry(vectors, None, (), (), None, (), {})
    values = {"anchors": "off", "num_clusters": max(1, sum(count == size for count in owned)), "stability": 0, **knobs}
    return extract(groups, geometry, Scores.empty(len(groups)), no_texts, ExtractConfig(**values)), truth


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
    result = extract(groups, geometry, Scores.empty(len(groups)), no_texts, config)
    assert result.scales == (16, 8)
    assert sorted(np.concatenate([point.rows for point in result.points])) == list(range(12))


def test_small_clusters_and_limits_of_seeds() -> None:
    result, truth = found([30, 10, 10, 5, 5, 8], tau=31)
    assert result.points == ()
    assert set(result.reason[truth == 0]) == {"few_seeds"}
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
    assert (
        extract(groups, Geometry(vectors, None, (), (), None, (), {}), Scores.empty(800), no_texts, config).points == ()
    )


@pytest.mark.parametrize("seed", range(3))
def test_another_seed_gives_the_same_seeds(seed: int) -> None:
    """Of k-means on all documents another start is another answer; a neighbourhood hangs on none."""
    result, _ = found([30, 27, 18, 10, 0, 0, 5, 28], spread=0.2, seed=seed)
    first, _ = found([30, 27, 18, 10, 0, 0, 5, 28], spread=0.2)
    seeds = first.reason.passed()
    np.testing.assert_array_equal(result.reason.passed(), seeds)
    assert len(seeds) >= 60


def test_a_cluster_of_too_few_seeds_goes_to_the_others() -> None:
    """Two islands, and more clusters than they have room for: no seed is lost to a cluster of its own."""
    result, truth = found([30, 30, 10, 10, 10, 10], num_clusters=20)
    assert sum(len(point.rows) for point in result.points) == 60
    assert all(len(set(truth[point.rows])) == 1 for point in result.points)
    assert min(len(point.rows) for point in result.points) >= 5
    assert len(result.clusters.partition.centroids) == len(result.points) >= 2


def test_translations_of_one_another_are_one_seed() -> None:
    """An island of four texts, each three times: `tau` of five counts texts, not documents."""
    seeds, text = np.arange(12), np.arange(12) // 3
    vectors = unit(np.random.default_rng(0).normal(size=(12, 8))).astype(np.float32)
    owners = np.zeros(12, np.int32)
    config = ExtractConfig(anchors="off", points="language", stability=0)
    assert (cut_by_topic(vectors, owners, text, config).labels == -1).all()
    assert (cut_by_topic(vectors, owners, seeds, config).labels == 0).all()


def test_no_cluster_has_two_owners_and_few_seeds_of_many_topics_still_make_a_point() -> None:
    vectors, _ = planted(np.random.default_rng(0), 4, 3, 16, 0.03)  # twelve seeds of four topics
    big, _ = planted(np.random.default_rng(1), 3, 40, 16, 0.03)
    owners = np.repeat([3, 5], [12, 120]).astype(np.int32)
    config = ExtractConfig(anchors="off", points="language", stability=2, num_clusters=8)
    found = cut_by_topic(np.concatenate([vectors, big]), owners, np.arange(132), config)
    assert (found.labels >= 0).all()
    assert all(len(set(owners[found.labels == number])) == 1 for number in range(len(found.owners)))
    np.testing.assert_array_equal(found.owners[found.labels], owners)
    assert np.bincount(found.labels).min() >= 5
    assert (found.owners == 5).sum() >= 3
    assert [len(other) for other in found.others] == [132, 132]


def test_frozen_clusters_are_taken_over_and_a_new_owner_is_cut() -> None:
    vectors, _ = planted(np.random.default_rng(0), 2, 30, 16, 0.03)
    config = ExtractConfig(anchors="off", points="language", stability=0, num_clusters=2)
    first = cut_by_topic(vectors, np.zeros(60, np.int32), np.arange(60), config)
    owners = np.repeat([0, 7], 30).astype(np.int32)
    again = cut_by_topic(vectors, owners, np.arange(60), config, frozen=(first.centroids, first.owners))
    np.testing.assert_array_equal(again.labels[:30], first.labels[:30])
    assert again.owners[: len(first.owners)].tolist() == first.owners.tolist()
    assert set(again.labels[30:]) == set(range(len(first.owners), len(again.owners)))
