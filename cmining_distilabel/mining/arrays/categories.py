"""One of few names for each document, such as its language: names once, and a small number a document."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.integer]


@dataclass(frozen=True)
class Categories:
    """Names of documents.

    Attributes:
        names: shape (G,), each different name that occurs, sorted.
        codes: shape (n,), int32, place in `names` of each document's.
    """

    names: NDArray[np.str_]
    codes: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: NDArray[np.integer]) -> NDArray[np.str_]:
        """The names of some documents."""
        found: NDArray[np.str_] = self.names[self.codes[rows]]
        return found


def categories(values: ArrayLike | Categories) -> Categories:
    """Categories of names, shape (n,); what is Categories already stays."""
    if isinstance(values, Categories):
        return values
    names, codes = np.unique(np.asarray(values), return_inverse=True)
    return Categories(names, codes.astype(np.int32))
