"""Readers of files: JSON lines, CSV and Parquet, on any fsspec path."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read.memory import arrow_rows
from cmining_distilabel.mining.read.schema import Batch, Broken

Row = Mapping[str, Any] | Broken
FILE_UNIT = 1000  # bytes; sizes of files are told in kB

_DECOMPRESSORS: dict[str, Callable[[BinaryIO], Any]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
_ROWS, _CHARACTERS = 2_000, 1 << 24  # a batch ends at either
_DAMAGED = (EOFError, zlib.error, lzma.LZMAError, pa.ArrowException, OSError)


def reader_of(path: str) -> Callable[[Any, str, str, Sequence[str]], Iterator[Batch]] | None:
    """The reader for a file name, or None; it takes a file system, a path, a name for messages, and columns."""
    stem = path.lower()
    for ending in _DECOMPRESSORS:
        stem = stem.removesuffix(ending)
    compressed = stem != path.lower()
    if stem.endswith((".jsonl", ".json", ".ndjson")):
        return read_json_lines
    if stem.endswith(".csv"):
        return read_csv
    return read_parquet if stem.endswith(".parquet") and not compressed else None


def read_json_lines(fs: Any, path: str, name: str, wanted: Sequence[str]) -> Iterator[Batch]:
    """One JSON object a line; blank lines are passed over."""
    with _opened(fs, path, name) as (stream, position):

        def rows() -> Iterator[tuple[int, Row, int]]:
            for number, line in enumerate(stream, 1):
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                if line and not line.isspace():
                    yield number, _parse(line), len(line)

        yield from _batches(rows(), position)


def _parse(line: bytes) -> Row:
    try:
        row = orjson.loads(line)
    except ValueError:
        # Slower, but it takes NaN, and half a surrogate pair; the check of each row's text finds the latter.
        text = line.decode("utf-8", "surrogateescape")
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            try:
                line.decode()
            except UnicodeDecodeError:
                return Broken("not_utf8", "is not UTF-8")
            return Broken("malformed", f"is no JSON ({error})")
    return row if isinstance(row, dict) else Broken("malformed", "is no JSON object; one object a line is expected")


def read_csv(fs: Any, path: str, name: str, wanted: Sequence[str]) -> Iterator[Batch]:
    """Comma-separated values with a header; cells may hold line breaks, in quotes."""
    csv.field_size_limit((1 << 31) - 1)  # the default, 128 kB, is shorter than an article
    with _opened(fs, path, name) as (stream, position):
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        reader = csv.reader((line.replace("\0", "") for line in lines), strict=True)

        def cells() -> Iterator[list[str] | Broken]:
            while True:
                try:
                    yield next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Broken("malformed", f"is no CSV ({error})")

        found = cells()
        header = next(found, [])
        if isinstance(header, Broken):
            raise UserError(f"{name}: the header {header.why}")

        def rows() -> Iterator[tuple[int, Row, int]]:
            for row in found:
                if isinstance(row, list) and len(row) == len(header):
                    yield reader.line_num, dict(zip(header, row, strict=True)), sum(map(len, row))
                elif isinstance(row, Broken):
                    yield reader.line_num, row, 0
                elif row:
                    why = f"has {len(row)} cells, the header has {len(header)}"
                    yield reader.line_num, Broken("malformed", why), 0

        yield from _batches(rows(), position, header)


def read_parquet(fs: Any, path: str, name: str, wanted: Sequence[str]) -> Iterator[Batch]:
    """A Parquet file, the wanted columns only."""
    with _errors_named(name), fs.open(path, "rb") as raw:
        file = pq.ParquetFile(raw)
        columns = file.schema_arrow.names
        wanted = [column for column in columns if column in wanted]
        size = fs.size(path) or 0
        done = 0
        for group in range(file.num_row_groups):  # each by itself: what is read ahead of all is kept until the end
            for batch in file.iter_batches(_ROWS, row_groups=[group], columns=wanted):
                places = range(done + 1, done + len(batch) + 1)
                done += len(batch)
                yield Batch(arrow_rows(batch), places, size * done // file.metadata.num_rows // FILE_UNIT, columns)


def _batches(
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
        if len(batch) >= _ROWS or characters >= _CHARACTERS:
            yield Batch(batch, places, position(), columns)
            places, batch, characters = [], [], 0
    yield Batch(batch, places, position(), columns)


@contextmanager
def _opened(fs: Any, path: str, name: str) -> Iterator[tuple[Any, Callable[[], int]]]:
    """A file's bytes, decompressed, and a function that tells how many kB were read."""
    with _errors_named(name), fs.open(path, "rb") as raw:
        decompress = _DECOMPRESSORS.get(os.path.splitext(path.lower())[1])
        yield decompress(raw) if decompress else raw, lambda: raw.tell() // FILE_UNIT


@contextmanager
def _errors_named(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        why = " ".join(str(error).split())
        raise UserError(f"{name} cannot be read; is it damaged or cut short? ({why})") from None
