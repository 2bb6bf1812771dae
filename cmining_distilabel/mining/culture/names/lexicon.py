"""The names of a language, compiled for look-up."""

from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes, is_locale, names_in
from cmining_distilabel.mining.culture.names.peoples import americas, declines, homes, peoples, states, varieties
from cmining_distilabel.mining.culture.names.places import chief_cities, cities_by_name, regions
from cmining_distilabel.mining.culture.names.spelling import is_abjad, is_hangul, is_latin, is_unspaced, plain_name

_STEM, _LONG_STEM = 4, 5  # shortest beginning of a word that may have an ending; of one without a capital
_ALIKE = 3  # letters in which a state and its people begin alike
_SURE = 6  # letters of a people's name with which no other word begins
_ENDING, _LONG_ENDING = 6, 8  # letters of an ending, "japanischen"; in a language of many, "japanilainen"
_ABJAD_STEM = 3  # the same where vowels are not written
_SHORT = 4  # letters of a people's name that may well be a word: "Sena" is "army" in Hindi, "Vai" "brother" in Bengali

BEGINNING = 4
"""Letters of a word by which the stems that it may begin with are looked up; fewer where vowels are not written."""
SMALL = "~"
"""Behind a name that is written small where it has a capital."""


class Share(NamedTuple):
    """Whose a name is.

    Attributes:
        of: (culture, P(culture | name)) pairs; empty for what is no culture ("Latin America", "Grenada").
        proper: it must be written with a capital.
        sure: a state, a culture or its people: nothing in a corpus makes it doubtful (`posterior.trust`).
    """

    of: tuple[tuple[str, float], ...]
    proper: bool
    sure: bool = False


class Lexicon(NamedTuple):
    """Names, compiled.

    Attributes:
        names: by plain form, words parted by one space; a stem ends in "-".
        longest: most words of a name of several, by its first two.
        firsts, seconds, parts: those words; either.
        stems: beginning of a word -> the name that it is of.
        lengths: letters of the stems that have a `beginning`, the longest first.
        unspaced: names in scripts that do not part words, by their first two letters, longest first.
        states: names of states, and of peoples that are called after them.
        ending: letters that may follow a stem.
        americas: what `peoples.americas` gives.
    """

    names: dict[str, Share]
    longest: dict[tuple[str, str], int]
    firsts: set[str]
    seconds: set[str]
    parts: set[str]
    stems: dict[str, str]
    lengths: dict[str, tuple[int, ...]]
    unspaced: dict[str, tuple[str, ...]]
    states: frozenset[str] = frozenset()
    ending: int = _ENDING
    americas: tuple[str, frozenset[str]] = ("", frozenset())


@lru_cache(maxsize=128)
def lexicon(language: str, cultures: tuple[str, ...]) -> Lexicon:
    """The names of countries, peoples and regions in a language; English ones where CLDR does not know it.

    Args:
        language: BCP-47 code.
        cultures: codes of CLDR, or plain names that a user added, which are looked for as they are.
    """
    base = language if is_locale(language) else "en"
    wanted, built_in = set(cultures), set(culture_codes())
    names: dict[str, Share] = {}
    nobody: dict[str, Share] = {}
    known: set[str] = set()  # peoples that are called after their states
    whole: set[str] = set()  # other peoples of states, whose names are read as a whole: "Romansh" is not "romance"

    def add(name: str, shares: dict[str, float], *, proper: bool, sure: bool) -> None:
        own = tuple((code, weight) for code, weight in shares.items() if code in wanted)
        if len(plain := plain_name(name)) < 2:
            return
        if not own:
            nobody.setdefault(plain, Share((), proper))
        elif (before := names.setdefault(plain, Share(own, proper, sure))).of == own and not proper:
            names[plain] = before._replace(proper=False)  # "Japan" and "japan" in Hungarian: a state and its language

    for code in cultures:
        if code not in built_in:
            add(code, {code: 1.0}, proper=code[0].isupper(), sure=False)  # one written small is looked for small
    of_state: dict[str, set[str]] = defaultdict(set)
    for name, code in states(base):
        add(name, {code: 1.0}, proper=True, sure=True)
        of_state[code].add(plain_name(name))
    own = homes(base.partition("-")[0])
    at_home = own.keys()
    for name, shares, of_people in peoples(base):
        # "polish" is a verb: where peoples are written with a capital, a word without one is doubtful.
        sure = max(shares.values()) == 1 and next(iter(shares)).isupper()
        after_state = any(
            plain_name(name)[:_ALIKE] == state[:_ALIKE] for code in shares for state in of_state.get(code, ())
        )
        is_short = len(plain_name(name)) <= _SHORT and not after_state and at_home.isdisjoint(shares)
        add(name, shares, proper=name[0].isupper(), sure=sure and not is_short)
        if name[0].isupper() and plain_name(name) in names:
            plain = plain_name(name)
            names.setdefault(f"{plain}{SMALL}", Share(names[plain].of, proper=False))
        if after_state:
            known.add(plain_name(name))
        elif not of_people and name not in cultures:
            whole.add(plain_name(name))
    for word, territory in varieties(base):
        add(word, {territory: 1.0}, proper=word[0].isupper(), sure=True)
        known.add(plain_name(word))
    home = max(own, key=lambda code: own[code]) if own else ""
    stems = _stems(names, known, whole - known, of_state.get(home, set()), base)
    for name, region in regions(base).items():
        if (country := region[:2]) in wanted:
            add(name, {country: 1.0}, proper=True, sure=False)
    nobody = {name: share for name, share in nobody.items() if name not in chief_cities()}  # "Granada" in Spanish
    ending = _LONG_ENDING if declines(base) else _ENDING
    of_states = frozenset(known.union(*of_state.values()))
    return _compiled(nobody | names, stems)._replace(states=of_states, ending=ending, americas=americas(base))


@lru_cache(maxsize=1)
def _cities() -> dict[str, Share]:
    of_name = cities_by_name()
    shares = {of: Share(of, True) for of in of_name.values()}
    return {name: shares[of] for name, of in of_name.items()}


@lru_cache(maxsize=2)
def cities(*, declined: bool = False) -> Lexicon:
    """Cities by every name that GeoNames has; inhabitants decide between namesakes. Whatever the language.

    Args:
        declined: for a language whose names of cities have endings (`peoples.declines`).
    """
    names = _cities()
    stems = {name.rstrip("аяоеиыі"): name for name in names if "\u0400" <= name[:1] <= "\u04ff" and " " not in name}
    stems = {stem: name for stem, name in stems.items() if len(stem) >= _LONG_STEM}
    if declined:
        everything = sorted(filter(is_latin, names))
        for name in (name for name in names if is_latin(name) and " " not in name):
            if (stem := _stem(name, _LONG_STEM, everything, names)) is not None:
                stems.setdefault(stem, name)
    return _compiled(names, stems)


def _compiled(names: dict[str, Share], stems: dict[str, str]) -> Lexicon:
    longest: dict[tuple[str, str], int] = {}
    unspaced: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if is_unspaced(name):
            unspaced[name[:2]].append(name)
        elif " " in name:
            first, second, *others = name.split(" ")
            longest[first, second] = max(longest.get((first, second), 2), 2 + len(others))
    ordered = {key: tuple(sorted(own, key=lambda name: -len(name))) for key, own in unspaced.items()}
    lengths: dict[str, set[int]] = defaultdict(set)
    for stem in stems:
        lengths[beginning(stem)].add(len(stem))
    firsts, seconds = {first for first, _ in longest}, {second for _, second in longest}
    return Lexicon(
        names,
        longest,
        firsts,
        seconds,
        firsts | seconds,
        stems,
        {begin: tuple(sorted(of, reverse=True)) for begin, of in lengths.items()},
        ordered,
    )


def beginning(word: str) -> str:
    """Letters by which the stems that a word may begin with are looked up."""
    return word[: _ABJAD_STEM if is_abjad(word) else BEGINNING]


def _stems(names: dict[str, Share], known: set[str], whole: set[str], home: set[str], language: str) -> dict[str, str]:
    """What adjectives and words for people begin with: two letters less than a name at most, and of no other name.

    A stem is added to `names` as well, since with an ending it may be written small where the name itself may not.
    Those of `home`, the language's own country, may be a letter shorter ("suom-"), since texts speak of it most.
    Long ones of `known` peoples are as sure as these ("japonais", "japonaises"); a user's names may be words, so that
    what begins with one has its capital.
    """
    built_in = set(culture_codes())
    everything = sorted({*names, *(plain_name(name) for name in names_in(language))})
    stems: dict[str, str] = {}
    for name, share in list(names.items()):
        if " " in name or name.endswith(SMALL) or name in whole or is_unspaced(name) or is_hangul(name):
            continue
        at_home = name in home
        least = _ABJAD_STEM if is_abjad(name) and len(name) < _STEM else _STEM
        least = least if is_abjad(name) else min(_LONG_STEM, max(_STEM, len(name) - at_home))
        is_people = share.sure and name in known
        for shortest, sure in ((_SURE, True), (least, False)) if is_people else ((least, False),):
            if (stem := _stem(name, shortest, everything, names)) is not None:
                of_user = share.proper and share.of[0][0] not in built_in
                proper = of_user or (len(stem) < _LONG_STEM and not at_home)
                names.setdefault(f"{stem}-", Share(share.of, proper, sure))
                stems.setdefault(stem, f"{stem}-")
    return stems


def _stem(name: str, least: int, everything: list[str], names: dict[str, Share]) -> str | None:
    """The shortest beginning of a name that is of no other: `least` letters or more, two less than the name at most."""
    beginnings = (name[:length] for length in range(max(least, len(name) - 2), len(name) + 1))
    return next((stem for stem in beginnings if _of_one(stem, name, everything, names)), None)


def _of_one(stem: str, name: str, everything: list[str], names: dict[str, Share]) -> bool:
    """Whether all names that begin so are of the same cultures, but for varieties ("français cadien")."""
    place = bisect_left(everything, stem)
    while place < len(everything) and everything[place].startswith(stem):
        other = names.get(everything[place])
        alone = " " not in everything[place]  # longer names are read first: "американское самоа"
        if alone and (other is None or other.of != names[name].of):
            return False
        place += 1
    return True
