"""Answers that could not be read."""

from collections.abc import Sequence

from cmining_distilabel.generation.gates.base import Row


class SchemaGate:
    """Rejects rows that their task could not read: its reason, `no_answer` where it had nothing to read."""

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None, or why it has no conversation."""
        return [row.get("reason") or (None if row.get("messages") else "no_answer") for row in batch]
