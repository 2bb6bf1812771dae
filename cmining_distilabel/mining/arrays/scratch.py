"""Memory that grows with the documents, in files: what is mapped here leaves the process again after a moment.

Pages of a mapped file stay with a process until the system is short of memory. They would be most of what a run on
millions of documents shows, and count against the limit of its container, so a thread lets go of them when they are
many; what is read again comes from the system's cache.
"""

from __future__ import annotations

import errno
import math
import mmap
import os
import tempfile
import threading
import time
import weakref
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from cmining_distilabel.errors import UserError

_SMALL = 1 << 22  # bytes that are not worth a file
_LET_GO = 1 << 26  # bytes mapped in all over which pages are looked after
_MANY = 1 << 29  # bytes of them that are in memory; over it they are let go of
_EVERY = 0.05  # seconds; a file is copied at gigabytes a second
_MAPPED: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()
_LOCK = threading.Lock()
_keeper: threading.Thread | None = None


def scratch(shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An array of unknown content, as `numpy.empty` makes it; a large one in a file that is gone with the array.

    Raises:
        UserError: there is no room for the file; set TMPDIR.
    """
    size = math.prod(np.atleast_1d(shape).tolist()) * np.dtype(dtype).itemsize
    if size <= _SMALL:
        return np.empty(shape, dtype)
    try:
        with tempfile.TemporaryFile(prefix="cmining-") as file:
            if hasattr(os, "posix_fallocate"):  # a full disk is an error now, and no crash later
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                file.truncate(size)
            memory = _watched(mmap.mmap(file.fileno(), size))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise
        raise UserError(
            f"no space left in {tempfile.gettempdir()} for {size / 1e9:.1f} GB of scores; set TMPDIR"
        ) from None
    return np.frombuffer(memory, dtype).reshape(shape)


def stored(array: NDArray[Any]) -> NDArray[Any]:
    """A copy of an array, where `scratch` puts it."""
    found = scratch(array.shape, array.dtype)
    found[...] = array
    return found


def mapped_file(path: str | os.PathLike[str]) -> mmap.mmap:
    """A file's bytes, to be read; the file may be deleted meanwhile."""
    with open(path, "rb") as file:
        return _watched(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _watched(memory: mmap.mmap) -> mmap.mmap:
    global _keeper
    with _LOCK:
        _MAPPED.add(memory)
        idle = _keeper is None or not _keeper.is_alive()
        if idle and sum(map(len, _MAPPED)) > _LET_GO and hasattr(memory, "madvise"):
            _keeper = threading.Thread(target=_keep_small, name="cmining-pages", daemon=True)
            _keeper.start()
    return memory


def _keep_small() -> None:
    while sum(map(len, list(_MAPPED))) > _LET_GO:
        if _mapped_in_memory() > _MANY:
            for memory in list(_MAPPED):
                memory.madvise(mmap.MADV_DONTNEED)  # of a shared mapping: nothing that was written is lost
        time.sleep(_EVERY)


def _mapped_in_memory() -> float:
    """Bytes of mapped files, and of libraries, that are in this process's memory; infinite where nobody tells."""
    try:
        with open("/proc/self/statm", "rb") as pages:
            return int(pages.read().split()[2]) * mmap.PAGESIZE
    except (OSError, IndexError):
        return math.inf


def filled(shape: int | tuple[int, ...], value: Any, dtype: DTypeLike) -> NDArray[Any]:
    """`scratch`, filled with a value."""
    array = scratch(shape, dtype)
    array[...] = value
    return array
