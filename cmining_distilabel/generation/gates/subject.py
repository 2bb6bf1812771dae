"""Questions that cannot be understood alone, and answers that say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cmining_distilabel.generation.gates.base import Row, bare, options, said, sources
from cmining_distilabel.languages import base_language

_STEM = 4  # letters by which words are compared, so that endings do not matter
_HIRAGANA = re.compile("[\u3041-\u309f]+")


class SubjectGate:
    """Rejects `no_subject` and `trivial`.

    A first question names its subject where it shares a word with the title of a seed, or two with its text. Questions
    in another language than the seed's cannot be compared. An answer is trivial where all of them together say no more
    than the title, or than the question.
    """

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        asked, seeds = row["messages"][0]["content"].partition("\nA. ")[0], sources(row)
        comparable = all(
            base_language(seed.language) == base_language(row["language"]) and seed.title for seed in seeds
        )
        if comparable and not any(_is_about(asked, seed.title, seed.text) for seed in seeds):
            return "no_subject"
        if options(row) is None and _says_nothing(said(row, "assistant"), said(row, "user"), row):
            return "trivial"
        return None


def _is_about(question: str, title: str, text: str) -> bool:
    return bool(_stems(question, _STEM) & _stems(title, _STEM)) or len(_stems(question) & _stems(text)) > 1


def _says_nothing(answer: str, question: str, row: Row) -> bool:
    plain = bare(answer)
    return plain in bare(question) or any(plain == bare(source.title) for source in sources(row))


def _stems(text: str, shortest: int = _STEM + 1) -> set[str]:
    """Beginnings of words that are not short; pairs of letters in scripts without blanks, but for Japanese endings."""
    found = set()
    for word in bare(text).split():
        if word[0] >= "\u2e80" or "\u0e00" <= word[0] <= "\u0e7f":
            pairs = {word[start : start + 2] for start in range(max(1, len(word) - 1))}
            found |= {pair for pair in pairs if not _HIRAGANA.fullmatch(pair)}
        elif len(word) >= shortest:
            found.add(word[:shortest])
    return found
