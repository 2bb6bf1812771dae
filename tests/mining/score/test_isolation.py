import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.mining.score.isolation import isolation
from tests.mining.maths import planted, random_rotation, unit


def shared_and_island(seed: int, size: int = 20) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three groups that share four topics; group 0 has a fifth one to itself. Vectors, groups, and which are island."""
    rng = np.random.default_rng(seed)
    vectors, topics = planted(rng, clusters=5, size=3 * size, dimension=24)
    groups = np.tile(np.arange(3), len(vectors) // 3)
    groups[topics == 4] = 0
    return vectors, groups, topics == 4


def test_what_a_group_has_alone_ranks_over_what_it_shares() -> None:
    vectors, groups, island = shared_and_island(0)
    found = isolation(vectors, groups)
    assert found[island].min() > found[(groups == 0) & ~island].max()


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 99))
def test_ranks_do_not_depend_on_rotation(seed: int) -> None:
    vectors, groups, _ = shared_and_island(seed)
    turned = (vectors @ random_rotation(np.random.default_rng(seed), 24)).astype(np.float32)
    np.testing.assert_allclose(isolation(turned, groups), isolation(vectors, groups), atol=0.03)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 99))
def test_it_does_not_depend_on_order_while_the_pools_hold_everything(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors, _ = planted(rng, clusters=4, size=30, dimension=16, spread=0.2)
    groups = np.repeat(np.arange(4), 30)[rng.permutation(120)]  # no group over 50, which a pool holds at least
    order = rng.permutation(120)
    np.testing.assert_allclose(isolation(vectors[order], groups[order]), isolation(vectors, groups)[order], atol=0.05)


@settings(deadline=None, max_examples=20)
@given(sizes=st.lists(st.integers(0, 40), min_size=2, max_size=5).filter(lambda sizes: sum(sizes) > 0))
def test_it_is_a_rank_within_each_group(sizes: list[int]) -> None:
    groups = np.repeat(np.arange(len(sizes)), sizes)
    vectors = unit(np.random.default_rng(1).normal(size=(len(groups), 8))).astype(np.float32)
    found = isolation(vectors, groups)
    assert ((found > 0) & (found <= 1)).all()
    if sum(size > 0 for size in sizes) == 1:
        assert (found == 1).all()
        return
    for group in np.unique(groups):
        size = (groups == group).sum()
        assert found[groups == group].mean() == pytest.approx((size + 1) / 2 / size, abs=1e-4)


def test_a_hub_does_not_make_everything_near() -> None:
    """A document of group 1 lies at the middle of everything; the true match still decides."""
    rng = np.random.default_rng(2)
    vectors, topics = planted(rng, clusters=6, size=20, dimension=24)
    groups = np.tile([0, 1], 60)
    groups[topics == 5] = 0  # without a match in group 1
    hub = unit(vectors.mean(axis=0, keepdims=True)).astype(np.float32)
    found = isolation(np.concatenate([vectors, hub]), np.append(groups, 1))[:-1]
    assert found[(topics == 5)].min() > found[(groups == 0) & (topics != 5)].max()


def test_a_large_group_is_not_near_because_it_is_large() -> None:
    """Group 1 holds each of its documents eleven times; group 0's island stays one."""
    vectors, groups, island = shared_and_island(3)
    more = np.concatenate([vectors, np.repeat(vectors[groups == 1], 10, axis=0)])
    found = isolation(more, np.concatenate([groups, np.repeat([1], 10 * (groups == 1).sum())]))[: len(groups)]
    assert found[island].min() > found[(groups == 0) & ~island].max()


def test_the_seed_chooses_the_pools_and_nothing_else_is_random() -> None:
    rng = np.random.default_rng(4)
    vectors = unit(rng.normal(size=(600, 16))).astype(np.float32)
    groups = rng.integers(0, 2, size=600)
    first = isolation(vectors, groups, pool_size=60)
    np.testing.assert_array_equal(first, isolation(vectors, groups, pool_size=60))
    assert not np.array_equal(first, isolation(vectors, groups, pool_size=60, seed=1))


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 99))
def test_it_ranks_by_the_csls_margin_of_the_best_match(seed: int) -> None:
    """All of it by hand, as no group is larger than its pool."""
    rng = np.random.default_rng(seed)
    vectors, _ = planted(rng, clusters=6, size=12, dimension=10, spread=0.3)
    groups = rng.integers(0, 3, size=72)
    cosines = (vectors @ vectors.T).astype(np.float64)
    other = groups[:, None] != groups
    reach = np.array([np.sort(row[mask])[-5:].mean() for row, mask in zip(cosines, other, strict=True)])
    best = np.where(other, 2 * cosines - reach[:, None] - reach, -np.inf).max(axis=1)
    expected = [((best[groups == group] >= margin).mean()) for margin, group in zip(best, groups, strict=True)]
    np.testing.assert_allclose(isolation(vectors, groups), expected, atol=1.01 / 10)
    assert np.mean(np.abs(isolation(vectors, groups) - expected) < 1e-4) > 0.95
