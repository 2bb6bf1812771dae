"""Memory that grows with the documents, in files: the system takes its pages back when it is short of memory.

They count as the process's memory while there is room. Under the limit of a container they are written out and given
to others before anything is refused: an array of 2.5 GB works in a container of 500 MB.
"""

import errno
import math
import mmap
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from cmining_distilabel.errors import UserError

_SMALL = 1 << 22  # bytes that are not worth a file


@contextmanager
def room_for(what: str) -> Iterator[None]:
    """Tell in one line that there is no room for temporary files.

    Raises:
        UserError: it names the folder.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise
        raise UserError(f"no space left in {tempfile.gettempdir()} for {what}; set TMPDIR") from None


def scratch(shape: int | tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An array of unknown content, as `numpy.empty` makes it; a large one in a file that is gone with the array.

    Raises:
        UserError: there is no room for the file; set TMPDIR.
    """
    size = math.prod(np.atleast_1d(shape).tolist()) * np.dtype(dtype).itemsize
    if size <= _SMALL:
        return np.empty(shape, dtype)
    with room_for(f"{size / 1e9:.1f} GB of scores"), tempfile.TemporaryFile(prefix="cmining-") as file:
        if hasattr(os, "posix_fallocate"):  # a full disk is an error now, and no crash later
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            file.truncate(size)
        memory = mmap.mmap(file.fileno(), size)
    return np.frombuffer(memory, dtype).reshape(shape)


def stored(array: NDArray[Any]) -> NDArray[Any]:
    """A copy of an array, where `scratch` puts it."""
    found = scratch(array.shape, array.dtype)
    found[...] = array
    return found


def mapped_file(path: str | os.PathLike[str]) -> mmap.mmap:
    """A file's bytes, to be read; the file may be deleted meanwhile."""
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def filled(shape: int | tuple[int, ...], value: Any, dtype: DTypeLike) -> NDArray[Any]:
    """`scratch`, filled with a value."""
    array = scratch(shape, dtype)
    array[...] = value
    return array
