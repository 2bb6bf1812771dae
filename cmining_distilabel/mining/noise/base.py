"""What the noise filters share: a row, what it means to judge, and language codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = Mapping[str, Any]

# Other codes that corpora use for a language; the right side is what BCP-47 and Wikipedia use.
_ALIASES = {
    "arb": "ar",
    "cmn": "zh",
    "fil": "tl",
    "in": "id",
    "iw": "he",
    "ji": "yi",
    "mo": "ro",
    "nb": "no",
    "pes": "fa",
    "simple": "en",
}


class Filter(Protocol):
    """One noise filter."""

    def judge(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None (keep it) or the code of the reason to reject it."""


def base_language(code: str) -> str:
    """The language of a code, without script and region.

    >>> [base_language(code) for code in ("zh-Hant", "pt_BR", "nb", "EN")]
    ['zh', 'pt', 'no', 'en']
    """
    language = code.strip().replace("_", "-").partition("-")[0].lower()
    return _ALIASES.get(language, language)


def lead(text: str) -> str:
    """The first paragraph: the first line that is not blank."""
    return text.strip().partition("\n")[0]
