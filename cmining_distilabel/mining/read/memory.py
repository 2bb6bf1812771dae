"""Readers of what is in memory already: Arrow tables, `datasets.Dataset`, and rows as mappings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import orjson
import pyarrow as pa

from cmining_distilabel.mining.read.schema import ROWS_A_BATCH, Batch, Broken, check_columns, rows_a_batch

Names = Mapping[str, Sequence[str]]


def read_table(table: pa.Table, wanted: Sequence[str] | None) -> Iterator[Batch]:
    """An Arrow table."""
    check_columns(table.column_names, wanted, "the table")
    present = [column for column in table.column_names if wanted is None or column in wanted]
    chosen = table.select(present)
    batches = chosen.to_batches(rows_a_batch(len(chosen), chosen.nbytes))
    yield from _numbered(batches, table.column_names, class_names(table.schema))


def read_dataset(dataset: Any, wanted: Sequence[str] | None) -> Iterator[Batch]:
    """A `datasets.Dataset`, through Arrow, so that nothing is decoded twice."""
    present = [column for column in dataset.column_names if wanted is None or column in wanted]
    tables = dataset.select_columns(present).with_format("arrow").iter(ROWS_A_BATCH)
    yield from _numbered(tables, dataset.column_names, class_names_of(dataset.features))


def read_rows(rows: Iterable[Any], wanted: Sequence[str] | None) -> Iterator[Batch]:
    """Any iterable of mappings, a `datasets.IterableDataset` too."""
    names = class_names_of(getattr(rows, "features", None))
    rows = iter(rows)
    done = 0
    while some := list(islice(rows, ROWS_A_BATCH)):
        places = range(done + 1, done + len(some) + 1)
        done += len(some)
        found = [_named(row, names) if isinstance(row, Mapping) else _no_mapping(row) for row in some]
        yield Batch(found, places, done)


def arrow_rows(batch: pa.RecordBatch | pa.Table, names: Names | None = None) -> list[dict[str, Any]]:
    """Rows of Arrow data; with strings as bytes where one is no UTF-8, which Arrow does not check.

    Args:
        batch: the data.
        names: of the classes in columns that hold their numbers.
    """
    try:
        rows = batch.to_pylist()
    except UnicodeDecodeError:
        fields = [field.with_type(pa.large_binary()) if _is_string(field.type) else field for field in batch.schema]
        rows = batch.cast(pa.schema(fields)).to_pylist()
    return named_rows(rows, names or {})


def named_rows(rows: list[dict[str, Any]], names: Names) -> list[dict[str, Any]]:
    """Rows with the names of classes in place of their numbers."""
    return [_named(row, names) for row in rows] if names else rows


def class_names(schema: pa.Schema) -> dict[str, list[str]]:
    """Names of the classes of each column that `datasets` wrote as a ClassLabel, by the schema's metadata."""
    try:
        features = orjson.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        return {
            name: feature["names"]
            for name, feature in features.items()
            if isinstance(feature, dict) and feature.get("_type") == "ClassLabel" and feature.get("names")
        }
    except (KeyError, TypeError, AttributeError, ValueError):  # of another writer
        return {}


def class_names_of(features: Any) -> dict[str, list[str]]:
    """The same for the features of a data set; none where it does not know them."""
    found = {name: getattr(feature, "names", None) for name, feature in dict(features or {}).items()}
    return {name: names for name, names in found.items() if isinstance(names, list)}


def _named(row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    if not names:
        return row  # type: ignore[return-value]
    found = dict(row)
    for column, classes in names.items():
        value = found.get(column)
        if isinstance(value, int):  # a class's number; -1 is "unknown"
            found[column] = classes[value] if 0 <= value < len(classes) else None
    return found


def _numbered(batches: Iterable[pa.RecordBatch | pa.Table], columns: Sequence[str], names: Names) -> Iterator[Batch]:
    done = 0
    for batch in batches:
        places = range(done + 1, done + batch.num_rows + 1)
        done += batch.num_rows
        yield Batch(arrow_rows(batch, names), places, done, columns)


def _is_string(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _no_mapping(row: Any) -> Broken:
    return Broken("malformed", f"is a {type(row).__name__}, not a mapping of columns to values")
