"""The few smallest of long rows, and half-precision numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.arrays.rows import single_precision, smallest


@given(m=st.integers(1, 6), n=st.integers(1, 90), k=st.integers(1, 20), values=st.integers(1, 500), seed=st.integers(0))
def test_as_a_stable_sort_has_them(m: int, n: int, k: int, values: int, seed: int) -> None:
    """Few different values make many ties."""
    rows = np.random.default_rng(seed).integers(0, values, size=(m, n)).astype(np.float32)
    k = min(k, n)
    found, column = smallest(rows, k)
    expected = np.argsort(rows, axis=1, kind="stable")[:, :k]
    np.testing.assert_array_equal(column, expected)
    np.testing.assert_array_equal(found, np.take_along_axis(rows, expected, axis=1))


def test_every_finite_half_precision_number() -> None:
    numbers = np.arange(2**16, dtype=np.uint16).view(np.float16)
    numbers = numbers[np.isfinite(numbers)]
    found = single_precision(numbers)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found.view(np.uint32), numbers.astype(np.float32).view(np.uint32))


@pytest.mark.parametrize("rows", [slice(None), slice(None, None, 2)])
def test_of_a_matrix_in_any_order_of_memory(rows: slice) -> None:
    halves = np.random.default_rng(0).normal(size=(6, 5)).astype(np.float16).T
    np.testing.assert_array_equal(single_precision(halves[rows]), halves[rows].astype(np.float32))
