"""How prompts name languages, and two words that the tasks need in each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from babel import Locale
from babel.core import UnknownLocaleError


@cache
def language_name(code: str) -> str:
    """A language in English and in itself, from CLDR; the code where CLDR does not know it.

    >>> language_name("ja"), language_name("en")
    ('Japanese (日本語)', 'English')
    """
    try:
        locale = Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return code
    english, own = locale.get_display_name("en"), locale.get_display_name()
    return str(english if own in (None, english) else f"{english} ({own})")


def true_false(code: str) -> tuple[str, str]:
    """The words for true and for false in a language; the English ones where words.yaml has none."""
    words = _words()
    true, false = words.get(code) or words.get(code.replace("_", "-").split("-")[0]) or words["en"]
    return true, false


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return found
