"""Readers of what is in memory already: Arrow tables, `datasets.Dataset`, and rows as mappings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa

from cmining_distilabel.mining.read.schema import Batch, Broken

_ROWS = 2_000


def read_table(table: pa.Table, wanted: Sequence[str]) -> Iterator[Batch]:
    """An Arrow table."""
    present = [column for column in table.column_names if column in wanted]
    yield from _numbered(table.select(present).to_batches(_ROWS), table.column_names)


def read_dataset(dataset: Any, wanted: Sequence[str]) -> Iterator[Batch]:
    """A `datasets.Dataset`, through Arrow, so that nothing is decoded twice."""
    present = [column for column in dataset.column_names if column in wanted]
    tables = dataset.select_columns(present).with_format("arrow").iter(_ROWS)
    yield from _numbered(tables, dataset.column_names)


def read_rows(rows: Iterable[Any], wanted: Sequence[str]) -> Iterator[Batch]:
    """Any iterable of mappings, a `datasets.IterableDataset` too."""
    rows = iter(rows)
    done = 0
    while some := list(islice(rows, _ROWS)):
        places = range(done + 1, done + len(some) + 1)
        done += len(some)
        yield Batch([row if isinstance(row, Mapping) else _no_mapping(row) for row in some], places, done)


def arrow_rows(batch: pa.RecordBatch | pa.Table) -> list[dict[str, Any]]:
    """Rows of Arrow data; with strings as bytes where one is no UTF-8, which Arrow does not check."""
    try:
        return batch.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        fields = [field.with_type(pa.large_binary()) if _is_string(field.type) else field for field in batch.schema]
        return batch.cast(pa.schema(fields)).to_pylist()  # type: ignore[no-any-return]


def _numbered(batches: Iterable[pa.RecordBatch | pa.Table], columns: Sequence[str]) -> Iterator[Batch]:
    done = 0
    for batch in batches:
        places = range(done + 1, done + batch.num_rows + 1)
        done += batch.num_rows
        yield Batch(arrow_rows(batch), places, done, columns)


def _is_string(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _no_mapping(row: Any) -> Broken:
    return Broken("malformed", f"is a {type(row).__name__}, not a mapping of columns to values")
