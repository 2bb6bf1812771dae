"""Scripts that belong to one country: kana, Hangul, Thai ..., by CLDR and Unicode's names of letters."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from babel.core import get_global

# Letters of those scripts: blocks of Unicode, each of one script, or of some that are all far from their neighbours.
_LETTERS = (
    *((chr(start), chr(end)) for start, end in ((0x391, 0x3C9), (0x531, 0x587), (0x5D0, 0x5EA), (0xE01, 0xE2E))),
    *((chr(start + 5), chr(start + 0x39)) for start in range(0x900, 0xE00, 0x80)),
    *((chr(start), chr(end)) for start, end in ((0xE81, 0xEB0), (0xF40, 0xF6C), (0x1000, 0x1021), (0x10D0, 0x10F0))),
    *((chr(start), chr(end)) for start, end in ((0x1200, 0x1356), (0x1780, 0x17B3), (0x1820, 0x1877))),
    *((chr(start), chr(end)) for start, end in ((0x3041, 0x3096), (0x30A1, 0x30FA), (0xAC00, 0xD7A3))),
)


@lru_cache(maxsize=1 << 14)
def script_of(letter: str) -> str | None:
    """CLDR's code of a letter's script, where it has a home: "Hira"; None for all others."""
    return _by_unicode().get(unicodedata.name(letter, "").partition(" ")[0])


def script_home(script: str) -> str:
    """The territory where a script is at home: JP of Hira."""
    return str(get_global("likely_subtags")[f"und_{script}"]).rpartition("_")[2]


@lru_cache(maxsize=256)
def script_languages(script: str) -> frozenset[str]:
    """Languages that are written in it, so that it is not foreign to them."""
    likely = get_global("likely_subtags")
    own = {tag.partition("_")[0] for tag in likely.values() if f"_{script}_" in tag}
    relatives = {"Hira": {"ja"}, "Kana": {"ja"}, "Hang": {"ko"}}  # CLDR knows these as Jpan and Kore
    return frozenset(own | relatives.get(script, set()))


@lru_cache(maxsize=64)
def foreign_letters(language: str) -> re.Pattern[str]:
    """Letters of scripts with a home that are not the scripts of a language."""
    own = language.replace("_", "-").partition("-")[0].lower()
    ranges = [
        (first, last)
        for first, last in _LETTERS
        if not any(own in script_languages(script) for script in (script_of(first), script_of(last)) if script)
    ]
    return re.compile("[" + "".join(f"{first}-{last}" for first, last in ranges) + "]")


@lru_cache(maxsize=1)
def _by_unicode() -> dict[str, str]:
    """First word of Unicode's names of letters -> script, for scripts with a home."""
    names, found = Locale("en").scripts, {}
    for tag in get_global("likely_subtags"):
        script = tag.removeprefix("und_")
        if tag.startswith("und_") and len(script) == 4 and script in names:
            found[names[script].partition(" ")[0].upper()] = script
    return {name: script for name, script in found.items() if name not in ("LATIN", "CYRILLIC", "ARABIC", "HAN")}


def foreign_scripts(text: str, language: str) -> set[str]:
    """Scripts of one country, by CLDR, that a text in another script holds: "Sushi (すし)" is Japan's."""
    if text.isascii():
        return set()
    found = {script_of(letter) for letter in set(foreign_letters(language).findall(text))}
    return {script for script in found if script is not None}
