"""Parts of a row that readers of the language could not read."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from babel import Locale
from babel.localedata import locale_identifiers

from cmining_distilabel.generation.gates.base import Row, pieces, sources
from cmining_distilabel.languages import base_language, language_script
from cmining_distilabel.mining.calibrate.anchors.cultures import is_locale
from cmining_distilabel.mining.noise.language import LanguageFilter
from cmining_distilabel.mining.noise.length import display_width
from cmining_distilabel.text import sentences

_MIXED = 0.35  # of a part's width in another script: names in brackets stay below it in 99.8 % of 34,000 leads
_SENTENCE = 60  # columns of a sentence from which its language can be told
_HAN = 16  # characters of Japanese without any kana, from which it is Chinese
_UNICODE = {  # first words of Unicode's names of letters, where CLDR calls a script otherwise
    "Jpan": {"HIRAGANA", "KATAKANA", "CJK"},
    "Kore": {"HANGUL"},
    "Hans": {"CJK"},
    "Hant": {"CJK"},
    "Beng": {"BENGALI"},
    "Orya": {"ORIYA"},
}
# How questions begin in English, in which models answer most often when they should not.
_ENGLISH = re.compile(
    r"(?:what|how|why|who|when|where|which)(?: (?:kind|many|much))? "
    r"(?:is|are|was|were|does|do|did|can|should|would|could|has|have|the|of)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"[A-Z0-9 .&'-]+")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_LATIN = re.compile("[A-Za-z\u00c0-\u024f]?[a-z\u00df-\u024f]{3,}")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HAN_ONLY = re.compile("[\u3400-\u9fff]")


class ScriptGate:
    """Rejects `wrong_script` and `mixed_languages`: a question, answer, option or turn that is not in the language.

    Scripts can be told of a single word, where a language cannot. What stands in a seed of the same language may be
    quoted. Long sentences are asked for their language one by one; a short question in English is known by how it
    begins.
    """

    def __init__(self) -> None:
        self._filter = LanguageFilter()

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        language = row["language"]
        known = "\n".join(
            f"{source.title}\n{source.text}"
            for source in sources(row)
            if base_language(source.language) == base_language(language)
        )
        own = [text for _, text in pieces(row)]
        if any(is_foreign(piece, language, known) for piece in own):
            return "wrong_script"
        if base_language(language) != "en" and any(map(_ENGLISH.match, own)):
            return "mixed_languages"
        if any(english_names(piece, language) for piece in own):
            return "mixed_languages"
        given = "\n".join(f"{source.title}\n{source.text}" for source in sources(row))
        if any(slips(piece, language, given) for piece in own):
            return "mixed_languages"
        told = [part for piece in own for part in sentences(piece) if display_width(part) >= _SENTENCE]
        wrong = self._filter.reasons([{"text": part, "language": language} for part in told])
        return "mixed_languages" if any(wrong) else None


def english_names(text: str, language: str) -> list[str]:
    """English names of states, of two words or more, in a text in another language in which they are called otherwise.

    >>> english_names("los bosquimanos en South Africa", "es"), english_names("in Sri Lanka", "de")
    (['South Africa'], [])
    """
    return [name for name in _english_states(base_language(language)) if name in text]


@lru_cache(maxsize=64)
def _english_states(language: str) -> frozenset[str]:
    if language == "en" or not is_locale(language):
        return frozenset()
    english, own = (Locale(code).territories for code in ("en", language))
    return frozenset(name for code, name in english.items() if " " in name and name not in own.values())


def slips(text: str, language: str, known: str = "") -> list[str]:
    """Words in which a small model slips into another language: of two scripts at once, or of foreign small letters.

    Args:
        text: what it wrote.
        language: BCP-47, that it was to write in.
        known: what it was given, whose words it may use.

    >>> slips("los rituales y 仪式es", "es"), slips("大小 discrepanまである", "ja"), slips("「DNA」と寿司", "ja")
    (['仪式es'], ['discrepan'], [])
    """
    allowed = _scripts(language)
    if not allowed:
        return []
    text = unicodedata.normalize("NFKC", text)
    if "LATIN" in allowed:
        words = (word for word in _WORD.findall(text) if len({_script_of(letter) in allowed for letter in word}) > 1)
    else:
        words = (word for word in _SMALL_LATIN.findall(text))
    return [word for word in words if word.casefold() not in known.casefold()]


def is_foreign(text: str, language: str, known: str = "") -> bool:
    """Whether a text is mostly, or a long one in good part, in a script that the language is not written in.

    Args:
        text: a whole text, such as an option of a quiz.
        language: BCP-47.
        known: text in that language, whose foreign words are no fault.

    >>> is_foreign("설날", "de"), is_foreign("Das Fest 설날 in Korea", "de"), is_foreign("NHK", "ja")
    (True, False, False)
    """
    base = base_language(language)
    allowed = _scripts(language)
    text = unicodedata.normalize("NFKC", text)
    letters = "".join(filter(str.isalpha, text))
    if base == "ja" and len(_HAN_ONLY.findall(letters)) >= _HAN and not _KANA.search(letters):
        return text not in known
    if not allowed or not letters or ("LATIN" not in allowed and _ACRONYM.fullmatch(text)):
        return False
    foreign = sum(display_width(run) for run in _runs(text, allowed) if run not in known)
    return foreign > _MIXED * display_width(letters)


def _runs(text: str, allowed: frozenset[str]) -> Iterator[str]:
    """Words of a text, or pieces of them, in other scripts."""
    run = ""
    for letter in f"{text} ":
        if letter.isalpha() and _script_of(letter) not in allowed:
            run += letter
        elif not letter.isalpha() or run:
            if run:
                yield run
            run = ""


@lru_cache(maxsize=1 << 14)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


@lru_cache(maxsize=256)
def _scripts(language: str) -> frozenset[str]:
    """The scripts of a language, as Unicode calls their letters; none where CLDR does not know the language."""
    base, names = base_language(language), Locale("en").scripts
    usual = language_script(language)
    variants = {name.split("_")[1] for name in locale_identifiers() if re.fullmatch(rf"{base}_[A-Z][a-z]{{3}}", name)}
    known = [code for code in {usual, *variants} if code in names or code in _UNICODE]
    return frozenset().union(*(_UNICODE.get(code) or {names[code].split()[0].upper()} for code in known))
