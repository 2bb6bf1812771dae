"""Finds the names in texts."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise
from operator import add
from typing import NamedTuple

from cmining_distilabel.mining.culture.names.lexicon import BEGINNING, SMALL, Lexicon, Share, beginning
from cmining_distilabel.mining.culture.names.spelling import (
    WORD,
    is_abjad,
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
_BETWEEN = "\n"  # between runs of letters: no letter itself
_SILENT = -1  # what a word of one or two letters says
_PARTICLES, _ENDING_OF_CITY = 3, 5  # letters of an ending of a city: "Харькове"; in Latin letters: "Helsingissä"


class Mention(NamedTuple):
    """A name in a text, as the lexicon has it, and where it stands."""

    name: str
    start: int
    end: int


class Vocabulary(dict[str, int]):
    """Numbers of words, in the order in which they were met; asked for a new one, it gives it the next."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class _Telling(NamedTuple):
    """A word to look at: its plain form, the name that it is, whether it begins longer ones, and its number, or -1."""

    plain: str
    name: str | None
    starts: bool
    number: int


class _Codes(dict[str, int]):
    """What words say, found out when first met: a number, `_SILENT`, or less of one to look at."""

    def __init__(self, look_up: Callable[[str], int]) -> None:
        self._look_up = look_up

    def __missing__(self, word: str) -> int:
        self[word] = code = self._look_up(word)
        return code


class Reader:
    """Finds the names in texts of one language; what it found out about a word it remembers.

    Most words are no name: each of them is looked up once, in one table, and from then on it is its number.

    Args:
        own: the language's names of countries, peoples and regions.
        everywhere: names of cities, known in all languages.
        vocabulary: numbers of words, which several readers may share; it grows.
        ordinary: plain words that are no names. States and their peoples are names all the same, but doubtful ones.
    """

    def __init__(
        self,
        own: Lexicon,
        everywhere: Lexicon,
        vocabulary: Vocabulary | None = None,
        ordinary: frozenset[str] = frozenset(),
    ) -> None:
        self._own, self._everywhere = own, everywhere
        self._doubtful, self._ordinary = ordinary & own.states, ordinary - own.states
        self._vocabulary = Vocabulary() if vocabulary is None else vocabulary
        self._codes = _Codes(self._look_up)
        self._pairs = _Codes(self._look_up_pair)
        self._telling: list[_Telling] = []  # by `_SILENT - 1 - code`
        self._shorter: dict[int, int] = {}  # number of three letters of Hangul -> of the first two
        self._seconds: set[int] = set()  # codes of words that may come second in a name
        # Those of cities are many: only what a language adds is put beside them.
        self._longest = everywhere.longest | {
            two: max(most, everywhere.longest.get(two, 1)) for two, most in own.longest.items()
        }
        unspaced = everywhere.unspaced | {
            pair: names + everywhere.unspaced.get(pair, ()) for pair, names in own.unspaced.items()
        }
        for pair in {word[:2] for word in self._ordinary if word[:2] in unspaced}:
            unspaced[pair] = tuple(name for name in unspaced[pair] if name not in self._ordinary)
        self._unspaced = {pair: names for pair, names in unspaced.items() if names}
        self._lengths = everywhere.lengths | {
            begin: tuple(sorted({*of, *everywhere.lengths.get(begin, ())}, reverse=True))
            for begin, of in own.lengths.items()
        }

    def share(self, name: str) -> Share:
        """Whose a name is."""
        found = self._own.names.get(name) or self._everywhere.names[name]
        return found._replace(sure=False) if name in self._doubtful else found

    def mentions(self, text: str) -> list[Mention]:
        """The names in a text, the longest at each place."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[list[Mention], set[int]]:
        """The names in a text, and the numbers of the other words: of two letters in scripts without spaces."""
        found: list[Mention] = []
        others: set[int] = set()
        if not text.isascii() and (runs := [run.span() for run in _RUN.finditer(text)]):
            self._unspaced_runs(text, runs, found, others)
            text = _RUN.sub(lambda run: " " * len(run.group()), text)
        self._spaced(text, found, others)
        return found, others

    def _spaced(self, text: str, found: list[Mention], others: set[int]) -> None:
        """Names in scripts that part words: a whole name, or a word that begins with one and has an ending."""
        words = WORD.findall(text)
        codes = list(map(self._codes.__getitem__, words))
        different = set(codes)
        if different and min(different) < _SILENT:
            names: list[tuple[str, int, int]] = []
            after = 0
            for place in self._places(codes):
                if place >= after and (here := self._name_at(words, codes[place], place)) is not None:
                    after = place + here[1]
                    names.append((here[0], place, after))
            starts = _starts(text, words[:after])
            for name, first, last in names:
                if self.share(name).of:
                    found.append(Mention(name, starts[first], starts[last - 1] + len(words[last - 1])))
                codes[first] = _SILENT
            different = {self._telling[_SILENT - 1 - code].number if code < _SILENT else code for code in set(codes)}
        others |= different
        others.discard(_SILENT)
        if self._shorter:
            others.update([self._shorter[code] for code in different if code in self._shorter])

    def _places(self, codes: list[int]) -> list[int]:
        """Where a name may begin: at a word that is one, or at one that begins some and stands before their second."""
        telling, seconds, last = self._telling, self._seconds, len(codes) - 1
        return [
            place
            for place in [place for place, code in enumerate(codes) if code < _SILENT]
            if telling[_SILENT - 1 - codes[place]].name is not None or (place < last and codes[place + 1] in seconds)
        ]

    def _name_at(self, words: list[str], code: int, place: int) -> tuple[str, int] | None:
        """The longest name that begins with a telling word, and of how many words it is."""
        plain, name, starts, _ = self._telling[_SILENT - 1 - code]
        if starts and place + 1 < len(words):
            most = self._longest.get((plain, plain_word(words[place + 1])), 1)
            for more in range(min(most, len(words) - place), 1, -1):
                several = " ".join([plain, *map(plain_word, words[place + 1 : place + more])])
                if several not in self._own.names and several not in self._everywhere.names:
                    continue
                # "tiếng Nhật" has its capital in the second word; a city has it in the first.
                last = more if several in self._own.names else 1
                if not (self.share(several).proper and all(w[0].islower() for w in words[place : place + last])):
                    return several, more
        return None if name is None or self._is_of_a_continent(words, place) else (name, 1)

    def _is_of_a_continent(self, words: list[str], place: int) -> bool:
        """Whether a word is a part of "South American" or "Latin American", which are of no state."""
        continent, parts = self._own.americas
        for part, whole in pairwise([plain_word(word) for word in words[max(0, place - 1) : place + 2]]):
            if continent and whole.startswith(continent) and part[:3] in parts:
                return True
        return False

    def _look_up(self, word: str) -> int:
        """A word's code; a number is one of the vocabulary."""
        plain, vocabulary = plain_word(word), self._vocabulary
        # Hangul has particles behind its words: their beginnings are what recurs.
        code = shorter = vocabulary[plain[:2]] if is_hangul(plain) else _SILENT
        if len(plain) > 2:
            code = vocabulary[plain if shorter == _SILENT else plain[:3]]
            if shorter != _SILENT:
                self._shorter[code] = shorter
        own, everywhere = self._own, self._everywhere
        is_part = plain in own.parts or plain in everywhere.parts
        if not is_part and plain < "\u05d0" and not self._is_known(plain):  # nearly all
            return code
        starts = is_part and (plain in own.firsts or plain in everywhere.firsts)
        second = is_part and (plain in own.seconds or plain in everywhere.seconds)
        name = self._name_of(word, plain)
        if starts or name is not None or (second and code == _SILENT):
            self._telling.append(_Telling(plain, name, starts, code))
            code = _SILENT - len(self._telling)
        if second:
            self._seconds.add(code)
        return code

    def _look_up_pair(self, pair: str) -> int:
        """The code of two letters behind one another: less than `_SILENT` where names begin with them."""
        if _BETWEEN in pair:
            return _SILENT
        number = self._vocabulary[pair]
        return _SILENT - 1 - number if pair in self._unspaced else number

    def _is_known(self, plain: str) -> bool:
        return plain in self._own.names or plain in self._everywhere.names or plain[:BEGINNING] in self._lengths

    def _name_of(self, word: str, plain: str) -> str | None:
        """The name that a word is; one that has a capital is no word without."""
        if plain in self._ordinary:
            return None
        for name in self._candidates(plain):
            if not (word[0].islower() and self.share(name).proper):
                return name
        return None

    def _candidates(self, plain: str) -> Iterator[str]:
        """Names that a word may be, the likeliest first: itself, or what it begins with."""
        own, everywhere = self._own, self._everywhere
        if plain in own.names or plain in everywhere.names:
            yield plain
            if f"{plain}{SMALL}" in own.names:
                yield f"{plain}{SMALL}"
            # A word that is a name but for its capital is no beginning of one: "turkey", "libertad". "Americana", of
            # Brazil, may be what "americano" is beyond doubt.
            if plain not in own.names:
                yield from (stem for stem in self._own_stems(plain) if own.names[stem].sure)
            return
        if is_hangul(plain):  # whatever follows may be particles
            for cut in range(len(plain) - 1, 1, -1):
                if plain[:cut] in own.names or plain[:cut] in everywhere.names:
                    yield plain[:cut]
        for begins in (plain, *without_prefixes(plain)) if is_abjad(plain) else (plain,):
            for cut in self._lengths.get(beginning(begins), ()):
                if not 0 <= (ending := len(begins) - cut) <= _LONG_ENDING:
                    continue
                stem = begins[:cut]
                if stem in own.stems and ending <= _most_letters(cut, own.ending):
                    yield own.stems[stem]
                if stem in everywhere.stems and ending <= (_ENDING_OF_CITY if is_latin(stem) else _PARTICLES):
                    yield everywhere.stems[stem]

    def _own_stems(self, plain: str) -> Iterator[str]:
        """Names of the language that a word begins with, with an ending behind, the longest first."""
        for cut in self._lengths.get(beginning(plain), ()):
            if 0 <= len(plain) - cut <= _most_letters(cut, self._own.ending) and plain[:cut] in self._own.stems:
                yield self._own.stems[plain[:cut]]

    def _unspaced_runs(self, text: str, runs: list[tuple[int, int]], found: list[Mention], others: set[int]) -> None:
        """Names in scripts that do not part words, wherever they stand; katakana is a whole run of it, or no name.

        The other words are every two letters behind one another that do not begin in a name.
        """
        letters = _BETWEEN.join([text[start:end] for start, end in runs])
        codes = list(map(self._pairs.__getitem__, map(add, letters, letters[1:])))
        begins = [0, *accumulate(end - start + 1 for start, end in runs)]  # of each run in `letters`
        after = 0
        for place in [place for place, code in enumerate(codes) if code < _SILENT]:
            if place < after:
                continue
            run = bisect_right(begins, place) - 1
            first = runs[run][0] + place - begins[run]
            for name in self._unspaced[letters[place : place + 2]]:
                last = first + len(name)
                if text.startswith(name, first) and not _cuts_katakana(text, first, last):
                    after = place + len(name)
                    codes[place:after] = [_SILENT] * len(name)
                    if self.share(name).of:
                        found.append(Mention(name, first, last))
                    break
        others.update([code if code >= _SILENT else _SILENT - 1 - code for code in set(codes)])


def _starts(text: str, words: list[str]) -> list[int]:
    """Where the first words of a text begin: between them are no letters, so that none is found too early."""
    found, end = [], 0
    for word in words:
        found.append(start := text.index(word, end))
        end = start + len(word)
    return found


def _most_letters(stem: int, usual: int) -> int:
    """Letters that an ending may have behind a stem of so many."""
    if stem <= _SHORTEST:
        return _SHORT_ENDING
    return _LONG_ENDING if stem >= _LONG_STEM else usual


def _cuts_katakana(text: str, start: int, end: int) -> bool:
    before = start > 0 and _KATAKANA.match(text[start]) and _KATAKANA.match(text[start - 1])
    after = end < len(text) and _KATAKANA.match(text[end - 1]) and _KATAKANA.match(text[end])
    return bool(before or after)
