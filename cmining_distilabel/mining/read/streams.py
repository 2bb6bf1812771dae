"""A file's bytes: decompressed, as UTF-8, with errors that name the file."""

import bz2
import codecs
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

import pyarrow as pa

from cmining_distilabel.errors import UserError, one_line

FILE_UNIT = 1000  # bytes; sizes of files are told in kB


def _zstd(raw: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd"))


COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".zstd")
"""Endings of the names of compressed files."""

_UNPACK: dict[bytes, Callable[[BinaryIO], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
    b"\x28\xb5\x2f\xfd": _zstd,
}  # by first bytes, since names lie: what a server unpacked on the way is still called .gz
_POINTER = b"version https://git-lfs.github.com/spec/"
_DAMAGED = (EOFError, zlib.error, lzma.LZMAError, pa.ArrowException, OSError, UnicodeDecodeError)
_HEAD = 4096  # bytes looked at to tell the encoding
_BUFFER = 1 << 18
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark begins it
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@contextmanager
def opened(fs: Any, path: str, name: str) -> Iterator[tuple[Any, Callable[[], int]]]:
    """A file's bytes, decompressed and as UTF-8, and a function that tells how many kB were read."""
    with errors_named(name), fs.open(path, "rb") as raw:
        head = first_bytes(raw, name)
        packed = io.BufferedReader(_Joined(head, raw), _BUFFER)
        stream = next((unpack(packed) for mark, unpack in _UNPACK.items() if head.startswith(mark)), packed)
        head = stream.read(_HEAD)
        whole: io.RawIOBase = _Joined(head, stream)
        if encoding := encoding_of(head):
            text = io.TextIOWrapper(io.BufferedReader(whole, _BUFFER), encoding=encoding, newline="")
            whole = _Encoded(text)
        yield io.BufferedReader(whole, _BUFFER), lambda: raw.tell() // FILE_UNIT


def first_bytes(raw: Any, name: str) -> bytes:
    """What a file begins with, which tells its kind.

    Raises:
        UserError: it is what Git LFS leaves in the place of a file that was not fetched.
    """
    head: bytes = raw.read(len(_POINTER))
    if head == _POINTER:
        raise UserError(f"{name} is a pointer of Git LFS, not the file itself; fetch that with: git lfs pull")
    return head


@contextmanager
def errors_named(name: str) -> Iterator[None]:
    """Errors of a damaged file as a `UserError` that names it."""
    try:
        yield
    except _DAMAGED as error:
        raise UserError(f"{name} cannot be read; is it damaged or cut short? ({one_line(error)})") from None


def encoding_of(head: bytes) -> str | None:
    """UTF-16 or UTF-32, by a file's first bytes; None for whatever else, which is read as UTF-8.

    Without a byte order mark UTF-16 shows by NUL bytes at every other place: a header or the marks of JSON are ASCII.
    """
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    pairs = len(head[:200]) // 2
    if pairs < 2:
        return None
    first, second = (head[start : 2 * pairs : 2].count(0) / pairs for start in (0, 1))
    if max(first, second) < 0.2 or min(first, second) > 0.05:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


class _Joined(io.RawIOBase):
    """Bytes that were read already, then the rest of their stream."""

    def __init__(self, head: bytes, rest: Any) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        found, self._head = (self._head[:size], self._head[size:]) if self._head else (self._rest.read(size), b"")
        buffer[: len(found)] = found
        return len(found)


class _Encoded(io.RawIOBase):
    """Text as UTF-8; half a surrogate pair is kept, for the check of each row to find."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._left or self._text.read(_BUFFER).encode("utf-8", "surrogatepass")
        size = len(buffer)
        buffer[: len(found[:size])] = found[:size]
        self._left = found[size:]
        return len(found[:size])
