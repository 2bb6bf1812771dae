"""Vectors: an array on disk, float16 at rest, float32 in the blocks that are asked for."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.mining.arrays.rows import single_precision, unit_rows
from cmining_distilabel.mining.encode.shards import read_shard

# Shards mapped at a time. Pages of a mapped file count as memory of the process, so this bounds it; a block of
# consecutive documents lies in a handful of shards (see `embed._WINDOW`).
_OPEN_SHARDS = 32


class Vectors:
    """Read-only array of shape (N, d), dtype float32, gathered from shards on demand.

    Rows have length 1, but for those of shards that hold vectors as the encoder gave them.

    `vectors[index]` takes what a numpy array takes on its first axis (slice, integers, mask) and returns a new float32
    block. `numpy.asarray(vectors)` reads everything.

    Attributes:
        paths: the shards, local paths or fsspec URLs.
        shard_index: shape (N,), int32, position in `paths` of the shard of each row; -1 for a row of zeros, which is
            in none.
        row_index: shape (N,), int32, row within that shard.
        as_given: rows are as the encoder gave them, and not of length 1.
        dtype: float32.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, paths: Sequence[str], shard_index: ArrayLike, row_index: ArrayLike) -> None:
        self.paths = tuple(paths)
        self.shard_index = np.asarray(shard_index, dtype=np.int32)
        self.row_index = np.asarray(row_index, dtype=np.int32)
        if self.shard_index.shape != self.row_index.shape or self.shard_index.ndim != 1:
            raise ValueError("shard_index and row_index must have one and the same shape (N,)")
        self._shard = lru_cache(maxsize=_OPEN_SHARDS)(read_shard)
        first = self._shard(self.paths[max(self.shard_index[0], 0) if len(self) else 0]) if self.paths else None
        self._dimension = first.vectors.shape[1] if first else 0
        self.as_given = first is not None and first.as_given  # a store is of one encoder: all its shards are

    @classmethod
    def open(cls, paths: Sequence[str], shard_index: ArrayLike, row_index: ArrayLike) -> "Vectors":
        """Vectors from references, such as the columns `vector_shard` and `vector_row` of a pipeline.

        Raises:
            UserError: a shard is missing or unreadable, now or when a block is taken.
        """
        return cls(paths, shard_index, row_index)

    @property
    def shape(self) -> tuple[int, int]:
        """(N, d); d is 0 without shards."""
        return len(self), self._dimension

    def __len__(self) -> int:
        return len(self.shard_index)

    def missing(self) -> NDArray[np.int64]:
        """Rows that have no vector, ascending: the encoder gave zeros."""
        return np.flatnonzero(self.shard_index < 0)

    def select(self, index: Any) -> "Vectors":
        """The rows of `index` as Vectors again; nothing is read."""
        return Vectors(self.paths, self.shard_index[index], self.row_index[index])

    def __getitem__(self, index: Any) -> NDArray[np.float32]:
        shards, rows = self.shard_index[index], self.row_index[index]
        block = self._gather(np.ravel(shards), np.ravel(rows))
        return block.reshape(*np.shape(shards), self._dimension)

    def _gather(self, shards: NDArray[np.int32], rows: NDArray[np.int32]) -> NDArray[np.float32]:
        block = np.zeros((len(shards), self._dimension), np.float16)
        order = np.lexsort((rows, shards))  # each shard once, and in it from front to back
        for run in np.split(order, np.flatnonzero(np.diff(shards[order])) + 1):
            if len(run) and shards[run[0]] >= 0:
                block[run] = self._shard(self.paths[shards[run[0]]]).vectors[rows[run]]
        return single_precision(block) if self.as_given else unit_rows(single_precision(block))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("vectors on disk can only be copied into memory")
        return self[:].astype(dtype or self.dtype, copy=False)
