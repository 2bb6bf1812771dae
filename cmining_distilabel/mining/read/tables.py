"""Rows that are no documents, of whatever `documents` reads: seeds, labels, conversations, benchmarks."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read.inputs import origins_of
from cmining_distilabel.mining.read.schema import Broken


def read_table_rows(
    source: str | Path, wanted: Sequence[str] | None = None, *, hub_config: str | None = None
) -> Iterator[tuple[str, dict[str, Any], Sequence[str]]]:
    """Rows of a file, a folder or a data set on the Hub, with their place for messages and the columns there are.

    Args:
        source: as `documents.read_documents` takes one.
        wanted: columns to read; all by default.
        hub_config: config of a data set on the Hub whose name has none.

    Raises:
        UserError: the source cannot be read, or a row of it.
    """
    for origin in origins_of(str(source), hub_config=hub_config):
        for batch in origin.read(wanted, None):
            for place, row in zip(batch.places, batch.rows, strict=True):
                where = f"{origin.name}, {origin.unit} {place}"
                if isinstance(row, Broken):
                    raise UserError(f"{where} {row.why}")
                yield where, {str(name): value for name, value in row.items()}, batch.columns or list(row)
