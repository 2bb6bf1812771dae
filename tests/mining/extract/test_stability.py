import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.arrays.kmeans import kmeans
from cmining_distilabel.mining.extract.stability import reclusterings, stability
from tests.mining.maths import planted, unit


def test_well_separated_clusters_are_found_again_and_noise_is_not() -> None:
    rng = np.random.default_rng(0)
    vectors, _ = planted(rng, clusters=6, size=40, dimension=24, spread=0.03)
    noise = unit(rng.normal(size=(240, 24))).astype(np.float32)
    found = {}
    for name, points in (("planted", vectors), ("noise", noise)):
        others = list(reclusterings(points, 6, runs=4))
        found[name] = stability(kmeans(points, 6).labels, others, 6)
    assert np.median(found["planted"]) > 0.95
    assert found["noise"].mean() < 0.5


def test_by_hand() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1], np.int32)
    other = np.array([5, 5, 5, 2, 2, 2], np.int32)
    # {0,1,2,3} with {0,1,2}: 3 of 4; {4,5} with {3,4,5}: 2 of 3
    np.testing.assert_allclose(stability(labels, [other], 2), [0.75, 2 / 3])
    np.testing.assert_allclose(stability(labels, [other, labels], 2), [0.875, 5 / 6])


@given(labels=st.lists(st.integers(0, 4), min_size=1, max_size=40), seed=st.integers(0, 99))
def test_names_of_clusters_do_not_matter(labels: list[int], seed: int) -> None:
    mine = np.array(labels, np.int32)
    rng = np.random.default_rng(seed)
    other = rng.integers(0, 5, size=len(mine)).astype(np.int32)
    found = stability(mine, [other], 5)
    np.testing.assert_array_equal(stability(mine, [rng.permutation(9)[other].astype(np.int32)], 5), found)
    np.testing.assert_array_equal(stability(mine, [rng.permutation(9)[mine].astype(np.int32)], 5)[np.unique(mine)], 1)
    here = np.bincount(mine, minlength=5) > 0
    assert ((found[here] > 0) & (found[here] <= 1)).all()
    assert np.isnan(found[~here]).all()


def test_without_other_clusterings_nothing_is_known() -> None:
    assert np.isnan(stability(np.zeros(3, np.int32), [], 1)).all()


def test_every_row_gets_a_label_and_the_same_seed_the_same_ones() -> None:
    vectors, groups = planted(np.random.default_rng(1), clusters=5, size=20, dimension=12)
    runs = [list(reclusterings(vectors, 5, runs=3, seed=2, groups=groups)) for _ in range(2)]
    for first, second in zip(*runs, strict=True):
        assert first.shape == (100,)
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_fewer_rows_than_clusters(n: int) -> None:
    vectors = np.eye(4, dtype=np.float32)[:n]
    assert all(len(labels) == n for labels in reclusterings(vectors, 10, runs=2))
