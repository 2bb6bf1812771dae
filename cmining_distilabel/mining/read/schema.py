"""The columns of a document, and the parts that the readers pass to each other."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa

from cmining_distilabel.errors import UserError

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("article_id", pa.string()),
        pa.field("title", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),
        pa.field("source", pa.string()),
        pa.field("url", pa.string()),
        pa.field("license", pa.string()),
        pa.field("revision", pa.string()),
        pa.field("reason", pa.string()),
    ]
)
"""One row a document. `reason` says why a row was refused at reading, and is null for a good row. `article_id` is null
where documents are whole, and the article's id where they are paragraphs (`noise/articles.py`)."""

OPTIONAL = ("source", "url", "license", "revision")
"""Columns that are taken from the input where it has them, and are null elsewhere."""


@dataclass(frozen=True)
class Broken:
    """A line that gives no row: the reason's code, and what is wrong in words."""

    reason: str
    why: str


NOT_UTF8 = "is not UTF-8; convert the file (iconv -f WINDOWS-1252 -t UTF-8, or whatever it is in)"
Row: TypeAlias = Mapping[str, Any] | Broken
ROWS_A_BATCH = 2_000
_CHARACTERS_A_BATCH = 1 << 24


@dataclass(frozen=True)
class Batch:
    """Some rows of an input.

    Attributes:
        rows: mappings of column to value, as the input has them, or `Broken`.
        places: number of each row's line (files of lines) or of the row, from 1.
        done: how much of the input was read when the batch ended, in the unit of `Origin.size`.
        columns: the columns that the input has; None where only the rows tell.
    """

    rows: Sequence[Row]
    places: Sequence[int]
    done: int
    columns: Sequence[str] | None = None


@dataclass(frozen=True)
class Origin:
    """One input: a file, a table in memory, or a stream from the Hub.

    Attributes:
        name: how messages call it.
        label: unique among the inputs of a run; ids are made from it where there are none.
        read: gives the batches, with the columns asked for at least, or with all for None; its second argument is
            None, or the seed of a random order (streams only).
        unit: what `Batch.places` counts, "line" or "row".
        size: length of the input, in kB or rows; None when unknown.
        language: what the rows are written in, where no column says it.
        overrules: whether `language` holds even if there is a language column, since the user gave it.
        stream: whether to stop reading once there are enough documents.
    """

    name: str
    label: str
    read: Callable[[Sequence[str] | None, int | None], Iterator[Batch]]
    unit: str = "row"
    size: int | None = None
    language: str | None = None
    overrules: bool = False
    stream: bool = False


def rows_a_batch(rows: int, size: int) -> int:
    """Rows to read at once of a table that takes so many bytes: fewer where they are long."""
    return max(1, min(ROWS_A_BATCH, _CHARACTERS_A_BATCH * rows // max(1, size)))


def batches(
    rows: Iterator[tuple[int, Row, int]], position: Callable[[], int], columns: Sequence[str] | None = None
) -> Iterator[Batch]:
    """Batches of (place, row, length) items, bounded in rows and in characters, and so in memory."""
    places: list[int] = []
    batch: list[Row] = []
    characters = 0
    for place, row, length in rows:
        places.append(place)
        batch.append(row)
        characters += length
        if len(batch) >= ROWS_A_BATCH or characters >= _CHARACTERS_A_BATCH:
            yield Batch(batch, places, position(), columns)
            places, batch, characters = [], [], 0
    yield Batch(batch, places, position(), columns)


def check_columns(columns: Sequence[str], wanted: Sequence[str] | None, name: str) -> None:
    """Refuse a wanted column that is there twice: which one is meant cannot be known."""
    twice = [column for column, count in Counter(columns).items() if count > 1 and (wanted is None or column in wanted)]
    if twice:
        raise UserError(f"{name} has the column {twice[0]!r} twice; rename the one that is not meant")
