"""What the noise filters share: a row, and what a filter answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = Mapping[str, Any]


class Filter(Protocol):
    """One noise filter."""

    def reasons(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None (keep it) or the code of the reason to reject it."""
