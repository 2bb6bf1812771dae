"""Some rows of a table on disk, without reading the others."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.categories import Categories
from cmining_distilabel.mining.arrays.scratch import stored

_BLOCK = 8_192  # rows, about a record batch of `Spill`
_BYTES = 1 << 24  # of text in Python's hands at a time: articles are a hundred times as long as leads


def names(column: pa.ChunkedArray, rows: NDArray[np.int64]) -> Categories:
    """A column's values at `rows`, none of them null; for one of few different values, such as languages."""
    coded = column.dictionary_encode().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # of no chunks
        return Categories(np.empty(0, str), np.empty(0, np.int32))
    places: NDArray[np.int32] = coded.indices.fill_null(-1).to_numpy()[rows]
    found = np.asarray(coded.dictionary.to_pylist(), str)
    occurring = np.flatnonzero(np.bincount(places, minlength=len(found)))
    occurring = occurring[np.argsort(found[occurring])]
    codes = np.empty(len(found), np.int32)
    codes[occurring] = np.arange(len(occurring))
    return Categories(found[occurring], stored(codes[places]))


def runs(texts: pa.ChunkedArray, rows: NDArray[np.int64], most: int = 5_000) -> Iterator[NDArray[np.int64]]:
    """The rows, some at a time: at most so many, and of 16 MB of text, but one at least."""
    lengths = np.zeros(len(texts), np.int64)
    end = 0
    for chunk in texts.chunks:
        lengths[end : end + len(chunk)] = pc.fill_null(pc.binary_length(chunk), 0)
        end += len(chunk)
    before = np.concatenate([[0], np.cumsum(lengths[rows])])
    start = 0
    while start < len(rows):
        enough = int(np.searchsorted(before, before[start] + _BYTES, side="right")) - 1
        end = min(start + most, max(start + 1, enough))
        yield rows[start:end]
        start = end


def pick(table: pa.Table, rows: NDArray[np.int64]) -> pa.Table:
    """The rows of `table` at `rows`, in their order, repeats allowed.

    `Table.take` first joins the chunks of every string column: a gigabyte is copied for a single row.
    """
    order = np.argsort(rows, kind="stable")
    ascending = rows[order]
    parts = [table.slice(0, 0)]
    for run in np.split(ascending, np.flatnonzero(np.diff(ascending // _BLOCK)) + 1) if len(rows) else ():
        base = int(run[0])
        parts.append(table.slice(base, int(run[-1]) - base + 1).take(pa.array(run - base)))
    found = pa.concat_tables(parts)
    if (np.diff(order) == 1).all():
        return found
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return found.take(pa.array(back))
