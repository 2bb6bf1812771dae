"""Texts compared by their words, whatever the words' endings."""

import re
import unicodedata

from cmining_distilabel.generation.gates.base import bare

WIDE = "\u2e80"
"""First letter of the scripts in which two letters make a word, and nothing parts words, but in Korean."""
NAME_STEM, WORD_STEM = 4, 5
"""Letters by which words of a name, and of a text, are compared."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_HIRAGANA = re.compile("[\u3041-\u309f]+")


def unaccented(text: str) -> str:
    """A text without the accents of Latin, Greek and Cyrillic letters: "ḥarām" is "haram"."""
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))


def stems(text: str, shortest: int = WORD_STEM) -> set[str]:
    """Beginnings of words that are not short; pairs of letters in scripts without blanks, but for Japanese endings."""
    found = set()
    for word in unaccented(bare(text)).split():
        if word[0] >= WIDE or "\u0e00" <= word[0] <= "\u0e7f":
            pairs = {word[start : start + 2] for start in range(max(1, len(word) - 1))}
            found |= {pair for pair in pairs if not _HIRAGANA.fullmatch(pair)}
        elif len(word) >= shortest:
            found.add(word[:shortest])
    return found
