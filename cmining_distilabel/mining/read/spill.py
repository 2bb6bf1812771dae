"""Documents on disk while they are read, memory-mapped afterwards; and which ids came before."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import xxhash
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.scratch import mapped_file, room_for
from cmining_distilabel.mining.read.schema import SCHEMA

_ROWS, _BYTES = 10_000, 1 << 26  # a record batch is written at either


class Spill:
    """An Arrow file in `folder` that grows by rows of `schema` and becomes a memory-mapped table."""

    def __init__(self, folder: Path, name: str = "documents", schema: pa.Schema = SCHEMA) -> None:
        self._path = folder / f"{name}.arrow"
        self._sink = pa.OSFile(str(self._path), "wb")
        self._writer = pa.ipc.new_file(self._sink, schema)
        self._schema = schema
        self._waiting: list[pa.Table] = []

    def write(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Add rows, given by column."""
        self.write_table(pa.Table.from_pydict(dict(columns), self._schema))

    def write_table(self, table: pa.Table) -> None:
        """Add rows, given as a table."""
        self._waiting.append(table)
        if sum(map(len, self._waiting)) >= _ROWS or sum(table.nbytes for table in self._waiting) >= _BYTES:
            self._flush()

    def close(self) -> pa.Table:
        """The table, without its text in memory."""
        self._flush()
        self._writer.close()
        self._sink.close()
        return pa.ipc.open_file(pa.BufferReader(pa.py_buffer(mapped_file(self._path)))).read_all()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting).combine_chunks())
            self._waiting = []


def mapped(blocks: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    """A table of many blocks, in a temporary file rather than in memory."""
    with temporary_folder() as folder:
        spill = Spill(folder, schema=schema)
        for block in blocks:
            spill.write_table(block)
        return spill.close()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone after the block, whatever ends it.

    A file that is mapped by then stays readable without its name until the last table over it is gone, so nothing
    is left behind, even by a process that is killed later.

    Raises:
        UserError: there is no room in it.
    """
    with (
        room_for("the documents"),
        tempfile.TemporaryDirectory(prefix="cmining-", ignore_cleanup_errors=True) as folder,
    ):
        yield Path(folder)


class SeenIds:
    """A set of ids as 64-bit hashes: 8 bytes an id, so that tens of millions fit in memory.

    The hashes are kept in sorted runs, each more than twice as long as the next, so that adding n ids costs
    O(n log n) in all.
    """

    def __init__(self) -> None:
        self._runs: list[NDArray[np.uint64]] = []

    def add(self, ids: Sequence[str]) -> NDArray[np.bool_]:
        """Whether each id came before, in an earlier call or earlier in this one."""
        hashes = np.fromiter((xxhash.xxh3_64_intdigest(name.encode()) for name in ids), np.uint64, count=len(ids))
        distinct, first = np.unique(hashes, return_index=True)
        known = np.zeros(len(distinct), bool)
        for run in self._runs:
            known |= run[np.minimum(np.searchsorted(run, distinct), len(run) - 1)] == distinct
        seen = np.ones(len(ids), bool)
        seen[first[~known]] = False
        self._append(distinct[~known])
        return seen

    def _append(self, run: NDArray[np.uint64]) -> None:
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        if len(run):
            self._runs.append(run)
