"""Names of countries and their regions in many languages: iso-codes through pycountry."""

import gettext
import os
import re
from collections.abc import Callable
from functools import lru_cache

import pycountry

Translate = Callable[[str], str]


@lru_cache(maxsize=32)
def translations(domain: str, language: str) -> tuple[Translate, ...]:
    """What turns English names into a language's, for each of its scripts and countries that pycountry has."""
    if language == "en":
        return (str,)
    found = [name for name in sorted(os.listdir(pycountry.LOCALES_DIR)) if re.split("[_@]", name)[0] == language]
    return tuple(
        gettext.translation(domain, pycountry.LOCALES_DIR, languages=[name], fallback=True).gettext for name in found
    )
