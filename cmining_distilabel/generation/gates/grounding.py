"""Conversations that have little to do with their seed."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.generation.gates.base import Row, bare, fields, sources, written
from cmining_distilabel.languages import base_language
from cmining_distilabel.text import parts

Encode = Callable[[list[str]], NDArray[np.float32]]

_PARTS = 8  # of a seed's text that a conversation may be about


class GroundingGate:
    """Rejects rows whose text lies far from their seed's: `not_grounded`.

    The similarity is the largest cosine of what the model wrote, wrong options aside, with the seed's text as a whole
    or with one of its parts; a translation keeps most of it. It finds answers about something else, not wrong details:
    for these there is the judge. A request for the seed's own text that names its title passes, however short.

    Args:
        encode: texts to unit vectors.
        threshold: least similarity.
        languages: that the encoder knows; None for all. A row in another one, or with a seed in one, passes.
    """

    def __init__(self, encode: Encode, threshold: float, languages: frozenset[str] | None = None) -> None:
        self.encode = encode
        self._threshold = threshold
        self._languages = languages

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "not_grounded"; rows need what `base.sources` looks at."""
        found = self.similarity(batch)
        return ["not_grounded" if value < self._threshold else None for value in found]  # NaN passes

    def similarity(self, batch: Sequence[Row]) -> NDArray[np.float64]:
        """Similarity of each row with its seed; NaN where the encoder does not know one of the languages."""
        result = np.full(len(batch), np.nan)
        known = [place for place, row in enumerate(batch) if self.knows(row) and written(row) and not _asks_for_it(row)]
        if not known:
            return result
        texts_of = ([source.text for source in sources(batch[place])] for place in known)
        pieces = [[part for text in texts for part in (text, *parts(text)[:_PARTS])] for texts in texts_of]
        vectors = self.encode([written(batch[place]) for place in known] + [text for texts in pieces for text in texts])
        rows, seeds = vectors[: len(known)], vectors[len(known) :]
        starts = np.cumsum([0, *map(len, pieces)])
        for row, place, start, end in zip(rows, known, starts[:-1], starts[1:], strict=True):
            result[place] = float((seeds[start:end] @ row).max())
        return result

    def knows(self, row: Row) -> bool:
        """Whether the encoder knows the languages of a row and its seed."""
        codes: tuple[Any, ...] = (row["language"], row.get("seed_language") or row["language"])
        return self._languages is None or all(base_language(str(code)) in self._languages for code in codes)


def _asks_for_it(row: Row) -> bool:
    """Whether all that the model wrote is a request that names what the seed is about."""
    filled, title = fields(row), bare(str(row.get("title") or ""))
    return filled.keys() == {"instruction"} and bool(title) and title in bare(written(row))
