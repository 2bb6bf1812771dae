"""What the user names as input, made into a list of `Origin`s."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import fsspec
import pyarrow as pa
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import language_tag
from cmining_distilabel.mining.read.files import FILE_UNIT, reader_of
from cmining_distilabel.mining.read.hub import hub_origin
from cmining_distilabel.mining.read.memory import read_dataset, read_rows, read_table
from cmining_distilabel.mining.read.schema import Batch, Origin

if TYPE_CHECKING:
    import datasets

Source: TypeAlias = "str | Path | Sequence[str | Path] | pa.Table | datasets.Dataset | Iterable[Mapping[str, Any]]"
"""What `read_documents` reads."""

_GIVEN_LANGUAGE = re.compile(r"([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)=(.+)", re.DOTALL)
_KINDS = ".jsonl, .json (one object a line), .csv, each also .gz, .bz2 or .xz, or .parquet"


def origins_of(inputs: Source) -> list[Origin]:
    """Every file, table or stream that `inputs` stands for, in order.

    Raises:
        UserError: no such file, a folder or a pattern without a readable file, or a file of another kind.
    """
    if isinstance(inputs, str | Path):
        inputs = [inputs]
    if isinstance(inputs, pa.Table):
        return [_in_memory("table", read_table, inputs, inputs.num_rows)]
    # Who passes a Dataset has imported the library; who does not need not wait for it.
    datasets = sys.modules.get("datasets")
    if datasets and isinstance(inputs, datasets.Dataset):
        return [_in_memory("dataset", read_dataset, inputs, len(inputs))]
    if isinstance(inputs, Mapping):
        raise UserError("a mapping is no input; pass one split of a DatasetDict, or a list of rows")
    if isinstance(inputs, Sequence) and any(isinstance(item, str | Path) for item in inputs):
        if not all(isinstance(item, str | Path) for item in inputs):
            raise UserError("a list of inputs must hold paths only, or rows only")
        return list(_labelled([origin for item in inputs for origin in _named(os.fspath(item))]))
    return [_in_memory("rows", read_rows, inputs, len(inputs) if isinstance(inputs, Sequence) else None)]


def _in_memory(name: str, reader: Any, data: Any, size: int | None) -> Origin:
    def read(wanted: Sequence[str], seed: int | None) -> Iterator[Batch]:
        return reader(data, wanted)  # type: ignore[no-any-return]

    return Origin(name=name, label=name, read=read, size=size)


def _named(name: str) -> list[Origin]:
    given = _GIVEN_LANGUAGE.fullmatch(name)
    if given and not os.path.exists(name):
        language = language_tag(given[1])
        return [replace(origin, language=language, overrules=True) for origin in _named(given[2])]
    try:
        fs, path = url_to_fs(os.path.expanduser(name))
        paths = _paths(fs, path)
    except (ImportError, ValueError, OSError) as error:
        raise UserError(f"{name} cannot be opened: {' '.join(str(error).split())}") from None
    if paths is None:
        stream = None if reader_of(name) else hub_origin(name)
        if stream:
            return [stream]
        raise UserError(f"no such file: {name}")
    readable = [file for file in paths if reader_of(file)]
    if not readable:
        raise UserError(f"{name} holds nothing that can be read, which is {_KINDS}")
    if readable == [path]:
        return [_file(fs, path, name)]
    return [_file(fs, file, _shown(fs, file)) for file in readable]


def _paths(fs: fsspec.AbstractFileSystem, path: str) -> list[str] | None:
    """Files behind a path, a folder or a pattern; None where there is nothing."""
    if fs.isfile(path):
        return [path]
    if fs.isdir(path):
        found = [file.removeprefix(path) for file in sorted(fs.find(path))]
        return [path + file for file in found if not re.search(r"(^|/)[._]", file)]
    return sorted(file for file in fs.glob(path) if fs.isfile(file)) or None


def _file(fs: fsspec.AbstractFileSystem, path: str, name: str) -> Origin:
    reader = reader_of(path)
    assert reader

    def read(wanted: Sequence[str], seed: int | None) -> Iterator[Batch]:
        return reader(fs, path, name, wanted)

    stem = re.split(r"\.(?:jsonl?|ndjson|csv|parquet)", os.path.basename(path), flags=re.IGNORECASE)[0]
    size = -(-(fs.size(path) or 0) // FILE_UNIT)
    return Origin(name=name, label=stem, read=read, unit="row" if path.endswith(".parquet") else "line", size=size)


def _shown(fs: fsspec.AbstractFileSystem, path: str) -> str:
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
