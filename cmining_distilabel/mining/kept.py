"""The documents that passed the noise filter: what later stages read of them, a block at a time."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import SupportsIndex, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.arrays.categories import Categories
from cmining_distilabel.mining.arrays.scratch import stored
from cmining_distilabel.mining.culture.texts import Texts
from cmining_distilabel.mining.extract.extraction import articles_of, sources_of
from cmining_distilabel.mining.read.pick import names, pick, runs
from cmining_distilabel.mining.read.spill import mapped
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.text import parts, render

Rows = NDArray[np.int64]

_PARTS = pa.schema([("parts", pa.list_(pa.string()))])
_READ = 10_000  # characters of a text that names are read in, and that may be encoded again


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
            why = ", ".join(f"{count:,} {name}" for name, count in Counter(reason[:].tolist()).most_common(5))
            raise UserError(
                f"the noise filter left no document ({why}); see ner='off', min_length, check_language=False"
            )

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

    def rendered(self, rows: Rows | None = None) -> "RenderedTexts":
        """The texts to encode, of some of them or of all."""
        return RenderedTexts(self._table, self.rows if rows is None else self.rows[rows])

    @cached_property
    def articles(self) -> NDArray[np.int64] | None:
        """The article of each paragraph, as its first row here; None where documents are whole."""
        return articles_of(pick(self._table.select(["article_id"]), self.rows))

    def parts_of(self, rows: Rows, units: str = "document") -> pa.ChunkedArray:
        """The parts of some of them, by `entropy_units`, as lists of strings in a temporary file."""
        column = self._table.select(["text"])
        blocks = (
            pa.table([[parts(text, units) for text in pick(column, some)["text"].to_pylist()]], schema=_PARTS)
            for some in runs(self._table["text"], self.rows[rows])
        )
        return mapped(blocks, _PARTS)["parts"]

    def texts_of(self, rows: Rows) -> Texts:
        """Languages, titles and the beginnings of the texts of some of them."""
        found = pick(self._table.select(["language", "title", "text"]), self.rows[rows])
        texts = pc.utf8_slice_codeunits(found["text"], 0, _READ)
        return Texts(found["language"].to_pylist(), found["title"].to_pylist(), texts.to_pylist())


class RenderedTexts(Sequence[str]):
    """The texts to encode, rendered from the table a block at a time, so that they are never all in memory."""

    def __init__(self, table: pa.Table, rows: Rows) -> None:
        self._columns = table.select(["title", "text"])
        self._rows = rows
        self._ends = np.cumsum([len(some) for some in runs(table["text"], rows)])
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
            return [self[index] for index in range(*place.indices(len(self)))]
        index = range(len(self))[place]
        if not 0 <= index - self._start < len(self._block):  # readers ask in order: keep the block around
            run = int(np.searchsorted(self._ends, index, side="right"))
            self._start = int(self._ends[run - 1]) if run else 0
            self._block = self._render(self._rows[self._start : self._ends[run]])
        return self._block[index - self._start]

    def _render(self, rows: Rows) -> list[str]:
        return [render(row["title"], row["text"]) for row in pick(self._columns, rows).to_pylist()]
