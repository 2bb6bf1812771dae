"""Names and words in one form, whatever their script, case and accents."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from cmining_distilabel.text import UNSPACED

_ARTICLE = re.compile(r"^[\u0648\u0628\u0641\u0643]?(?:\u0627\u0644|\u0644\u0644)(?=...)")  # Arabic's; "and the" too
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
# Python's \w knows no vowel signs, so that it would cut words of India's scripts into pieces.
WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff])+")


@lru_cache(maxsize=1 << 17)
def plain_word(word: str) -> str:
    """Small letters without accents, Arabic words without their article: "México" and "mexicana" begin alike."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFKD", word.casefold())
    letters = unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))
    return _ARTICLE.sub("", letters) if "\u0600" <= letters[:1] <= "\u06ff" else letters


def plain_name(name: str) -> str:
    """A name as it is looked up."""
    return name if is_unspaced(name) else " ".join(plain_word(word) for word in WORD.findall(name))


def is_unspaced(name: str) -> bool:
    """Whether a name begins in a script that does not part words."""
    return bool(_IS_UNSPACED.match(name))


def is_hangul(name: str) -> bool:
    """Whether it begins in Hangul, whose words have particles after them."""
    return "\uac00" <= name[:1] <= "\ud7a3"
