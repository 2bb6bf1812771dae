"""VectorStore: a folder of shards, addressed by content; the cache, the resume and the incremental mode at once."""

import contextlib
import json
import os
import re
from collections.abc import Iterable

import numpy as np
import xxhash
from fsspec.implementations.local import LocalFileSystem
from numpy.typing import NDArray

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import check_utf8, remove_left_files
from cmining_distilabel.mining.encode.shards import (
    SUFFIX,
    Shard,
    UnreadableShard,
    file_system,
    read_shard,
    shard_bytes,
    shard_name,
    write_file,
)
from cmining_distilabel.mining.encode.vectors import Vectors

__all__ = ["VectorStore", "Vectors", "default_store", "text_keys"]

FORMAT = 1
_MANIFEST = "manifest.json"


def default_store(encoder_id: str) -> str:
    """`$CMINING_CACHE`, else `$XDG_CACHE_HOME/cmining`, else `~/.cache/cmining`; in it a folder for each encoder."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    root = os.environ.get("CMINING_CACHE") or os.path.join(cache, "cmining")
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", encoder_id).strip("-.")[:60]
    return os.path.join(root, "vectors", f"{slug}-{xxhash.xxh32_hexdigest(encoder_id.encode())}")


def text_keys(encoder_id: str, texts: Iterable[str]) -> NDArray[np.bytes_]:
    """Keys of texts as they are encoded, template applied: shape (n,), dtype S16."""
    prefix = encoder_id.encode() + b"\0"
    digests = b"".join(xxhash.xxh3_128_digest(prefix + text.encode()) for text in texts)
    # numpy drops trailing zero bytes of an S16 when it shows one; comparing and sorting still see all sixteen.
    return np.frombuffer(digests, dtype="S16")


class VectorStore:
    """Encoded vectors of one encoder, in a folder of shards.

    Several processes may read and write one store at the same time: shards have unique names and are never changed.
    Nothing is created before the first write.

    Args:
        path: a folder, or any fsspec URL.
        encoder_id: `Encoder.id`.
        repair: set unreadable shards aside (renamed to `*.corrupt`) instead of raising.
        as_given: the vectors that are written have not length 1; the encoder's id must say so.

    Attributes:
        paths: shards that were found or written through this object; `locate` and `write` number them.

    Raises:
        UserError: the store belongs to another encoder, or is of another format.
    """

    def __init__(self, path: str, encoder_id: str, *, repair: bool = False, as_given: bool = False) -> None:
        check_utf8(path)
        self._system, self._root = file_system(path)
        self._local = isinstance(self._system, LocalFileSystem)
        self.path = self._root if self._local else path.rstrip("/")
        self.encoder_id = encoder_id
        self.repair = repair
        self._as_given = as_given
        self.paths: list[str] = []
        self._numbers: dict[str, int] = {}
        self._dimension = self._read_manifest()
        self._has_manifest = self._dimension is not None
        if self._local:
            remove_left_files(self._root)

    def locate(self, keys: NDArray[np.bytes_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Where the vectors of `keys` are.

        The keys that are asked for are held in memory, never those of the store, which may be far larger.

        Args:
            keys: shape (n,), dtype S16, sorted and unique.

        Returns:
            Shard number (-1: not there) and row of each key, both of shape (n,).

        Raises:
            UserError: a shard cannot be read or is of another encoder, and `repair` is off.
        """
        shard_index = np.full(len(keys), -1, dtype=np.int32)
        row_index = np.zeros(len(keys), dtype=np.int32)
        for path in self._list(SUFFIX) if len(keys) else []:
            try:
                shard = self._read(path)
                position = np.minimum(np.searchsorted(keys, shard.keys), len(keys) - 1)
                rows = np.flatnonzero((keys[position] == shard.keys) & (shard_index[position] < 0))
                if len(rows):
                    shard.verify(path)
            except UnreadableShard:
                if not self.repair:
                    raise
                self._set_aside(path)
                continue
            if len(rows):
                shard_index[position[rows]] = self._number(path)
                row_index[position[rows]] = rows
        return shard_index, row_index

    def write(self, keys: NDArray[np.bytes_], vectors: NDArray[np.float32]) -> int:
        """Add a shard and return its number; row i of `vectors` (n, d) belongs to key i.

        Raises:
            UserError: no space left, the folder cannot be written, or another dimension than the store's.
        """
        dimension = vectors.shape[1]
        self._dimension = self._dimension or dimension
        if dimension != self._dimension:
            raise UserError(
                f"the encoder '{self.encoder_id}' gives vectors of {dimension} dimensions, but those in the store "
                f"{self.path} have {self._dimension}; choose another store"
            )
        if not self._has_manifest:
            manifest = {
                "format": FORMAT,
                "encoder": self.encoder_id,
                "dimension": dimension,
                "dtype": "float16",
            }
            write_file(self.path, _MANIFEST, json.dumps(manifest, indent=1).encode())
            self._has_manifest = True
        name = shard_name()
        halves = np.ascontiguousarray(vectors, dtype=np.float16)
        data = shard_bytes(self.encoder_id, np.ascontiguousarray(keys), halves, as_given=self._as_given)
        write_file(self.path, name, data)
        return self._number(f"{self.path}/{name}")

    def vectors(self, keys: NDArray[np.bytes_]) -> Vectors:
        """The vectors of keys (shape (n,), any order, repeats allowed), which must all be there."""
        unique, inverse = np.unique(keys, return_inverse=True)
        shard_index, row_index = self.locate(unique)
        missing = int((shard_index < 0).sum())
        if missing:
            raise KeyError(f"{missing} of {len(unique)} keys are not in the store {self.path}")
        return Vectors(self.paths, shard_index[inverse], row_index[inverse])

    def _read(self, path: str) -> Shard:
        shard = read_shard(path)
        if shard.encoder != self.encoder_id:
            raise UnreadableShard(
                f"the vector shard {path} was made by the encoder '{shard.encoder}', not by '{self.encoder_id}'. "
                "Choose another store, or run with repair_store=True to set the shard aside"
            )
        dimension = shard.vectors.shape[1]
        if dimension != (self._dimension or dimension):
            raise UnreadableShard(
                f"the vector shard {path} has vectors of {dimension} dimensions, the store {self.path} of "
                f"{self._dimension}. Run with repair_store=True to set the shard aside and encode it again"
            )
        self._dimension = self._dimension or dimension
        return shard

    def _read_manifest(self) -> int | None:
        path = f"{self._root}/{_MANIFEST}"
        try:
            if self._local and os.path.exists(path) and not os.path.isfile(path):  # a pipe would be read for ever
                raise ValueError
            manifest = json.loads(self._system.cat_file(path))
            found, version, dimension = manifest["encoder"], manifest["format"], int(manifest["dimension"])
        except FileNotFoundError:
            return None
        except (NotADirectoryError, PermissionError) as error:
            raise UserError(f"the vector store {self.path} cannot be opened: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            if self.repair:
                return None  # the next write makes it anew
            raise UserError(f"{path} is no manifest; run with repair_store=True to write it again") from None
        if found != self.encoder_id:
            raise UserError(
                f"the vector store {self.path} holds vectors of the encoder '{found}', not of '{self.encoder_id}'; "
                "choose another folder (store)"
            )
        if version != FORMAT:
            raise UserError(f"the vector store {self.path} has format {version}; this version reads format {FORMAT}")
        return dimension

    def _list(self, suffix: str) -> list[str]:
        try:
            names = self._system.ls(self._root, detail=False, refresh=True)
        except FileNotFoundError:
            return []
        return sorted(f"{self.path}/{os.path.basename(name)}" for name in names if str(name).endswith(suffix))

    def _number(self, path: str) -> int:
        if path not in self._numbers:
            self._numbers[path] = len(self.paths)
            self.paths.append(path)
        return self._numbers[path]

    def _set_aside(self, path: str) -> None:
        name = f"{self._root}/{os.path.basename(path)}"
        with contextlib.suppress(FileNotFoundError):  # another run was faster
            self._system.mv(name, f"{name}.corrupt")
