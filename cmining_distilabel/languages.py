"""Languages: the one way from what a corpus, a user or a model calls a language to its tag, and to its name.

The data is CLDR's, by Babel; only what CLDR lacks, or what Wikipedia and the models here call otherwise, is listed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale, localedata
from babel.core import UnknownLocaleError, get_global

_AS_WIKIPEDIA = {"nb": "no", "fil": "tl"}  # what CLDR prefers, and what the rules and models here have
# Wikipedias whose code CLDR gives to another language, or replaces by that of a group of languages.
_KEPT = frozenset(("als", "bcl", "bh", "bxr", "diq", "gom", "mhr", "pnb", "rmy", "sh", "tw"))
_OTHER_NAMES = {  # folded; those that CLDR lacks
    "bahasa indonesia": "id",
    "bahasa melayu": "ms",
    "castilian": "es",
    "farsi": "fa",
    "mandarin": "zh",
}
_SIMPLE = "simple"  # the Wikipedia in simple English
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_STRICT_TAG = re.compile(
    r"[a-z]{2,8}(-[a-z]{3})*(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-((?=\d*[a-z])[a-z\d]{5,8}|\d[a-z\d]{3}))*(-[a-z](-[a-z\d]{2,8})+)*",
    re.I,
)
_POSIX_ENDING = re.compile(r"[.@][A-Za-z0-9-]+$")  # en_US.UTF-8, de_DE@euro
_CODE_LENGTH = 3  # letters of the longest code; a longer word may be a name


@cache
def language_tag(value: str) -> str:
    """The BCP-47 tag of a language, from any tag, ISO 639-2 or 639-3 code, FLORES code or name of it.

    Case and separators are BCP-47's, outdated codes are replaced, and a script that is the language's usual one is
    left out. Regions stay: what Brazil and Portugal write may be two groups. What is no language that CLDR knows
    stays as it is, but for case (`is_known` tells).

    >>> [language_tag(tag) for tag in ("EN_us", "eng", "zho_Hans", "zh-hant", "iw", "nb", "en_UK")]
    ['en-US', 'en', 'zh', 'zh-Hant', 'he', 'no', 'en-GB']
    >>> [language_tag(name) for name in ("Japanese", "日本語", "Deutsch", "Brazilian Portuguese")]
    ['ja', 'ja', 'de', 'pt-BR']
    """
    value = value.strip()
    tag = _POSIX_ENDING.sub("", value).replace("_", "-")
    primary = tag.partition("-")[0].lower()
    if not _TAG.fullmatch(tag) or len(primary) > _CODE_LENGTH or not _is_code(primary):
        named = _tag_of_name(value) if primary != _SIMPLE and is_possible(value) else None
        if named or not _TAG.fullmatch(tag):
            return language_tag(named) if named else value
    return _canonical([part.lower() for part in tag.split("-")])


def base_language(code: str) -> str:
    """The language of a code or name, without script and region; what rules, models and encoders go by.

    >>> [base_language(code) for code in ("zh-Hant", "pt_BR", "nb", "deu_Latn", "simple")]
    ['zh', 'pt', 'no', 'de', 'en']
    """
    language = language_tag(code).partition("-")[0].lower()
    return "en" if language == _SIMPLE else language


def best_match(tag: str, known: Iterable[str]) -> str | None:
    """The entry of `known` for a tag: the tag itself, its language in the script it is written in, its language.

    >>> best_match("zh-TW", ["zh", "zh-Hant"]), best_match("pt-BR", ["pt"]), best_match("xx", ["pt"])
    ('zh-Hant', 'pt', None)
    """
    tag, known = language_tag(tag), set(known)
    language = base_language(tag)
    script = _script(*tag.split("-")[:2])
    return next((name for name in (tag, f"{language}-{script}", language) if name in known), None)


def language_script(code: str) -> str:
    """CLDR's code of the script that a language is usually written in: `Jpan` of `ja`; empty where it has none."""
    return _script(*language_tag(code).split("-")[:2])


def is_known(tag: str) -> bool:
    """Whether CLDR knows the language of a tag, so that a rule could know it too."""
    return _is_code(base_language(tag))


def is_possible(value: str) -> bool:
    """Whether a value may name a language at all; numbers, dates, addresses and most ids do not."""
    if any(character.isdigit() for character in value):
        return _STRICT_TAG.fullmatch(_POSIX_ENDING.sub("", value.strip()).replace("_", "-")) is not None
    return sum(character.isalpha() for character in value) > 1 and not re.search(r"[/:<>{}\[\]#\\]", value)


def unknown_line(counts: Mapping[str, int]) -> str | None:
    """One line on the tags of a corpus that no rule knows, with how many documents have each; None without any."""
    unknown = {tag: count for tag, count in counts.items() if tag and not is_known(tag)}
    if not unknown:
        return None
    shown = ", ".join(f"'{tag}' ({unknown[tag]:,})" for tag in sorted(unknown, key=lambda tag: -unknown[tag])[:5])
    more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
    return (
        f"no known language: {shown}{more}. The language check, the rules for lists, disambiguations and dates, and "
        "the built-in translations do not apply to these documents; BCP-47 tags such as en or zh-Hant are known"
    )


@cache
def language_name(code: str) -> str:
    """A language in English and in itself, from CLDR; the code where CLDR does not know it.

    >>> language_name("ja"), language_name("en"), language_name("jpn")
    ('Japanese (日本語)', 'English', 'Japanese (日本語)')
    """
    try:
        locale = Locale.parse(language_tag(code).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return code
    english, own = locale.get_display_name("en"), locale.get_display_name()
    return str(english if own in (None, english) else f"{english} ({own})")


def _canonical(parts: list[str]) -> str:
    first, rest = parts[0], parts[1:]
    script = region = ""
    spoken = []  # such as "yue" in zh-yue
    while rest and len(rest[0]) == 3 and rest[0].isalpha():
        spoken.append(rest.pop(0))
    if rest and len(rest[0]) == 4 and rest[0].isalpha():
        script = rest.pop(0).title()
    if rest and re.fullmatch(r"[a-z]{2}|\d{3}", rest[0]):
        region = _territory(rest.pop(0).upper())
    language = first if first in _KEPT and not script else _preferred(first)
    language, _, implied = language.partition("_")
    script = script or implied
    if script == _script(language, region) and not spoken:
        script = ""
    return "-".join(part for part in (language, *spoken, script, region, *rest) if part)


def _preferred(language: str) -> str:
    language = str(get_global("language_aliases").get(language, language))
    return _AS_WIKIPEDIA.get(language, language)


def _territory(region: str) -> str:
    found = get_global("territory_aliases").get(region, [region])
    return str(found[0]) if len(found) == 1 else region


def _script(language: str, region: str = "") -> str:
    """The script that a language is usually written in, in a region."""
    likely = get_global("likely_subtags")
    if len(region) == 4:
        return region
    found = likely.get(f"{language}_{region}") or likely.get(language) or ""
    return str(found).split("_")[1] if found.count("_") else ""


@cache
def _codes() -> frozenset[str]:
    known = {*get_global("language_aliases"), *get_global("likely_subtags"), *Locale("en").languages}
    return frozenset(code.partition("_")[0] for code in known) - {"und", "mul", "zxx", "mis", "root"}


def _is_code(code: str) -> bool:
    return code in _codes()


def _tag_of_name(name: str) -> str | None:
    """The tag of a language's name, in English or in itself, a region in brackets (`Portuguese (Brazil)`)."""
    folded = _folded(name)
    found = _OTHER_NAMES.get(folded) or _english_names().get(folded)
    if found is None and (match := re.fullmatch(r"(.+) \((.+)\)", folded)):
        language, region = _english_names().get(match[1]), _territories().get(match[2])
        found = f"{language}-{region}" if language and region else None
    return found or _own_names().get(folded)


@cache
def _english_names() -> Mapping[str, str]:
    return {_folded(name): code for code, name in reversed(list(Locale("en").languages.items()))}


@cache
def _territories() -> Mapping[str, str]:
    return {_folded(name): code for code, name in Locale("en").territories.items()}


@cache
def _own_names() -> Mapping[str, str]:
    """Takes seconds, since every language's file is read; so only where nothing else knows a value."""
    found: dict[str, str] = {}
    for code in sorted(localedata.locale_identifiers(), key=lambda code: (code.count("_"), code)):
        parts = code.split("_")
        if len(parts) == 1 or len(parts[1]) == 4:  # a region calls a language as the others do
            locale = Locale.parse(code)
            for name in (locale.get_display_name(), locale.get_display_name("en"), locale.languages.get(code)):
                if name:
                    found.setdefault(_folded(name), code)
    return found


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("_", " ").split())
