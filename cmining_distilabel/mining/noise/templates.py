"""Bot-made stubs: texts of one template with other names and numbers in it."""

import re
from collections import Counter
from collections.abc import Sequence

from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.noise.base import Row
from cmining_distilabel.mining.noise.duplicates import find_near, normalise
from cmining_distilabel.mining.noise.near_index import NearIndex
from cmining_distilabel.text import UNSPACED, lead

_SIMILAR = 0.6  # Jaccard similarity of masked texts of one template; what is left of names keeps it under 1
_SHORTEST = 20  # characters: what is left of a shorter text after masking says too little
# Where words have no spaces between them, a number or a Latin name ends where its own characters do.
_WORD = re.compile(rf"[^\W{UNSPACED}]+")
_CAPITALS_MEAN_NOUN = ("de", "lb")  # where capitals do not tell a name from a word


class TemplateFilter:
    """Rejects all but the first few texts of a template: `template`.

    Such texts (villages, species) are dense and of one language, which the paper's rule takes for culture. Titles,
    numbers and capitalised words are masked, and what is left is compared by MinHash, within a language. The same rows
    in the same order give the same answers.

    Args:
        limit: texts of one template that are kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._index = NearIndex(_SIMILAR)
        self._sizes: Counter[int] = Counter()

    def reasons(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "template"."""
        masked = [mask(row["title"], lead(row["text"]), row["language"]) for row in batch]
        reasons: list[str | None] = [None] * len(batch)
        telling = [place for place, text in enumerate(masked) if len(text) >= _SHORTEST]
        languages = [batch[place]["language"] for place in telling]
        found = find_near(self._index, [masked[place] for place in telling], languages)
        for place, first in zip(telling, found, strict=True):
            if first is not None:
                self._sizes[first] += 1
                reasons[place] = "template" if self._sizes[first] >= self._limit else None
        return reasons


def mask(title: str, text: str, language: str) -> str:
    """A text without what a template's instances differ in.

    >>> mask("Oakby", "Oakby is a village in the county of Northshire with 312 people.", "en")
    '_ is a village in the county of _ with _ people.'
    """
    for name in (title, title.partition(" (")[0]):  # "Oakby (Northshire)" is "Oakby" in its text
        text = text.replace(name, "_") if name else text
    keep_capitals = base_language(language) in _CAPITALS_MEAN_NOUN

    def name_or_number(match: re.Match[str]) -> str:
        word = match.group()
        if word[0].isupper() and not keep_capitals:
            return "_"
        return word if word.isalpha() or not any(character.isdigit() for character in word) else "_"

    # A row of names ("North Shire, West Riding") is as long as it likes: one mask for all of it.
    return re.sub(r"_(?:[\s,.·'’()-]*_)+", "_", normalise(_WORD.sub(name_or_number, text)))
