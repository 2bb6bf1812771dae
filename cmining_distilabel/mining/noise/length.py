"""Texts too short to say anything."""

import unicodedata
from collections.abc import Sequence

from cmining_distilabel.mining.noise.base import Row


def display_width(text: str) -> int:
    """Width in columns: a wide or full-width character (Unicode's UAX 11: W, F) counts 2, any other 1.

    A Chinese character says about as much as two letters, so that one limit serves all scripts.
    """
    return len(text) + sum(unicodedata.east_asian_width(char) in "WF" for char in text)


class LengthFilter:
    """Rejects texts narrower than `min_length` columns, blanks at the ends not counted: `too_short`."""

    def __init__(self, min_length: int) -> None:
        self._min_length = min_length

    def reasons(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "too_short"."""
        return ["too_short" if self._is_short(row["text"].strip()) else None for row in batch]

    def _is_short(self, text: str) -> bool:
        return len(text) < self._min_length and display_width(text) < self._min_length
