import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest

from cmining_distilabel.mining import dominance, exclusivity


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


def test_an_island_is_owned_by_its_group_and_a_shared_cluster_by_nobody() -> None:
    found = exclusivity(*labels_and_groups({"en": [30, 60, 2], "ja": [1, 60, 29], "fr": [29, 60, 2]}))
    assert found.groups == ("en", "fr", "ja")
    assert found.groups[found.owner[2]] == "ja"
    assert found.balanced_lower[2] > 0.5
    assert found.q_value[2] < 1e-6
    assert found.q_value[1] > 0.5
    assert (found.balanced_lower[:2] < 0.5).all()
    assert found.too_small == {}


@given(counts=st.lists(st.integers(0, 20), min_size=3, max_size=8))
def test_with_groups_of_one_size_the_balanced_share_is_the_plain_one(counts: list[int]) -> None:
    rest = [20 - count for count in counts]
    rows = labels_and_groups({"a": [*counts, sum(rest) + 9], "b": [*rest, sum(counts) + 9]})
    found = exclusivity(*rows, prior=0.0)
    np.testing.assert_allclose(found.balanced, dominance(*rows).gamma)
    np.testing.assert_allclose(found.balanced, found.share)
    np.testing.assert_allclose(found.balanced_lower, found.share_lower)


def test_a_large_group_owns_no_cluster_by_its_size() -> None:
    """Nine tenths of everything are English: 45 of 50 is what chance gives, whatever gamma says."""
    labels, groups = labels_and_groups({"en": [45, 855], "ja": [5, 95]})
    found = exclusivity(labels, groups)
    assert dominance(labels, groups).gamma[0] == 0.9
    assert found.balanced[0] == pytest.approx(0.5, abs=0.1)
    assert found.q_value.min() > 0.5


def test_bounds_and_p_values_are_those_of_the_books() -> None:
    found = exclusivity(*labels_and_groups({"a": [10, 40], "b": [0, 50], "c": [2, 48]}))
    lower = beta.ppf(0.05, 10, 3)
    assert lower == pytest.approx(binomtest(10, 12, alternative="greater").proportion_ci(0.95).low)
    assert found.share_lower[0] == pytest.approx(lower) == pytest.approx(0.5619, abs=1e-4)
    assert found.balanced_lower[0] == pytest.approx(lower)  # groups of one size
    assert found.p_value[0] == pytest.approx(3 * binomtest(10, 12, 1 / 3, alternative="greater").pvalue)
    all_of_it = exclusivity(*labels_and_groups({"a": [5, 45], "b": [0, 50]}))
    assert all_of_it.share_lower[0] == pytest.approx(0.05 ** (1 / 5))


def test_the_bound_on_the_balanced_scale_by_hand() -> None:
    found = exclusivity(*labels_and_groups({"a": [9, 11], "b": [1, 59]}))
    odds = found.share_lower[0] / (1 - found.share_lower[0]) * (0.75 / 0.25)
    assert found.balanced_lower[0] == pytest.approx(odds / (odds + 1))


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("aaabbc")), min_size=1, max_size=150), st.randoms())
def test_q_values_keep_the_order_of_p_values_and_rows_none(rows: list[tuple[int, str]], random: object) -> None:
    found = exclusivity([label for label, _ in rows], [group for _, group in rows], smallest_group=5)
    order = np.argsort(found.p_value)
    assert (np.diff(found.q_value[order]) >= -1e-12).all()
    assert (found.q_value >= found.p_value - 1e-12).all()
    assert ((found.q_value >= 0) & (found.q_value <= 1)).all()
    known = ~np.isnan(found.share)
    assert (found.share_lower[known] <= found.share[known] + 1e-12).all()
    random.shuffle(rows)  # type: ignore[attr-defined]
    again = exclusivity([label for label, _ in rows], [group for _, group in rows], smallest_group=5)
    np.testing.assert_array_equal(again.q_value, found.q_value)
    np.testing.assert_array_equal(again.owner, found.owner)


def test_a_group_of_less_than_twenty_owns_nothing_and_is_named() -> None:
    found = exclusivity(*labels_and_groups({"en": [0, 60], "fr": [1, 60], "ia": [19, 0]}))
    assert found.too_small == {"ia": 19}
    assert found.groups[found.owner[0]] != "ia"
    assert found.q_value[0] == 1.0
    twenty = exclusivity(*labels_and_groups({"en": [0, 60], "fr": [1, 60], "ia": [20, 0]}))
    assert twenty.too_small == {}
    assert twenty.groups[twenty.owner[0]] == "ia"
    assert twenty.q_value[0] < 0.001


def test_small_groups_only_and_empty_clusters_have_no_answer() -> None:
    found = exclusivity([0, 2], ["en", "fr"], num_clusters=4)
    assert found.owner.tolist() == [-1] * 4
    assert found.q_value.tolist() == [1.0] * 4
    assert np.isnan(found.balanced).all()
    assert found.too_small == {"en": 1, "fr": 1}
    some = exclusivity(*labels_and_groups({"en": [20, 0, 5], "fr": [5, 0, 20]}), num_clusters=4)
    assert some.owner.tolist() == [0, -1, 1, -1]
    assert np.isnan(some.share[[1, 3]]).all()
    assert some.q_value[[1, 3]].tolist() == [1.0, 1.0]
