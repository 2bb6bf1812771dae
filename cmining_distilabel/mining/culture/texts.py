"""The texts that names of cultures are read in."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Texts(NamedTuple):
    """Languages (BCP-47), titles and texts of some documents, one entry a document each."""

    languages: list[str]
    titles: list[str]
    texts: list[str]


TextsOf = Callable[[NDArray[np.int64]], Texts]
"""Gives the texts of some rows."""
