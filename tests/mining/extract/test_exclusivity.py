import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest

from cmining_distilabel.mining.extract.dominance import Dominance, dominance
from cmining_distilabel.mining.extract.exclusivity import (
    Exclusivity,
    binomial_tail,
    exclusivity,
    q_values,
    share_lower_bound,
)


def test_counts_and_gamma_by_hand() -> None:
    found = dominance([0, 0, 0, 0, 2, 2], ["ja", "ja", "ja", "en", "fr", "en"])
    assert found.groups == ("en", "fr", "ja")
    assert found.size.tolist() == [4, 0, 2]
    assert found.counts.tolist() == [[1, 0, 3], [0, 0, 0], [1, 1, 0]]
    assert found.gamma[[0, 2]].tolist() == [0.75, 0.5]
    assert np.isnan(found.gamma[1])
    assert found.dominant.tolist() == [2, -1, 0]


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc")), min_size=1, max_size=60), st.randoms())
def test_every_document_counts_once_in_any_order(rows: list[tuple[int, str]], random: object) -> None:
    found = dominance([label for label, _ in rows], [group for _, group in rows])
    assert found.counts.sum() == len(rows)
    random.shuffle(rows)  # type: ignore[attr-defined]
    again = dominance([label for label, _ in rows], [group for _, group in rows])
    np.testing.assert_array_equal(again.counts, found.counts)
    filled = found.gamma[found.size > 0]
    assert ((1 / len(found.groups) <= filled) & (filled <= 1)).all()


def test_labels_and_groups_must_match() -> None:
    with pytest.raises(ValueError, match="differ"):
        dominance([0, 1], ["en"])


def test_no_documents_no_clusters() -> None:
    assert len(dominance([], []).size) == 0


def labels_and_groups(counts: dict[str, list[int]]) -> tuple[list[int], list[str]]:
    """{group: documents in cluster 0, 1, ...} as rows."""
    rows = [(label, name) for name, row in counts.items() for label, count in enumerate(row) for _ in range(count)]
    return [label for label, _ in rows], [name for _, name in rows]


def owned(counts: dict[str, list[int]], **knobs: float) -> tuple[Exclusivity, Dominance]:
    """Ownership of clusters by {group: documents in cluster 0, 1, ...}."""
    found = dominance(*labels_and_groups(counts))
    return exclusivity(found.counts, found.counts.sum(axis=0), **knobs), found  # type: ignore[arg-type]


def test_an_island_is_owned_by_its_group_and_a_shared_cluster_by_nobody() -> None:
    found, counted = owned({"en": [30, 60, 2], "ja": [1, 60, 29], "fr": [29, 60, 2]})
    assert counted.groups[found.owner[2]] == "ja"
    assert found.balanced_lower[2] > 0.5
    assert q_values(found.p_value)[2] < 1e-6
    assert found.p_value[1] > 0.5
    assert (found.balanced_lower[:2] < 0.5).all()


@given(counts=st.lists(st.integers(0, 20), min_size=3, max_size=8))
def test_with_groups_of_one_size_the_balanced_share_is_the_plain_one(counts: list[int]) -> None:
    rest = [20 - count for count in counts]
    found, counted = owned({"a": [*counts, sum(rest) + 9], "b": [*rest, sum(counts) + 9]}, prior=0.0)
    np.testing.assert_allclose(found.balanced, counted.gamma)
    np.testing.assert_allclose(found.balanced, found.share)
    np.testing.assert_allclose(found.balanced_lower, found.share_lower)


def test_a_large_group_owns_no_cluster_by_its_size() -> None:
    """Nine tenths of everything are English: 45 of 50 is what chance gives, whatever gamma says."""
    found, counted = owned({"en": [45, 855], "ja": [5, 95]})
    assert counted.gamma[0] == 0.9
    assert found.balanced[0] == pytest.approx(0.5, abs=0.1)
    assert found.p_value.min() > 0.5


def test_bounds_and_p_values_are_those_of_the_books() -> None:
    found, _ = owned({"a": [10, 40], "b": [0, 50], "c": [2, 48]})
    lower = beta.ppf(0.05, 10, 3)
    assert lower == pytest.approx(binomtest(10, 12, alternative="greater").proportion_ci(0.95).low)
    assert found.share_lower[0] == pytest.approx(lower) == pytest.approx(0.5619, abs=1e-4)
    assert found.balanced_lower[0] == pytest.approx(lower)  # groups of one size
    assert found.p_value[0] == pytest.approx(3 * binomtest(10, 12, 1 / 3, alternative="greater").pvalue)
    all_of_it, _ = owned({"a": [5, 45], "b": [0, 50]})
    assert all_of_it.share_lower[0] == pytest.approx(0.05 ** (1 / 5))


def test_the_bound_on_the_balanced_scale_by_hand() -> None:
    found, _ = owned({"a": [9, 11], "b": [1, 59]})
    odds = found.share_lower[0] / (1 - found.share_lower[0]) * (0.75 / 0.25)
    assert found.balanced_lower[0] == pytest.approx(odds / (odds + 1))


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=20), st.randoms())
def test_sets_and_groups_may_come_in_any_order(rows: list[list[int]], random: object) -> None:
    counts = np.array(rows)
    found = exclusivity(counts, counts.sum(axis=0), smallest_group=5)
    known = ~np.isnan(found.share)
    assert (found.share_lower[known] <= found.share[known] + 1e-12).all()
    assert ((found.p_value >= 0) & (found.p_value <= 1)).all()
    random.shuffle(rows)  # type: ignore[attr-defined]
    again = exclusivity(rows, counts.sum(axis=0), smallest_group=5)
    np.testing.assert_array_equal(np.sort(again.p_value), np.sort(found.p_value))
    turned = exclusivity(counts[:, ::-1], counts.sum(axis=0)[::-1], smallest_group=5)
    np.testing.assert_allclose(turned.balanced, found.balanced)  # the owner's, whoever it is


@given(st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), max_size=30))
def test_q_values_keep_the_order_of_p_values_and_leave_out_what_was_not_tested(p_values: list[float]) -> None:
    given_, found = np.array(p_values), q_values(p_values)
    tested = ~np.isnan(given_)
    np.testing.assert_array_equal(np.isnan(found), ~tested)
    order = np.argsort(given_[tested])
    assert (np.diff(found[tested][order]) >= -1e-12).all()
    assert (found[tested] >= given_[tested] - 1e-12).all()
    np.testing.assert_array_equal(found[tested], q_values(given_[tested]))


def test_a_group_of_less_than_twenty_owns_nothing() -> None:
    found, counted = owned({"en": [0, 60], "fr": [1, 60], "ia": [19, 0]})
    assert counted.groups[found.owner[0]] != "ia"
    assert found.p_value[0] == 1.0
    twenty, counted = owned({"en": [0, 60], "fr": [1, 60], "ia": [20, 0]})
    assert counted.groups[twenty.owner[0]] == "ia"
    assert twenty.p_value[0] < 0.001


def test_small_groups_only_and_empty_sets_have_no_answer() -> None:
    found = exclusivity([[1, 0], [0, 0], [0, 1]], [1, 1])
    assert found.owner.tolist() == [-1] * 3
    assert found.p_value.tolist() == [1.0] * 3
    assert np.isnan(found.balanced).all()
    some = exclusivity([[20, 5], [0, 0], [5, 20]], [25, 25])
    assert some.owner.tolist() == [0, -1, 1]
    assert np.isnan(some.share[1])
    assert some.p_value[1] == 1.0
    assert len(exclusivity(np.empty((0, 2)), [30, 30]).owner) == 0


def test_a_third_of_a_text_and_two_thirds_are_one() -> None:
    """Translations share the weight of a text; bounds take fractions, the test rounds hits down."""
    thirds = np.float32(1 / 3) + np.float32(2 / 3) + 4
    np.testing.assert_allclose(binomial_tail([thirds, 4.9], [9, 9], [0.2, 0.2]), binomial_tail([5, 4], [9, 9], 0.2))
    bounds = share_lower_bound([0, 4, 4.5, 5], [9, 9, 9, 9])
    assert bounds[0] == 0
    assert (np.diff(bounds) > 0).all()
