"""One shard: an Arrow IPC file of one record batch, columns `key` and `vector`, written whole or not at all."""

import errno
import os
import stat
import time
import uuid
from dataclasses import dataclass
from typing import Any

import fsspec
import numpy as np
import pyarrow as pa
import xxhash
from fsspec.implementations.local import LocalFileSystem
from numpy.typing import NDArray

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import replace_file

SUFFIX = ".arrow"
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ITS_FAULT = {errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EACCES, errno.EPERM}


class UnreadableShard(UserError):
    """A shard that is truncated, corrupt or gone."""


@dataclass(frozen=True)
class Shard:
    """What a shard holds.

    Attributes:
        encoder: id of the encoder.
        checksum: as it was written in the file.
        keys: shape (n,), dtype S16.
        vectors: shape (n, d), float16; of a local file a view of the mapped file.
        as_given: rows are as the encoder gave them, and not of length 1.
    """

    encoder: str
    checksum: str
    keys: NDArray[np.bytes_]
    vectors: NDArray[np.float16]
    as_given: bool = False

    def verify(self, path: str) -> None:
        """Read everything and raise `UnreadableShard` when a byte has changed since it was written."""
        if _checksum(self.keys, self.vectors) != self.checksum:
            raise _unreadable(path, "its checksum does not match")


def file_system(path: str) -> tuple[Any, str]:
    """The fsspec file system of a path or URL, and the path within it."""
    try:
        system, name = fsspec.core.url_to_fs(path)
    except (ImportError, ValueError) as error:  # a protocol that is unknown, or whose package is not installed
        raise UserError(f"cannot open '{path}': {error}") from None
    return system, str(name)


def shard_name() -> str:
    """A new name, unique over runs and machines; names sort by time, so that neighbours in a corpus stay near."""
    return f"{time.time_ns():016x}-{uuid.uuid4().hex[:12]}{SUFFIX}"


def shard_bytes(
    encoder: str, keys: NDArray[np.bytes_], vectors: NDArray[np.float16], *, as_given: bool = False
) -> memoryview:
    """A shard as the bytes of its file."""
    dimension = vectors.shape[1]
    schema = pa.schema(
        [pa.field("key", pa.binary(16)), pa.field("vector", pa.list_(pa.float16(), dimension))],
        metadata={
            "encoder": encoder,
            "checksum": _checksum(keys, vectors),
            **({"as_given": "yes"} if as_given else {}),
        },
    )
    key_column = pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(keys), [None, pa.py_buffer(keys)])
    values = pa.array(vectors.reshape(-1), type=pa.float16())
    vector_column = pa.FixedSizeListArray.from_arrays(values, dimension)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, schema) as writer:
        writer.write_batch(pa.record_batch([key_column, vector_column], schema=schema))
    return memoryview(sink.getvalue())


def read_shard(path: str) -> Shard:
    """Open a shard. A local file is mapped, not read; call `Shard.verify` to check all of it.

    Raises:
        UnreadableShard: names the file and what to do.
    """
    system, name = file_system(path)
    try:
        if isinstance(system, LocalFileSystem):
            if not stat.S_ISREG(os.stat(name).st_mode):  # opening a pipe would wait for ever
                raise _unreadable(path, "it is no file")
            # Closing gives the file descriptor back (there may be thousands of shards); the mapping lives on as long
            # as an array points into it.
            with pa.memory_map(name) as source:
                batch = _only_batch(source)
        else:
            batch = _only_batch(pa.BufferReader(system.cat_file(name)))
    except FileNotFoundError:
        raise UnreadableShard(f"the vector shard {path} is gone; run again to encode it anew") from None
    except (MemoryError, pa.ArrowMemoryError):
        raise
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno in _NOT_ITS_FAULT:  # a good shard must not be dropped for it
            raise UserError(f"the vector shard {path} cannot be opened: {os.strerror(error.errno)}") from None
        raise _unreadable(path, str(error).split("\n")[0]) from None
    metadata, schema = batch.schema.metadata or {}, batch.schema
    kinds = dict(zip(schema.names, schema.types, strict=True))
    vector: Any = kinds.get("vector", pa.null())
    halves = pa.types.is_fixed_size_list(vector) and vector.value_type == pa.float16() and vector.list_size
    whole = kinds.get("key") == pa.binary(16) and not any(column.null_count for column in batch.columns)
    if not (whole and halves and b"encoder" in metadata and b"checksum" in metadata):
        raise _unreadable(path, "it is no shard of vectors")
    keys = np.frombuffer(batch.column("key").buffers()[1], dtype="S16", count=len(batch))
    vectors = batch.column("vector").values.to_numpy(zero_copy_only=True).reshape(len(batch), vector.list_size)
    texts = [metadata[name].decode(errors="replace") for name in (b"encoder", b"checksum")]
    return Shard(texts[0], texts[1], keys, vectors, b"as_given" in metadata)


def write_file(folder: str, name: str, data: bytes | memoryview) -> None:
    """Write a file into a store's folder so that nobody ever sees a part of it.

    A local file is written by `replace_file`; elsewhere it is put in one piece.

    Raises:
        UserError: there is no space left, or the folder cannot be written.
    """
    system, root = file_system(folder)
    try:
        system.makedirs(root, exist_ok=True)
        if isinstance(system, LocalFileSystem):
            with replace_file(os.path.join(root, name)) as partial:
                partial.write_bytes(data)
        else:
            system.pipe_file(f"{root}/{name}", bytes(data))
    except OSError as error:
        why = "has no space left" if error.errno in _NO_SPACE else "cannot be written"
        raise UserError(
            f"the vector store {folder} {why} ({error.strerror or error}); the shards finished so far are kept: "
            "make room (or choose another store), and run again to go on"
        ) from error


def _only_batch(source: Any) -> Any:
    reader = pa.ipc.open_file(source)
    if reader.num_record_batches != 1:
        raise pa.ArrowInvalid(f"{reader.num_record_batches} record batches instead of one")
    return reader.get_batch(0)


def _checksum(keys: NDArray[np.bytes_], vectors: NDArray[np.float16]) -> str:
    state = xxhash.xxh3_128(keys.view(np.uint8).data)
    state.update(vectors.view(np.uint8).data)
    return state.hexdigest()


def _unreadable(path: str, why: str) -> UnreadableShard:
    return UnreadableShard(
        f"the vector shard {path} cannot be read: {why}. Run with repair_store=True to drop it and encode it again"
    )
