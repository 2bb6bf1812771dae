"""Names and words in one form, whatever their script, case and accents."""

import re
import unicodedata

from cmining_distilabel.text import UNSPACED

_ARTICLE = re.compile(r"^[\u0648\u0628\u0641\u0643]?(?:\u0627\u0644|\u0644\u0644)(?=...)")  # Arabic's; "and the" too
# Words of one letter that Arabic and Hebrew write together with the next: "and", "in", "to", "from", "the" ...
_ARABIC_WORDS, _HEBREW_WORDS = "\u0648\u0641\u0628\u0644\u0643", "\u05d5\u05d4\u05d1\u05db\u05dc\u05de\u05e9"
# Five letters of Hebrew look otherwise at the end of a word.
_NOT_FINAL = str.maketrans("\u05da\u05dd\u05df\u05e3\u05e5", "\u05db\u05de\u05e0\u05e4\u05e6")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
# Python's \w knows no vowel signs, so that it would cut words of India's scripts into pieces.
WORD = re.compile(r"[\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff]+")


class _WithoutMarks(dict[int, int | None]):
    """Of each letter itself, of a combining mark nothing; found out when first asked."""

    def __missing__(self, letter: int) -> int | None:
        self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return self[letter]


_WITHOUT_MARKS = _WithoutMarks()


def plain_word(word: str) -> str:
    """Small letters without accents, Arabic words without their article: "México" and "mexicana" begin alike."""
    if word.isascii():
        return word if word.islower() else word.lower()
    if _HANGUL.fullmatch(word):
        return word
    letters = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", word.casefold()).translate(_WITHOUT_MARKS))
    if "\u05d0" <= letters[:1] <= "\u05ea":
        return letters.translate(_NOT_FINAL)
    return _ARTICLE.sub("", letters) if "\u0600" <= letters[:1] <= "\u06ff" else letters


def plain_name(name: str) -> str:
    """A name as it is looked up."""
    if name.isascii():
        return name.lower() if name.isalpha() else " ".join(WORD.findall(name.lower()))
    return name if is_unspaced(name) else " ".join(map(plain_word, WORD.findall(name)))


def is_unspaced(name: str) -> bool:
    """Whether a name begins in a script that does not part words."""
    return not name[:1].isascii() and bool(_IS_UNSPACED.match(name))


def is_hangul(name: str) -> bool:
    """Whether it begins in Hangul, whose words have particles after them."""
    return "\uac00" <= name[:1] <= "\ud7a3"


def is_abjad(name: str) -> bool:
    """Whether it begins in Arabic or Hebrew letters, of which three make a name."""
    return "\u05d0" <= name[:1] <= "\u06ff"


def is_latin(name: str) -> bool:
    """Whether it begins in Latin letters."""
    return name[:1].isalpha() and name < "\u0370"


def without_prefixes(word: str) -> list[str]:
    """What is left of a plain word in Arabic or Hebrew letters behind one or two words that are written with it."""
    small = _HEBREW_WORDS if word < "\u0600" else _ARABIC_WORDS
    most = next((place for place, letter in enumerate(word[:2]) if letter not in small), len(word[:2]))
    return [plain_word(word[cut:]) for cut in range(1, most + 1) if is_abjad(word)]
