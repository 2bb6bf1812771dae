"""Finds the names in texts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cmining_distilabel.mining.culture.names.lexicon import Lexicon, Share, cities, lexicon
from cmining_distilabel.mining.culture.names.spelling import WORD, is_hangul, plain_word
from cmining_distilabel.text import UNSPACED

_RUN = re.compile(f"[{UNSPACED}]+")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc-\u30ff]")
_ENDING = 6  # letters that an ending may have: "Japan" -> "japanischen"
_PARTICLES = 3  # of a city: "Киеве"


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
        pairs = {*own.unspaced, *everywhere.unspaced}
        self._unspaced = {pair: (*own.unspaced.get(pair, ()), *everywhere.unspaced.get(pair, ())) for pair in pairs}

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
        if _RUN.search(text):
            for run in _RUN.finditer(text):
                self._in_run(text, *run.span(), found, words)
            text = _RUN.sub(lambda run: " " * len(run.group()), text)
        self._spaced(text, found, words)
        return found, set(words)

    def _spaced(self, text: str, found: list[Mention], others: list[int]) -> None:
        """Names in scripts that part words: a whole name, or a word that begins with one and has an ending."""
        words, known = WORD.findall(text), self._known
        after = 0
        at = 0  # where the last name was found
        for place, word in enumerate(words):
            entry = known.get(word)
            if entry is None:
                entry = known[word] = self._look_up(word)
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
                if several in self._own.names or several in self._everywhere.names:
                    name, length = several, more
                    break
            if name is None or (word[0].islower() and self.share(name).proper):
                others += numbers
                continue
            start = end = at = text.index(word, at)
            for other in words[place : place + length]:
                end = text.index(other, end) + len(other)
            found.append(Mention(name, start, end))
            at, after = end, place + length

    def _look_up(self, word: str) -> tuple[str, str | None, bool, tuple[int, ...]]:
        """A word's plain form, the name that it begins with, whether a longer one may, and its numbers."""
        plain, own, everywhere = plain_word(word), self._own, self._everywhere
        # Hangul has particles behind its words: their beginnings are what recurs.
        parts = {plain[:2], plain[:3]} if is_hangul(plain) else {plain} if len(plain) > 2 else set()
        numbers = tuple(self._vocabulary.setdefault(part, len(self._vocabulary)) for part in sorted(parts))
        starts = plain in own.starts or plain in everywhere.starts
        if plain in own.names or plain in everywhere.names:
            return plain, plain, starts, numbers
        if is_hangul(plain):  # whatever follows may be particles
            for cut in range(len(plain) - 1, 1, -1):
                if plain[:cut] in own.names or plain[:cut] in everywhere.names:
                    return plain, plain[:cut], starts, numbers
        for cut in range(len(plain), max(3, len(plain) - _ENDING) - 1, -1):
            stem = own.stems.get(plain[:cut])
            if stem is None and len(plain) - cut <= _PARTICLES:
                stem = everywhere.stems.get(plain[:cut])
            if stem is not None:
                return plain, stem, starts, numbers
        return plain, None, starts, numbers

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
                    found.append(Mention(name, place, after))
                    break
            else:
                others.append(vocabulary.setdefault(pair, len(vocabulary)))


@lru_cache(maxsize=64)
def reader(language: str, cultures: tuple[str, ...]) -> Reader:
    """The reader of a language, for names alone."""
    return Reader(lexicon(language, cultures), cities())


def without_names(text: str, language: str, cultures: tuple[str, ...]) -> str:
    """A text with the names taken out, for calibration."""
    for mention in sorted(reader(language, cultures).mentions(text), key=lambda mention: -mention.start):
        text = text[: mention.start] + text[mention.end :]
    return text


def _cuts_katakana(text: str, start: int, end: int) -> bool:
    before = start > 0 and _KATAKANA.match(text[start]) and _KATAKANA.match(text[start - 1])
    after = end < len(text) and _KATAKANA.match(text[end - 1]) and _KATAKANA.match(text[end])
    return bool(before or after)
