"""Answers that take nothing from their seed, and figures and names that nobody gave them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import permutations

from cmining_distilabel.generation.gates.base import (
    Row,
    Source,
    bare,
    fields,
    in_language,
    is_question,
    pieces,
    sources,
)
from cmining_distilabel.generation.gates.stems import NAME_STEM, stems
from cmining_distilabel.mining.noise.length import display_width
from cmining_distilabel.text import sentences

_NUMBER = re.compile(r"\d+(?:[.,' \u00a0\u202f]\d{3})*(?!\d)")
_FIGURE = 3  # digits from which a number is a year or an amount, which a text either has or has not
_QUOTED = re.compile(
    r"(?<!\w)'([A-Z][^']{4,60})'(?!\w)|[\"“„«‘]([^\"“”„«»‘’]{5,60})[\"”»’]|「([^「」]{2,30})」|『([^『』]{2,30})』"
)
_LONG = 40  # columns of an answer, or a sentence, from which it shares words with what it is about
_WORDS, _SUPPORT = 6, 1 / 3  # words of a sentence that is looked at, and the share that a text must have of them
_MORE = 0.2  # of the words of a sentence, by which it is rather of the other text
_ADVICE = "advice"  # its reason may be copied, and the advice made up
# Parts of an answer in words of their own: advice, how somebody sees it, what is easier to understand.
_OWN_WORDS = frozenset({_ADVICE, "reason", "rendering", "lost", "insider", "guest", "steps", "conclusion"})
_SIDES = ("first", "second")  # parts of a comparison, each of one seed


class FactGate:
    """Rejects `no_fact`, `unsupported`, `one_sided`, `invented_number` and `invented_name`.

    An answer in its seed's language shares a word with the text that is none of the title, unless it is short; of a
    comparison each side with its own, and `one_sided` is one that speaks of the other thing. A long sentence has a
    third of its words from there, but for parts that go on from it (`_OWN_WORDS`). A number of three digits or more, in
    whatever language, stands in a seed; so does a name in quotation marks, in the seed's language, unless the user said
    it. Wrong options may be invented.
    """

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        seeds, true = sources(row), pieces(row, true=True)
        if any(_numbers(text) - _numbers(_all_of(seeds)) for _, text in true):
            return "invented_number"
        if not all(in_language(seed, row) for seed in seeds):
            return None
        asked = bare(" ".join(text for name, text in true if is_question(name)))
        known = bare(_all_of(seeds)).replace(" ", "")
        said = [text for name, text in true if not is_question(name)]
        if any(name.replace(" ", "") not in known and name not in asked for text in said for name in _quoted(text)):
            return "invented_name"
        given = stems(_all_of(seeds), NAME_STEM)
        told = [text for name, text in true if not is_question(name) and name not in _OWN_WORDS]
        if any(_is_made_up(sentence, given) for text in told for sentence in sentences(text)):
            return "unsupported"
        if any(_is_of_other(text, seed, other) for text, seed, other in _sides(row, seeds)):
            return "one_sided"
        return None if all(_takes(text, seed) for text, seed in _answers(row, said, seeds)) else "no_fact"


def _answers(row: Row, said: list[str], seeds: list[Source]) -> Iterator[tuple[str, Source]]:
    """What is to be compared with which seed."""
    filled = fields(row)
    if len(seeds) > 1 and all(isinstance(filled.get(side), str) for side in _SIDES):
        yield from ((filled[side], seed) for side, seed in zip(_SIDES, seeds, strict=True))
    elif said and not row.get("other_seed_id"):
        said = [filled[_ADVICE]] if isinstance(filled.get(_ADVICE), str) else said
        titles, texts = (" ".join(parts) for parts in zip(*((seed.title, seed.text) for seed in seeds), strict=True))
        yield " ".join(said), Source(titles, texts, seeds[0].language)


def _sides(row: Row, seeds: list[Source]) -> Iterator[tuple[str, Source, Source]]:
    """The parts of a comparison that are to be of one thing alone, with its seed and the other."""
    filled = fields(row)
    if len(seeds) == len(_SIDES) and all(isinstance(filled.get(side), str) for side in _SIDES):
        for side, (seed, other) in zip(_SIDES, permutations(seeds), strict=True):
            yield filled[side], seed, other


def _is_of_other(text: str, seed: Source, other: Source) -> bool:
    """Whether a part begins with the other thing's name, or has a sentence that is rather taken from its text."""
    plain, own, its = bare(text), bare(seed.title), bare(other.title)
    if own and its and its in plain and plain.find(own) not in range(plain.find(its) + 1):
        return True
    first, second = (stems(f"{one.title} {one.text}", NAME_STEM) for one in (seed, other))
    for sentence in sentences(text):
        words = stems(sentence, NAME_STEM)
        if len(words) >= _WORDS and len(words & second) - len(words & first) > _MORE * len(words):
            return True
    return False


def _takes(text: str, seed: Source) -> bool:
    own, title = stems(seed.text, NAME_STEM), stems(seed.title, NAME_STEM)
    if display_width(text) < _LONG:  # "Bells." may be all that there is to say
        return True
    own -= title
    return bool(stems(text, NAME_STEM) & own) or not own


def _is_made_up(sentence: str, given: set[str]) -> bool:
    words = stems(sentence, NAME_STEM)
    long = len(words) >= _WORDS and display_width(sentence) >= _LONG
    return long and len(words & given) < _SUPPORT * len(words)


def _all_of(seeds: Sequence[Source]) -> str:
    return "\n".join(f"{seed.title}\n{seed.text}" for seed in seeds)


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
        if name[0] >= "\u2e80" or (len(words) > 1 and all(word[0].isupper() for word in (words[0], words[-1]))):
            yield bare(name)
