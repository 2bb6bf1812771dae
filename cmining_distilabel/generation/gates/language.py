"""Conversations in another language than was asked for."""

from collections.abc import Sequence

from cmining_distilabel.generation.gates.base import Row, said
from cmining_distilabel.mining.noise.language import LanguageFilter


class LanguageGate:
    """Rejects rows of which either side speaks, with certainty, another language than `language`: `wrong_language`.

    In doubt a row passes (`noise.language`): short texts, close relatives, languages that the detector does not know.
    """

    def __init__(self) -> None:
        self._filter = LanguageFilter()

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "wrong_language"."""
        sides = [
            self._filter.reasons([{"text": said(row, role), "language": row["language"]} for row in batch])
            for role in ("user", "assistant")
        ]
        return [user or assistant for user, assistant in zip(*sides, strict=True)]
