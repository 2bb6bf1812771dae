"""Finds the names in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from cmining_distilabel.mining.culture.names.lexicon import SMALL, Lexicon, Share, cities, lexicon
from cmining_distilabel.mining.culture.names.peoples import declines
from cmining_distilabel.mining.culture.names.spelling import (
    WORD,
    is_hangul,
    is_latin,
    plain_word,
    without_prefixes,
)
from cmining_distilabel.text import UNSPACED

_RUN = re.compile(f"[{UNSPACED}]+")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc-\u30ff]")
_LONG_STEM, _LONG_ENDING = 8, 8  # letters that an ending may have behind a long stem: "österreichischer"
_SHORTEST, _SHORT_ENDING = 3, 2  # stem of Arabic or Hebrew letters, and what may follow it
_PARTICLES, _ENDING_OF_CITY = 3, 5  # letters of an ending of a city: "Харькове"; in Latin letters: "Helsingissä"


class Mention(NamedTuple):
    """A name in a text, as the lexicon has it, and where it stands."""

    name: str
    start: int
    end: int


class Reader:
    """Finds the names in texts of one language; what it found out about a word it remembers.

    Args:
        own: the language's names of countries, peoples and regions.
        everywhere: names of cities, known in all languages.
        vocabulary: numbers of words, which several readers may share; it grows.
    """

    def __init__(self, own: Lexicon, everywhere: Lexicon, vocabulary: dict[str, int] | None = None) -> None:
        self._own, self._everywhere = own, everywhere
        self._vocabulary: dict[str, int] = {} if vocabulary is None else vocabulary
        self._known: dict[str, tuple[str, str | None, bool, tuple[int, ...]]] = {}
        self._ordinary: dict[str, tuple[int, ...]] = {}  # words that no name begins with: nearly all
        self._begins = {stem[:_SHORTEST] for stem in (*own.stems, *everywhere.stems)}
        pairs = {*own.unspaced, *everywhere.unspaced}
        self._unspaced = {pair: (*own.unspaced.get(pair, ()), *everywhere.unspaced.get(pair, ())) for pair in pairs}

    @classmethod
    def of(cls, language: str, cultures: tuple[str, ...], vocabulary: dict[str, int] | None = None) -> Reader:
        """The reader of a language (BCP-47)."""
        return cls(lexicon(language, cultures), cities(declined=declines(language)), vocabulary)

    def share(self, name: str) -> Share:
        """Whose a name is."""
        return self._own.names.get(name) or self._everywhere.names[name]

    def mentions(self, text: str) -> list[Mention]:
        """The names in a text, the longest at each place."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[list[Mention], set[int]]:
        """The names in a text, and the numbers of the other words: of two letters in scripts without spaces."""
        found: list[Mention] = []
        words: list[int] = []
        if not text.isascii() and _RUN.search(text):
            for run in _RUN.finditer(text):
                self._in_run(text, *run.span(), found, words)
            text = _RUN.sub(lambda run: " " * len(run.group()), text)
        self._spaced(text, found, words)
        return found, set(words)

    def _spaced(self, text: str, found: list[Mention], others: list[int]) -> None:
        """Names in scripts that part words: a whole name, or a word that begins with one and has an ending."""
        words, known = WORD.findall(text), self._known
        spans: list[tuple[int, int]] = []  # most texts name nothing
        after = 0
        ordinary = self._ordinary
        for place, word in enumerate(words):
            numbers = ordinary.get(word)
            if numbers is not None:
                others += numbers
                continue
            entry = known.get(word)
            if entry is None:
                entry = self._look_up(word)
                if entry[1] or entry[2]:
                    known[word] = entry
                else:
                    ordinary[word] = entry[3]
            plain, name, starts, numbers = entry
            if place < after or not (name or starts):
                others += numbers
                continue
            length = 1
            if starts and place + 1 < len(words):
                two = f"{plain} {plain_word(words[place + 1])}"
                most = max(self._own.longest.get(two, 1), self._everywhere.longest.get(two, 1))
            else:
                most = 1
            for more in range(min(most, len(words) - place), 1, -1):
                several = " ".join([plain, *(plain_word(other) for other in words[place + 1 : place + more])])
                known_name = several in self._own.names or several in self._everywhere.names
                # "tiếng Nhật" has its capital in the second word; a city has it in the first.
                last = more if several in self._own.names else 1
                small = all(other[0].islower() for other in words[place : place + last])
                if known_name and not (small and self.share(several).proper):
                    name, length = several, more
                    break
            if name is None:
                others += numbers
                continue
            after = place + length
            if self.share(name).of:
                spans = spans or [word.span() for word in WORD.finditer(text)]
                found.append(Mention(name, spans[place][0], spans[after - 1][1]))

    def _look_up(self, word: str) -> tuple[str, str | None, bool, tuple[int, ...]]:
        """A word's plain form, the name that it begins with, whether a longer one may, and its numbers."""
        plain, own, everywhere = plain_word(word), self._own, self._everywhere
        # Hangul has particles behind its words: their beginnings are what recurs.
        parts = {plain[:2], plain[:3]} if is_hangul(plain) else {plain} if len(plain) > 2 else set()
        numbers = tuple(self._vocabulary.setdefault(part, len(self._vocabulary)) for part in sorted(parts))
        starts = plain in own.starts or plain in everywhere.starts
        for name in self._candidates(plain):
            if not (word[0].islower() and self.share(name).proper):
                return plain, name, starts, numbers
        return plain, None, starts, numbers

    def _candidates(self, plain: str) -> Iterator[str]:
        """Names that a word may be, the likeliest first: itself, or what it begins with."""
        own, everywhere = self._own, self._everywhere
        if plain in own.names or plain in everywhere.names:
            yield plain
            if f"{plain}{SMALL}" in own.names:
                yield f"{plain}{SMALL}"
            return  # a word that is a name but for its capital is no beginning of one: "turkey", "china"
        if is_hangul(plain):  # whatever follows may be particles
            for cut in range(len(plain) - 1, 1, -1):
                if plain[:cut] in own.names or plain[:cut] in everywhere.names:
                    yield plain[:cut]
        for begins in (plain,) if plain.isascii() else (plain, *without_prefixes(plain)):
            if begins[:_SHORTEST] not in self._begins:
                continue
            for cut in range(len(begins), max(_SHORTEST, len(begins) - _LONG_ENDING) - 1, -1):
                stem, ending = begins[:cut], len(begins) - cut
                if stem in own.stems and ending <= _most_letters(cut, own.ending):
                    yield own.stems[stem]
                if stem in everywhere.stems and ending <= (_ENDING_OF_CITY if is_latin(stem) else _PARTICLES):
                    yield everywhere.stems[stem]

    def _in_run(self, text: str, start: int, end: int, found: list[Mention], others: list[int]) -> None:
        """Names in scripts that do not part words, wherever they stand; katakana is a whole run of it, or no name."""
        after, names, vocabulary = start, self._unspaced, self._vocabulary
        for place in range(start, end - 1):
            if place < after:
                continue
            pair = text[place : place + 2]
            for name in names.get(pair, ()):
                if text.startswith(name, place) and not _cuts_katakana(text, place, place + len(name)):
                    after = place + len(name)
                    if self.share(name).of:
                        found.append(Mention(name, place, after))
                    break
            else:
                others.append(vocabulary.setdefault(pair, len(vocabulary)))


@lru_cache(maxsize=64)
def reader(language: str, cultures: tuple[str, ...]) -> Reader:
    """The reader of a language, for names alone."""
    return Reader.of(language, cultures)


def without_names(text: str, language: str, cultures: tuple[str, ...]) -> str:
    """A text with the names taken out, for calibration."""
    while found := reader(language, cultures).mentions(text):  # what stood around one may be a name as well
        for mention in sorted(found, key=lambda mention: -mention.start):
            text = text[: mention.start] + text[mention.end :]
    return text


def _most_letters(stem: int, usual: int) -> int:
    """Letters that an ending may have behind a stem of so many."""
    if stem <= _SHORTEST:
        return _SHORT_ENDING
    return _LONG_ENDING if stem >= _LONG_STEM else usual


def _cuts_katakana(text: str, start: int, end: int) -> bool:
    before = start > 0 and _KATAKANA.match(text[start]) and _KATAKANA.match(text[start - 1])
    after = end < len(text) and _KATAKANA.match(text[end - 1]) and _KATAKANA.match(text[end])
    return bool(before or after)
