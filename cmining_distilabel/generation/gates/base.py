"""What the gates share: a row that a task wrote, and what it means to check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = Mapping[str, Any]


class Gate(Protocol):
    """One gate."""

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None (let it through) or the code of the reason to reject it (`gates.REASONS`)."""


def said(row: Row, role: str | None = None) -> str:
    """All that was said in a row's conversation, by one role or by both, a line a message."""
    return "\n".join(message["content"] for message in row["messages"] if role in (None, message["role"]))


def written(row: Row) -> str:
    """What a model wrote of a row: the messages that are not the seed's own text."""
    seed = row.get("text") or ""
    texts = [message["content"] for message in row["messages"]]
    return "\n".join(text for text in texts if text not in seed)
