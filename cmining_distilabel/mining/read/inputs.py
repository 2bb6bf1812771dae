"""What the user names as input, made into a list of `Origin`s; and rows of it that are no documents."""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from cmining_distilabel.errors import UserError, one_line
from cmining_distilabel.languages import language_tag
from cmining_distilabel.mining.read.formats import KINDS, reader_by_content, reader_of, stem_of, unit_of
from cmining_distilabel.mining.read.hub import HINT, hub_origin, is_explicit
from cmining_distilabel.mining.read.memory import read_dataset, read_rows, read_table
from cmining_distilabel.mining.read.paths import files_at, partition_of
from cmining_distilabel.mining.read.schema import Batch, Broken, Origin
from cmining_distilabel.mining.read.streams import FILE_UNIT

if TYPE_CHECKING:
    import datasets


Source: TypeAlias = "str | Path | Sequence[str | Path] | pa.Table | datasets.Dataset | Iterable[Mapping[str, Any]]"
"""What `read_documents` reads; and whatever gives Arrow's C stream, as data frames of pandas and polars do."""

_GIVEN_LANGUAGE = re.compile(r"([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)=(.+)", re.DOTALL)


def origins_of(inputs: Source, *, hub_config: str | None = None) -> list[Origin]:
    """Every file, table or stream that `inputs` stands for, in order.

    Args:
        inputs: as `read_documents` takes them.
        hub_config: config of a data set on the Hub whose name has none.

    Raises:
        UserError: no such file, a folder or a pattern without a readable file, or a file of another kind.
    """
    if isinstance(inputs, str | Path):
        inputs = [inputs]
    if (known := _known_table(inputs)) is not None:
        return [known]
    if isinstance(inputs, Mapping):
        raise UserError("a mapping is no input; pass a list of rows, or a table")
    if isinstance(inputs, Sequence) and any(isinstance(item, str | Path) for item in inputs):
        if not all(isinstance(item, str | Path) for item in inputs):
            raise UserError("a list of inputs must hold paths only, or rows only")
        named = [origin for item in inputs for origin in _named(os.fspath(item), hub_config)]
        return list(_labelled(named))
    if not isinstance(inputs, Iterable):
        raise UserError(f"a {type(inputs).__name__} is no input; pass paths, a table, or rows as mappings")
    return [_in_memory("rows", read_rows, inputs, len(inputs) if isinstance(inputs, Sequence) else None)]


def _known_table(inputs: Any) -> Origin | None:
    """The origin of a table, a data frame or a data set in memory; None for anything else."""
    if isinstance(inputs, pa.Table):
        return _in_memory("table", read_table, inputs, inputs.num_rows)
    # Who passes a Dataset has imported the library; who does not need not wait for it.
    datasets = sys.modules.get("datasets")
    if datasets and isinstance(inputs, datasets.DatasetDict | datasets.IterableDatasetDict):
        if len(inputs) != 1:
            names = ", ".join(map(repr, inputs)) or "none"
            raise UserError(f"a DatasetDict is no input; pass one of its splits, such as data[...]: {names}")
        inputs = next(iter(inputs.values()))
    if datasets and isinstance(inputs, datasets.Dataset):
        return _in_memory("dataset", read_dataset, inputs, len(inputs))
    if datasets and isinstance(inputs, datasets.IterableDataset):
        return _in_memory("rows", read_rows, inputs, None)
    if type(inputs).__name__ == "LazyFrame":
        raise UserError("a LazyFrame holds no rows yet; pass frame.collect()")
    if hasattr(inputs, "__arrow_c_stream__"):
        try:
            table = pa.table(inputs)
        except (pa.ArrowException, ValueError, TypeError) as error:
            raise UserError(f"the data frame cannot be read: {one_line(error)}") from None
        return _in_memory("table", read_table, table, table.num_rows)
    return None


def _in_memory(name: str, reader: Any, data: Any, size: int | None) -> Origin:
    def read(wanted: Sequence[str] | None, seed: int | None) -> Iterator[Batch]:
        return reader(data, wanted)  # type: ignore[no-any-return]

    return Origin(name=name, label=name, read=read, size=size)


def _named(name: str, hub_config: str | None) -> list[Origin]:
    if not name.strip():
        raise UserError("an input has an empty name; name a file, a folder, or a data set on the Hub")
    given = _GIVEN_LANGUAGE.fullmatch(name)
    if given and not os.path.exists(name):
        language = language_tag(given[1])
        return [replace(origin, language=language, overrules=True) for origin in _named(given[2], hub_config)]
    if is_explicit(name):
        found = hub_origin(name, hub_config)
        if found:
            return [found]
    try:
        fs, path = url_to_fs(os.path.expanduser(name))
        paths = files_at(fs, path)
    except UserError:
        raise
    except (ImportError, ValueError, OSError) as error:
        raise UserError(f"{name} cannot be opened: {one_line(error)}") from None
    if paths is None:
        stream = None if reader_of(name) else hub_origin(name, hub_config)
        if stream:
            return [stream]
        if os.path.exists(path):  # /dev/stdin, or what the shell makes of <(zcat ...)
            raise UserError(f"{name} is a pipe or a device; write what it gives into a file")
        hint = f"; {HINT}" if re.fullmatch(r"[\w.-]+/[\w.-]+", name) and not reader_of(name) else ""
        raise UserError(f"no such file: {name}{hint}")
    if paths == [path]:
        return [_file(fs, path, name)]
    readable = [file for file in paths if reader_of(file) or reader_by_content(fs, file)]
    if not readable:
        raise UserError(f"{name} holds none of the kinds of file that can be read: {KINDS}")
    return [_file(fs, file, _shown(fs, file)) for file in readable]


def _file(fs: Any, path: str, name: str) -> Origin:
    found = reader_of(path) or reader_by_content(fs, path)
    if found is None:
        raise UserError(f"{name} is none of the kinds of file that can be read: {KINDS}")
    reader = found

    def read(wanted: Sequence[str] | None, seed: int | None) -> Iterator[Batch]:
        return _with_partition(reader(fs, path, name, wanted), partition_of(path), wanted)

    size = -(-(fs.size(path) or 0) // FILE_UNIT)
    return Origin(name=name, label=stem_of(path), read=read, unit=unit_of(reader), size=size)


def _with_partition(
    batches: Iterator[Batch], partition: Mapping[str, str | None], wanted: Sequence[str] | None
) -> Iterator[Batch]:
    """Batches with the columns that the file's folders give, where the file itself has none of that name."""
    given = {name: value for name, value in partition.items() if wanted is None or name in wanted}
    if not given:
        yield from batches
        return
    for batch in batches:
        rows = [row if isinstance(row, Broken) else {**given, **row} for row in batch.rows]
        columns = None if batch.columns is None else [*given, *(name for name in batch.columns if name not in given)]
        yield replace(batch, rows=rows, columns=columns)


def _shown(fs: Any, path: str) -> str:
    if isinstance(fs, LocalFileSystem):
        relative = os.path.relpath(path)
        return path if relative.startswith("..") else relative
    return str(fs.unstrip_protocol(path))


def _labelled(origins: Iterable[Origin]) -> Iterator[Origin]:
    """The same with unique labels: the second `wiki` becomes `wiki.2`."""
    seen: Counter[str] = Counter()
    for origin in origins:
        seen[origin.label] += 1
        count = seen[origin.label]
        yield origin if count == 1 else replace(origin, label=f"{origin.label}.{count}")


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
