"""A made corpus of names and words: arrays as the reader of names gives them."""

import numpy as np
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.culture.names.named import Named
from cmining_distilabel.mining.culture.names.reader import Vocabulary


def made_named(documents: list[list[int]], cultures: list[int], sure: list[bool], num_cultures: int) -> Named:
    """Documents by the numbers of the names that they hold, and each name's culture; all names are English."""
    held = np.zeros((len(documents), len(cultures)))
    for row, names in enumerate(documents):
        held[row, names] = 1.0
    of = np.eye(num_cultures)[cultures] if cultures else np.zeros((0, num_cultures))
    names = tuple(f"en:{number}" for number in range(len(cultures)))
    words, keys = csr_matrix((len(documents), 0)), np.arange(len(documents))
    return Named(csr_matrix(held), csr_matrix(of), names, np.array(sure, bool), words, Vocabulary(), keys)
