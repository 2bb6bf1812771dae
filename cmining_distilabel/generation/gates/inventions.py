"""Figures and names in an answer that nobody gave it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from cmining_distilabel.generation.gates.base import Row, bare, in_language, is_question, pieces, sources
from cmining_distilabel.generation.gates.stems import NAME_STEM, WIDE, stems
from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.names.readers import reader

_NUMBER = re.compile(r"\d+(?:[.,' \u00a0\u202f]\d{3})*(?!\d)")
_FIGURE = 3  # digits from which a number is a year or an amount, which a text either has or has not
_QUOTED = re.compile(
    r"(?<!\w)'([A-Z][^']{4,60})'(?!\w)|[\"“„«‘]([^\"“”„«»‘’]{5,60})[\"”»’]|「([^「」]{2,30})」|『([^『』]{2,30})』"
)
_INSIDE = re.compile(r"(?<=[\w,;] )[^\W\d_a-z][\w'’-]{3,}")  # a word of four letters that begins no sentence
_NOUNS_HAVE_CAPITALS = ("de", "lb")  # languages in which a capital says nothing of a name


class InventionGate:
    """Rejects `invented_number` and `invented_name`.

    A number of three digits or more, in whatever language, stands in a seed. In the seed's language so does a name in
    quotation marks, unless the user said it, and any other word with a capital inside of a sentence, by its first
    letters. Names of countries and peoples are left to the gate for these. Wrong options may be invented.
    """

    def __init__(self) -> None:
        self._cultures = tuple(culture_codes())

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        seeds, true = sources(row), pieces(row, true=True)
        given = "\n".join(f"{seed.title}\n{seed.text}" for seed in seeds)
        if any(_numbers(text) - _numbers(given) for _, text in true):
            return "invented_number"
        if not all(in_language(seed, row) for seed in seeds):
            return None
        asked = " ".join(text for name, text in true if is_question(name))
        said = [text for name, text in true if not is_question(name)]
        known, question = bare(given).replace(" ", ""), bare(asked)
        if any(name.replace(" ", "") not in known and name not in question for text in said for name in _quoted(text)):
            return "invented_name"
        begun = stems(f"{given} {asked}", NAME_STEM)
        return "invented_name" if any(self._names(text, row["language"], begun) for text in said) else None

    def _names(self, text: str, language: str, begun: set[str]) -> bool:
        """Whether words with a capital begin as nothing that is known, and name no culture."""
        if base_language(language) in _NOUNS_HAVE_CAPITALS:
            return False
        names = [name for name in _INSIDE.findall(text) if name[0].isupper()]
        new = [name for name in names if stems(name, NAME_STEM).isdisjoint(begun)]
        if not new:
            return False
        mentions = reader(language, self._cultures).mentions(text)
        cultures = {stem for found in mentions for stem in stems(found.name, NAME_STEM)}
        return any(stems(name, NAME_STEM).isdisjoint(cultures) for name in new)


def _numbers(text: str) -> set[str]:
    """Numbers of three digits or more, by their digits alone, whatever digits they are."""
    found = set()
    for match in _NUMBER.findall(unicodedata.normalize("NFKC", text)):
        digits = "".join(str(unicodedata.decimal(letter)) for letter in match if letter.isdecimal())
        if len(digits) >= _FIGURE:
            found.add(digits)
    return found


def _quoted(text: str) -> Iterator[str]:
    """Names in quotation marks: two words with capitals, or letters of scripts without them."""
    for groups in _QUOTED.findall(text):
        name = next(filter(None, groups))
        words = name.split()
        if name[0] >= WIDE or (len(words) > 1 and all(word[0].isupper() for word in (words[0], words[-1]))):
            yield bare(name)
