"""Conversations that the judge marked down."""

from __future__ import annotations

from collections.abc import Sequence

from cmining_distilabel.generation.gates.base import Row

_MARKS = ("grounded", "culture", "harmless")


class JudgeGate:
    """Rejects rows with a mark under `least`: `judge_grounded`, `judge_culture`, `judge_harmless`; and `not_judged`.

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
        low = [mark for mark in _MARKS if row[f"judge_{mark}"] < self._least]
        return f"judge_{low[0]}" if low else None
