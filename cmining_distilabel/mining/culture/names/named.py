"""Which names which documents hold, as sparse matrices.

A document becomes a sparse row of names, a name a sparse row of cultures, so that the witness is a product of two
matrices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, diags

from cmining_distilabel.mining.culture.names.reader import reader
from cmining_distilabel.mining.culture.names.spelling import is_hangul, is_unspaced
from cmining_distilabel.mining.culture.texts import Texts

READ = 600  # characters of a text that are read, after its title
_FADE = 300.0  # characters after which a name counts 1 / e of one at the beginning
_WIDE = 2.5  # characters of an alphabet that one of a script without spaces is worth


@dataclass(frozen=True)
class Named:
    """Which names which documents hold.

    Attributes:
        documents: shape (n, E), sparse; each name counts once a document, less the later it comes.
        cultures: shape (E, C), sparse; P(culture | name), rows sum to 1 at most.
        names: "language:name" of each of the E names that occur.
        sure: shape (E,), whether a name is beyond doubt (`gazetteer.Share`).
    """

    documents: csr_matrix
    cultures: csr_matrix
    names: tuple[str, ...]
    sure: NDArray[np.bool_]

    def counts(self, trust: ArrayLike | None = None) -> csr_matrix:
        """The witness: shape (n, C), sparse; `trust`, shape (E,), is what each name counts, 1 by default."""
        documents = self.documents if trust is None else self.documents @ diags(np.asarray(trust, np.float64))
        return csr_matrix(documents @ self.cultures)


def read_names(blocks: Iterable[Texts], cultures: tuple[str, ...]) -> Named:
    """Read the names in documents.

    Args:
        blocks: all documents in order, some at a time; only the first `READ` characters of a text are read.
        cultures: C codes of CLDR, or plain names that a user added.
    """
    number: dict[tuple[str, str], int] = {}
    rows: list[int] = []
    columns: list[int] = []
    weights: list[float] = []
    row = -1
    for block in blocks:
        for language, title, text in zip(*block, strict=True):
            row, begin, seen = row + 1, len(title) + 1, set[int]()
            for name, start, _ in reader(language, cultures).mentions(f"{title}\n{text[:READ]}"):
                code = number.setdefault((language, name), len(number))
                if code not in seen:
                    seen.add(code)
                    rows.append(row)
                    columns.append(code)
                    fade = _FADE / _WIDE if is_unspaced(name) or is_hangul(name) else _FADE
                    weights.append(float(np.exp(-max(0, start - begin) / fade)))
    documents = csr_matrix((weights, (rows, columns)), shape=(row + 1, len(number)))
    names = tuple(f"{language}:{name}" for language, name in number)
    sure = np.array([reader(language, cultures).share(name).sure for language, name in number], bool)
    return Named(documents, _shares(number, cultures), names, sure)


def _shares(number: Iterable[tuple[str, str]], cultures: tuple[str, ...]) -> csr_matrix:
    column = {code: place for place, code in enumerate(cultures)}
    rows, columns, weights = [], [], []
    for row, (language, name) in enumerate(found := list(number)):
        own = reader(language, cultures).share(name)
        total = max(1.0, sum(weight for _, weight in own.of))
        for code, weight in own.of:
            if code in column:
                rows.append(row)
                columns.append(column[code])
                weights.append(weight / total)
    return csr_matrix((weights, (rows, columns)), shape=(len(found), len(cultures)))
