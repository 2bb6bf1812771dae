"""Why documents are left out, two bytes each."""

import numpy as np
import pyarrow as pa

from cmining_distilabel.mining.reasons import REASONS, Reasons, stage_of


def test_read_and_written_as_an_array_of_names() -> None:
    reasons = Reasons(6)
    reasons[1] = "too_short"
    reasons[np.array([2, 4])] = ["template", None]
    reasons[np.array([False] * 5 + [True])] = "dispersed"
    assert reasons[:].tolist() == [None, "too_short", "template", None, None, "dispersed"]
    assert reasons[1] == "too_short"
    assert reasons[0] is None
    assert reasons.passed().tolist() == [0, 3, 4]
    reasons[5] = None
    assert reasons.passed().tolist() == [0, 3, 4, 5]


def test_a_step_of_ones_own_may_have_its_own_words() -> None:
    own = Reasons.of(["not_to_my_taste", None, "template"])
    reasons = Reasons(4)
    reasons[:3] = own
    reasons[3] = "too_long"
    again = reasons.copy()
    again[0] = None
    assert reasons[:].tolist() == ["not_to_my_taste", None, "template", "too_long"]
    assert again[:].tolist() == [None, None, "template", "too_long"]
    assert stage_of("not_to_my_taste") == "noise"


def test_of_a_column_in_any_chunks() -> None:
    names = [None, *REASONS, None, "empty_text"]
    column = pa.chunked_array([names[:3], names[3:3], names[3:]], pa.string())
    assert Reasons.of(column)[:].tolist() == names
    assert len(Reasons.of(pa.chunked_array([], pa.string()))) == 0
