"""Which names which documents hold, as sparse matrices.

A document becomes a sparse row of names, a name a sparse row of cultures, so that the witness is a product of two
matrices.
"""

import math
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, diags

from cmining_distilabel.mining.culture.names.reader import Reader, Vocabulary
from cmining_distilabel.mining.culture.names.readers import new_reader
from cmining_distilabel.mining.culture.names.scripts import foreign_scripts, script_home
from cmining_distilabel.mining.culture.names.spelling import is_hangul, is_unspaced
from cmining_distilabel.mining.culture.texts import Texts

READ = 600  # characters of a text that are read, after its title
_FADE = 300.0  # characters after which a name counts 1 / e of one at the beginning
_WIDE = 2.5  # characters of an alphabet that one of a script without spaces is worth
_SCRIPT = "script "  # before the name of a script that stands for a culture
_WRITTEN = 0.17  # what a foreign script counts: log(1 + 10 * 0.17) = 1


@dataclass(frozen=True)
class Named:
    """Which names which documents hold.

    Attributes:
        documents: shape (n, E), sparse; each name counts once a document, less the later it comes.
        cultures: shape (E, C), sparse; P(culture | name), rows sum to 1 at most.
        names: "language:name" of each of the E names that occur.
        sure: shape (E,), whether a name is beyond doubt (`lexicon.Share`).
        words: shape (n, V), sparse, 1 where a document holds a word that is no name.
        vocabulary: the number of each of the V words.
        keys: shape (n,), a hash of each text: the same for its copies, and wherever it stands in a corpus.
    """

    documents: csr_matrix
    cultures: csr_matrix
    names: tuple[str, ...]
    sure: NDArray[np.bool_]
    words: csr_matrix
    vocabulary: Vocabulary
    keys: NDArray[np.int64]

    def counts(self, trust: ArrayLike | None = None) -> csr_matrix:
        """The witness: shape (n, C), sparse; `trust`, shape (E,), is what each name counts, 1 by default."""
        documents = self.documents if trust is None else self.documents @ diags(np.asarray(trust, np.float64))
        return csr_matrix(documents @ self.cultures)

    def with_words(self, columns: NDArray[np.int64]) -> "Named":
        """The same with some of its words only, shape (W,) in ascending order, numbered anew."""
        spelled = list(self.vocabulary)
        kept = Vocabulary((spelled[column], number) for number, column in enumerate(columns))
        return replace(self, words=self.words[:, columns], vocabulary=kept)


def read_names(blocks: Iterable[Texts], cultures: tuple[str, ...], vocabulary: Vocabulary | None = None) -> Named:
    """Read the names in documents, and the other words.

    Args:
        blocks: all documents in order, some at a time; only the first `READ` characters of a text are read.
        cultures: C codes of CLDR, or plain names that a user added.
        vocabulary: numbers of words, to go on with; it grows.
    """
    vocabulary = Vocabulary() if vocabulary is None else vocabulary
    readers: dict[str, Reader] = {}
    number: dict[tuple[str, str], int] = {}
    rows, columns, words, ends = array("i"), array("i"), array("i"), array("q", [0])
    weights, keys = array("d"), array("q")
    for block in blocks:
        for language, title, text in zip(*block, strict=True):
            if language not in readers:
                readers[language] = new_reader(language, cultures, vocabulary)
            beginning = text[:READ]
            row, begin, seen, whole = len(ends) - 1, len(title) + 1, set[int](), f"{title}\n{beginning}"
            keys.append(zlib.crc32(beginning.encode("utf-8", "surrogatepass")))
            found, others = readers[language].read(whole)
            for name, start, _ in found:
                code = number.setdefault((language, name), len(number))
                if code not in seen:
                    seen.add(code)
                    rows.append(row)
                    columns.append(code)
                    fade = _FADE / _WIDE if is_unspaced(name) or is_hangul(name) else _FADE
                    weights.append(math.exp(-max(0, start - begin) / fade))
            for script in sorted(foreign_scripts(whole, language)):
                rows.append(row)
                columns.append(number.setdefault((language, f"{_SCRIPT}{script}"), len(number)))
                weights.append(_WRITTEN)
            words.extend(sorted(others))
            ends.append(len(words))
    n = len(ends) - 1
    documents = csr_matrix((weights, (rows, columns)), shape=(n, len(number)))
    held = csr_matrix((np.ones(len(words), np.int8), words, ends), shape=(n, len(vocabulary)))
    names = tuple(f"{language}:{name}" for language, name in number)
    sure = np.array([not n.startswith(_SCRIPT) and readers[of].share(n).sure for of, n in number], bool)
    shares = _shares(number, readers, cultures)
    return Named(documents, shares, names, sure, held, vocabulary, np.array(keys, np.int64))


def _shares(number: Iterable[tuple[str, str]], readers: dict[str, Reader], cultures: tuple[str, ...]) -> csr_matrix:
    column = {code: place for place, code in enumerate(cultures)}
    rows, columns, weights = [], [], []
    for row, (language, name) in enumerate(found := list(number)):
        if name.startswith(_SCRIPT):
            of: tuple[tuple[str, float], ...] = ((script_home(name.removeprefix(_SCRIPT)), 1.0),)
        else:
            of = readers[language].share(name).of
        total = max(1.0, sum(weight for _, weight in of))
        for code, weight in of:
            if code in column:
                rows.append(row)
                columns.append(column[code])
                weights.append(weight / total)
    return csr_matrix((weights, (rows, columns)), shape=(len(found), len(cultures)))
