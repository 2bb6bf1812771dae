"""Answers that a model does not give when it is asked again."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.generation.gates.base import Row, bare
from cmining_distilabel.generation.gates.options import stands_in
from cmining_distilabel.generation.gates.questions import questions
from cmining_distilabel.generation.gates.runs import runs, within
from cmining_distilabel.languages import base_language

_AGREE = 0.5  # of the runs of letters of one answer in the other, or cosine of both, from which they say the same


class AgainGate:
    """Rejects `answers_differ` and `not_answered`: the round-trip consistency of Alberti et al. 2019 (1906.05416).

    A model that sees the text and a row's questions, and not the row's answers, answers in a sentence each (column
    `answered_again`). Both answers agree where one holds half of the other, but for what the question says, or where
    their vectors have a cosine of half. An answer that only repeats the question agrees with none. Rows that nobody
    asked again pass.

    Args:
        encode: texts to unit vectors.
        languages: that the encoder knows; None for all. In others letters alone decide.
    """

    def __init__(
        self, encode: Callable[[list[str]], NDArray[np.float32]], languages: frozenset[str] | None = None
    ) -> None:
        self._encode = encode
        self._languages = languages

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        if row.get("answered_again") is None:
            return None
        pairs, again = questions(row), row["answered_again"]
        if len(pairs) != len(again):
            return "not_answered"
        unlike = [
            (said, other) for (asked, said), other in zip(pairs, again, strict=True) if not _same(asked, said, other)
        ]
        return "answers_differ" if unlike and not self._close(unlike, str(row["language"])) else None

    def _close(self, pairs: Sequence[tuple[str, str]], language: str) -> bool:
        """Whether the answers of all pairs mean the same."""
        if self._languages is not None and base_language(language) not in self._languages:
            return False
        vectors = self._encode([text for pair in pairs for text in pair])
        return all(one @ other >= _AGREE for one, other in zip(vectors[::2], vectors[1::2], strict=True))


def _same(asked: str, said: str, again: str) -> bool:
    """Whether one of two answers holds what is new in the other."""
    if stands_in(bare(again), bare(said)) and not stands_in(bare(again), bare(asked)):
        return True
    question, one, other = (runs(bare(text)) for text in (asked, said, again))
    new_one, new_other = one - question, other - question
    if not new_other:
        return False
    return max(within(new_other, one), within(new_one, other)) >= _AGREE
