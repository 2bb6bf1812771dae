"""Parquet and Arrow files."""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.mining.read.memory import arrow_rows, class_names
from cmining_distilabel.mining.read.schema import Batch, check_columns, rows_a_batch
from cmining_distilabel.mining.read.streams import FILE_UNIT, errors_named, first_bytes

_FILE_MARK = b"ARROW1"  # of Arrow's file format, Feather too; its stream format, which `datasets` writes, has none


def read_parquet(fs: Any, path: str, name: str, wanted: Sequence[str] | None) -> Iterator[Batch]:
    """A Parquet file, the wanted columns only."""
    with errors_named(name), fs.open(path, "rb") as raw:
        first_bytes(raw, name)
        file = pq.ParquetFile(raw)
        columns = file.schema_arrow.names
        check_columns(columns, wanted, name)
        names = class_names(file.schema_arrow)
        taken = [column for column in columns if wanted is None or column in wanted]
        length = fs.size(path) or 0
        done = 0
        for group in range(file.num_row_groups):  # each by itself: what is read ahead of all is kept until the end
            about = file.metadata.row_group(group)
            size = rows_a_batch(about.num_rows, about.total_byte_size)
            for batch in file.iter_batches(size, row_groups=[group], columns=taken):
                places = range(done + 1, done + len(batch) + 1)
                done += len(batch)
                read = length * done // file.metadata.num_rows // FILE_UNIT
                yield Batch(arrow_rows(batch, names), places, read, columns)


def read_arrow(fs: Any, path: str, name: str, wanted: Sequence[str] | None) -> Iterator[Batch]:
    """A file of Arrow's stream or file format, as `datasets` and Feather write them."""
    with errors_named(name), fs.open(path, "rb") as raw:
        is_file = first_bytes(raw, name).startswith(_FILE_MARK)
        raw.seek(0)
        if is_file:
            file = pa.ipc.open_file(raw)
            blocks: Any = (file.get_batch(number) for number in range(file.num_record_batches))
        else:
            file = blocks = pa.ipc.open_stream(raw)
        columns = file.schema.names
        check_columns(columns, wanted, name)
        names = class_names(file.schema)
        taken = [column for column in columns if wanted is None or column in wanted]
        done = 0
        for block in blocks:
            size = rows_a_batch(len(block), block.nbytes)
            for start in range(0, len(block), size):
                batch = block.slice(start, size).select(taken)
                places = range(done + 1, done + len(batch) + 1)
                done += len(batch)
                yield Batch(arrow_rows(batch, names), places, raw.tell() // FILE_UNIT, columns)
