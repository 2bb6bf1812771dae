"""CSV files that the report's page exports."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path

from fsspec.implementations.local import LocalFileSystem

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read.csv_files import separator_of
from cmining_distilabel.mining.read.streams import opened

Row = dict[str, str]

_GUARDED = re.compile(r"'[=+\-@\t\r]")  # the page puts an apostrophe before what a spreadsheet would run


def has_columns(path: str | Path, columns: Collection[str]) -> bool:
    """Whether a file is a CSV file with some columns."""
    try:
        return set(columns) <= set(_read(Path(path), columns)[0])
    except UserError:
        return False


def read_export(path: Path, columns: Collection[str]) -> Iterator[tuple[int, Row]]:
    """The rows of an export, each with its line; as spreadsheets save it, too: with semicolons, or in UTF-16.

    Raises:
        UserError: the file cannot be read, or has not these columns.
    """
    header, rows = _read(path, columns)
    if missing := [name for name in columns if name not in header]:
        raise UserError(f"{path} is no export of a review: it has no column {missing[0]!r}")
    for line, row in enumerate(rows, start=2):
        yield line, {name: _plain(row[name] or "") for name in row if name is not None}


def _read(path: Path, columns: Collection[str]) -> tuple[Sequence[str], list[dict[str, str]]]:
    if not path.is_file():
        raise UserError(f"{path} cannot be read: there is no such file")
    with opened(LocalFileSystem(), str(path), str(path)) as (stream, _):
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        first = lines.readline()
        reader = csv.DictReader(chain([first], lines), delimiter=separator_of(first, list(columns), ","))
        try:
            return reader.fieldnames or (), list(reader)
        except csv.Error as error:
            raise UserError(f"{path} cannot be read: {error}") from None


def _plain(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell
