"""How far shares can be believed."""

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.culture.reliability import in_words, reliability


def test_figures_by_hand() -> None:
    found = reliability(np.array([0.95, 0.92, 0.55, 0.2]), np.array([True, True, False, False]))
    assert found.documents == 4
    assert found.right == 0.5
    assert (found.sure, found.sure_right) == (0.75, pytest.approx(2 / 3))
    assert (found.surer, found.surer_right) == (0.5, 1.0)
    assert found.error == pytest.approx((2 * (1 - 0.935) + 0.55 + 0.2) / 4)
    assert [count for count, _, _ in found.bins] == [0, 0, 1, 0, 0, 1, 0, 0, 0, 2]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_bins_hold_every_document_and_the_error_is_a_share(rows: list[tuple[float, bool]]) -> None:
    share, right = np.array([share for share, _ in rows]), np.array([right for _, right in rows])
    found = reliability(share, right)
    assert sum(count for count, _, _ in found.bins) == len(rows)
    assert 0 <= found.error <= 1 + 1e-9


def test_in_words() -> None:
    found = asdict(reliability(np.array([0.9, 0.1]), np.array([True, False])))
    assert in_words(found) == (
        "With their names hidden from 2 texts, the likeliest culture was the right one for 50%, "
        "and for 100% of the 50% where it held half or more"
    )
    assert "where" not in str(in_words(asdict(reliability(np.array([0.1]), np.array([True])))))
    assert in_words({}) is None
