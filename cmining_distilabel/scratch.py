"""Arrays with an entry a document, in nameless temporary files: the system takes their pages back when it needs them."""

from __future__ import annotations

import errno
import math
import mmap
import os
import tempfile
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from cmining_distilabel.errors import UserError

_SMALL = 1 << 22  # bytes that are not worth a file


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
            os.posix_fallocate(file.fileno(), 0, size)  # a full disk is an error now, and no crash later
            memory = mmap.mmap(file.fileno(), size)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise
        raise UserError(f"no space left in {tempfile.gettempdir()} for {size / 1e9:.1f} GB of scores; set TMPDIR") from None
    return np.frombuffer(memory, dtype).reshape(shape)


def filled(shape: int | tuple[int, ...], value: Any, dtype: DTypeLike) -> NDArray[Any]:
    """`scratch`, filled with a value."""
    array = scratch(shape, dtype)
    array[...] = value
    return array
