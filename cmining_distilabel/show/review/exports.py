"""CSV files that the report's page exports."""

import csv
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from cmining_distilabel.errors import UserError

Row = dict[str, str]

_GUARDED = re.compile(r"'[=+\-@\t\r]")  # the page puts an apostrophe before what a spreadsheet would run


def has_columns(path: str | Path, columns: Collection[str]) -> bool:
    """Whether a file is a CSV file with some columns."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            return set(columns) <= set(next(csv.reader(file), ()))
    except (OSError, UnicodeDecodeError, csv.Error):
        return False


def read_export(path: Path, columns: Collection[str]) -> Iterator[tuple[int, Row]]:
    """The rows of an export, each with its line.

    Raises:
        UserError: the file cannot be read, or has not these columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
                raise UserError(f"{path} is no export of a review: it has no column {missing[0]!r}")
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    for line, row in enumerate(rows, start=2):
        yield line, {name: _plain(row[name] or "") for name in row if name is not None}


def _plain(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell
