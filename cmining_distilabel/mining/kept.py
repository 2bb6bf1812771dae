"""The documents that passed the noise filter: what later stages read of them, a block at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import SupportsIndex, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.arrays.categories import Categories
from cmining_distilabel.mining.arrays.scratch import stored
from cmining_distilabel.mining.culture.texts import Texts
from cmining_distilabel.mining.extract.extraction import sources_of
from cmining_distilabel.mining.read.pick import names, pick
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.text import parts, render

Rows = NDArray[np.int64]

_ROWS_AT_A_TIME = 5_000


class Kept:
    """The kept documents of a table; rows count from the first of them.

    Args:
        table: the corpus as it was read.
        reason: why each of its rows was left out, or None.

    Attributes:
        rows: shape (n,), their rows in the table.

    Raises:
        UserError: none was kept.
    """

    def __init__(self, table: pa.Table, reason: Reasons) -> None:
        self._table = table
        self.rows = stored(reason.passed())
        if not len(self.rows):
            raise UserError("the noise filter left no document; see ner='off', min_length, check_language=False")

    @cached_property
    def groups(self) -> Categories:
        """The group of each."""
        return names(self._table["group"], self.rows)

    @cached_property
    def languages(self) -> Categories:
        """The language of each."""
        return names(self._table["language"], self.rows)

    @cached_property
    def sources(self) -> NDArray[np.str_] | None:
        """Where each comes from; None where none says so."""
        return sources_of(self._table.select(["source"]).take(pa.array(self.rows)))

    def rendered(self, rows: Rows | None = None) -> RenderedTexts:
        """The texts to encode, of some of them or of all."""
        return RenderedTexts(self._table, self.rows if rows is None else self.rows[rows])

    def parts_of(self, rows: Rows, units: str = "document") -> list[list[str]]:
        """The parts of some of them, by `entropy_units`."""
        return [parts(text, units) for text in pick(self._table.select(["text"]), self.rows[rows])["text"].to_pylist()]

    def texts_of(self, rows: Rows) -> Texts:
        """Languages, titles and texts of some of them."""
        found = pick(self._table.select(["language", "title", "text"]), self.rows[rows])
        return Texts(*(found[name].to_pylist() for name in ("language", "title", "text")))


class RenderedTexts(Sequence[str]):
    """The texts to encode, rendered from the table a block at a time, so that they are never all in memory."""

    def __init__(self, table: pa.Table, rows: Rows) -> None:
        self._columns = table.select(["title", "text"])
        self._rows = rows
        self._start = 0
        self._block: list[str] = []

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: SupportsIndex, /) -> str: ...
    @overload
    def __getitem__(self, place: slice, /) -> list[str]: ...
    def __getitem__(self, place: SupportsIndex | slice, /) -> str | list[str]:
        if isinstance(place, slice):
            return self._render(self._rows[place])
        index = range(len(self))[place]
        if not 0 <= index - self._start < len(self._block):  # readers ask in order: keep the block around
            self._start = index - index % _ROWS_AT_A_TIME
            self._block = self._render(self._rows[self._start : self._start + _ROWS_AT_A_TIME])
        return self._block[index - self._start]

    def _render(self, rows: Rows) -> list[str]:
        return [render(row["title"], row["text"]) for row in pick(self._columns, rows).to_pylist()]
