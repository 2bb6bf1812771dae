import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.noise.length import LengthFilter, display_width
from tests.mining.noise.rows import row


def test_wide_characters_count_two() -> None:
    assert display_width("abc") == 3
    assert display_width("祭り") == 4
    assert display_width("ﾏﾂﾘ") == 3  # half-width katakana
    assert LengthFilter(40).reasons([row("祭" * 20), row("祭" * 19), row("a" * 40), row("a" * 39)]) == [
        None,
        "too_short",
        None,
        "too_short",
    ]


def test_blanks_around_a_text_do_not_count() -> None:
    assert LengthFilter(5).reasons([row("  abcd \n"), row(" abcde ")]) == ["too_short", None]


def test_no_minimum_keeps_all() -> None:
    assert LengthFilter(0).reasons([row("")]) == [None]


@given(text=st.text(), minimum=st.integers(0, 30))
def test_the_limit_is_the_width(text: str, minimum: int) -> None:
    width = sum(2 if unicodedata.east_asian_width(char) in ("W", "F") else 1 for char in text.strip())
    assert LengthFilter(minimum).reasons([row(text)]) == ["too_short" if width < minimum else None]
