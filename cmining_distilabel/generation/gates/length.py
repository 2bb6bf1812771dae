"""Conversations that are too short, too long, or go round in circles."""

import zlib
from collections.abc import Sequence

from cmining_distilabel.generation.gates.base import Row, said, written
from cmining_distilabel.mining.noise.length import display_width

_CIRCLING = 200  # bytes from which a text is long enough to show that it repeats itself
_RATIO = 0.2  # of zlib; prose in any script stays above 0.3


class LengthGate:
    """Rejects `too_short`, `too_long` and `repetitive` conversations.

    Args:
        shortest: columns that what the user asks has at least; a wide (CJK) character has two. An answer may be one
            word.
        longest: characters that a conversation has at most.
    """

    def __init__(self, shortest: int = 10, longest: int = 20_000) -> None:
        self._shortest = shortest
        self._longest = longest

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        if display_width(said(row, "user")) < self._shortest:
            return "too_short"
        if len(said(row)) > self._longest:
            return "too_long"
        # Choices and statements come from the structure: some of their repeats are wanted.
        text = written(row).encode()
        repeats = len(text) > _CIRCLING and len(zlib.compress(text)) / len(text) < _RATIO
        return "repetitive" if repeats else None
