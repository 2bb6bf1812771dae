import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining import dominance


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
