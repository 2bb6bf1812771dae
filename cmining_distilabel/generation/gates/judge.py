"""Conversations that the judge marked down."""

from collections.abc import Sequence

from cmining_distilabel.generation.gates.base import Row
from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.names.peoples import homes
from cmining_distilabel.mining.culture.names.readers import reader

_MARKS = ("grounded", "natural", "useful", "inside", "harmless")


class JudgeGate:
    """Rejects rows with a mark under `least` (`judge_grounded`, `judge_natural` ...), `judge_culture` and `not_judged`.

    The culture is wrong where the judge names other countries or peoples for the conversation than for its text. Names
    that nobody knows decide nothing.

    Args:
        least: smallest mark, of 1 to 5, that lets a row through.
    """

    def __init__(self, least: int = 3) -> None:
        self._least = least

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        if any(row.get(f"judge_{mark}") is None for mark in _MARKS):
            return "not_judged"
        text, chat = (_cultures(str(row.get(f"judge_{part}_culture") or "")) for part in ("text", "chat"))
        if text and chat and not text & chat:
            return "judge_culture"
        low = [mark for mark in _MARKS if row[f"judge_{mark}"] < self._least]
        return f"judge_{low[0]}" if low else None


def _cultures(names: str) -> set[str]:
    """Codes of the countries and peoples that an English text names, and of the countries of the peoples."""
    finder = reader("en", tuple(culture_codes()))
    found = {code for mention in finder.mentions(names) for code, _ in finder.share(mention.name).of}
    return found | {home for code in found if code.islower() for home in homes(code)}
