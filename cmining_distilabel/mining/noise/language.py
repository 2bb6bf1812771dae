"""Texts in another language than their row says."""

import re
from collections.abc import Sequence
from functools import cache

from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.noise.base import Row
from cmining_distilabel.mining.noise.length import display_width
from cmining_distilabel.mining.read.detect import detector, first_characters

_BEGINNING = 120  # characters that are asked about first: most texts are told by them, for a third of the time
_MIN_WIDTH = 40  # columns below which the model guesses
_CONFIDENT = 0.7
_PLAUSIBLE = 0.1
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")


def _codes(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


# Languages that the model tells from all but their kin. A row in any other is never rejected: the model knows
# the others too little (small Wikipedias), or not at all, and takes them for a neighbour with confidence.
_CHECKED = _codes(
    "ar bg bn cs da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lo lt lv mk ml "
    "mn mr ms my ne nl no pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh"
)
# Close relatives, that even a confident model mixes up. A language may be in several sets.
_KIN = (
    _codes("ar arz"),
    _codes("bg mk sr"),
    _codes("bn as bpy"),
    _codes("bs hr sh sl sr"),
    _codes("cs sk"),
    _codes("da no nn sv"),
    _codes("de als bar ksh lb nds pfl"),
    _codes("en sco"),
    _codes("es an ast ca gl"),
    _codes("et fi vep"),
    _codes("fa azb ckb glk mzn ps tg"),
    _codes("fr oc pms wa"),
    _codes("ga gd gv"),
    _codes("gl pt mwl"),
    _codes("he yi"),
    _codes("hi bh gom mai mr ne new sa"),
    _codes("hi pa pnb sd ur"),
    _codes("id jv min ms su"),
    _codes("it co eml lij lmo nap pms sc scn vec"),
    _codes("kk ky tt"),
    _codes("mn bxr xal"),
    _codes("nl af fy li nds vls"),
    _codes("pl csb szl"),
    _codes("be ru rue uk"),
    _codes("bcl ceb ilo pam tl war"),
    _codes("az crh tk tr"),
    _codes("kaa ug uz"),
    _codes("nan wuu yue zh"),
)


class LanguageFilter:
    """Rejects a text that is certainly in another language: `wrong_language`.

    With the model of `read/detect.py`. In doubt a row stays: texts narrower than 40 columns, a confidence under 0.7,
    the row's language or a close relative among the guesses (0.1 or more), and languages that the model hardly knows.
    """

    def reasons(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "wrong_language"."""
        return ["wrong_language" if self._is_wrong(row["text"], row["language"]) else None for row in batch]

    def _is_wrong(self, text: str, code: str) -> bool:
        language = base_language(code)
        text = first_characters(text)
        if language not in _CHECKED or display_width(text[:_MIN_WIDTH]) < _MIN_WIDTH:
            return False
        first = _scores(text[:_BEGINNING])
        if any(first.get(code, 0.0) >= _CONFIDENT for code in _kin(language)):
            return False
        scores = _scores(text)
        if not scores:
            return False
        best = max(scores, key=scores.__getitem__)
        # Kin share a score: Indonesian is often half Malay.
        if sum(scores.get(code, 0.0) for code in _kin(best)) < _CONFIDENT:
            return False
        # The model takes some Chinese sentences for Japanese; without kana they are none.
        if (language, best) == ("zh", "ja") and not _KANA.search(text):
            return False
        return all(scores.get(code, 0.0) < _PLAUSIBLE for code in _kin(language))


def _scores(text: str) -> dict[str, float]:
    return {guess["lang"]: guess["score"] for guess in detector().detect(text, model="lite", k=5)}


@cache
def _kin(language: str) -> frozenset[str]:
    return frozenset({language}).union(*(kin for kin in _KIN if language in kin))
