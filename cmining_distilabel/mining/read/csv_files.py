"""CSV, with whatever separator its header has."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read.schema import Batch, Broken, Row, batches, check_columns
from cmining_distilabel.mining.read.streams import opened

_SEPARATORS = (",", "\t", ";", "|")


def read_csv(fs: Any, path: str, name: str, wanted: Sequence[str] | None) -> Iterator[Batch]:
    """Values with a header, separated by commas, tabs, semicolons or bars; cells may hold line breaks, in quotes."""
    csv.field_size_limit((1 << 31) - 1)  # the default, 128 kB, is shorter than an article
    with opened(fs, path, name) as (stream, position):
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        first = lines.readline()
        separator = separator_of(first, wanted, "\t" if ".ts" in path.lower() or ".tab" in path.lower() else ",")
        reader = csv.reader(
            (line.replace("\0", "") for line in chain([first], lines)), strict=True, delimiter=separator
        )
        found = _cells(reader)
        header = next(found, [])
        if isinstance(header, Broken):
            raise UserError(f"{name}: the header {header.why}")
        check_columns(header, wanted, name)

        def rows() -> Iterator[tuple[int, Row, int]]:
            for row in found:
                if isinstance(row, list) and len(row) == len(header):
                    yield reader.line_num, dict(zip(header, row, strict=True)), sum(map(len, row))
                elif isinstance(row, Broken):
                    yield reader.line_num, row, 0
                elif row:
                    why = f"has {len(row)} cells, the header has {len(header)}"
                    yield reader.line_num, Broken("malformed", why), 0

        yield from batches(rows(), position, header)


def _cells(reader: Any) -> Iterator[list[str] | Broken]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Broken("malformed", f"is no CSV ({error})")


def separator_of(header: str, wanted: Sequence[str] | None, usual: str) -> str:
    """The separator that gives the most wanted columns, then the most columns; the usual one among equals."""

    def gives(separator: str) -> tuple[int, int, bool]:
        names = [name.strip().strip('"') for name in header.split(separator)]
        return sum(name in names for name in wanted or ()), len(names), separator == usual

    return max(_SEPARATORS, key=gives)
