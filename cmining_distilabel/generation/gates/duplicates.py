"""Conversations that another row had before, exactly or nearly."""

from collections.abc import Sequence

from cmining_distilabel.generation.gates.base import Row, said
from cmining_distilabel.mining.noise.duplicates import DuplicateFilter


class DuplicateGate:
    """Rejects `duplicate` and `near_duplicate` rows; the first of each is let through.

    Args:
        threshold: Jaccard similarity of 5-character runs from which rows are nearly equal; 0 looks for equal ones only.
    """

    def __init__(self, threshold: float = 0.8) -> None:
        self._filter = DuplicateFilter(threshold)

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None, "duplicate" or "near_duplicate"."""
        return self._filter.reasons([{"text": said(row), "language": row["language"]} for row in batch])
