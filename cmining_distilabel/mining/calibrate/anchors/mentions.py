"""Which cultures a text names, and how often a corpus names each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.mining.arrays.categories import Categories, categories
from cmining_distilabel.mining.calibrate.anchors.cultures import (
    culture_codes,
    culture_name,
    is_locale,
    names_in,
    people_name,
)

_WORD = re.compile(r"\w+")
_SPELT = re.compile(r"[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_SAMPLE = 300  # texts of a language that are read for the prior

Rows = NDArray[np.int64]


def culture_prior(
    languages: ArrayLike | Categories, texts_of: Callable[[Rows], list[str]], cultures: tuple[str, ...]
) -> NDArray[np.float64]:
    """How often each culture is named in a corpus, as a share of all naming; every language counts alike.

    One naming of each is added (Laplace): a culture that the sample never names is unlikely, not impossible.

    Args:
        languages: shape (n,), of each document.
        texts_of: gives the texts of some rows; about 300 a language are asked for.
        cultures: CLDR codes, or names that a user added.

    Returns:
        Shape (C,), sums to 1, nowhere 0.
    """
    added = added_cultures(cultures)
    share, total = np.zeros(len(cultures)), 0
    found = categories(languages)
    for code, language in enumerate(found.names):
        rows = np.flatnonzero(found.codes == code)
        rows = rows[:: -(-len(rows) // _SAMPLE)]
        named = Counter(code for text in texts_of(rows) for code in mentions(text, str(language), added))
        count = np.array([named[code] for code in cultures])
        share += count / max(1, count.sum())
        total += int(count.sum())
    counts = total * share / max(1e-12, share.sum()) + 1
    prior: NDArray[np.float64] = counts / counts.sum()
    return prior


def added_cultures(cultures: tuple[str, ...]) -> tuple[str, ...]:
    """Those that a user added by name."""
    built_in = set(culture_codes())
    return tuple(name for name in cultures if name not in built_in)


@lru_cache(maxsize=64)
def name_stems(language: str) -> tuple[tuple[str, str], ...]:
    """(culture's code, beginning of a name) pairs by which texts of a language speak of cultures, in small letters.

    Endings are cut off names of alphabetic scripts, so that "griechischer" is of "Griechisch" too: two letters of the
    name at most, never below five, and never so that another name begins alike ("Roman", of Romansh, is not Romania).
    A culture without a name in the language is not among them.
    """
    if not is_locale(language):
        return ()
    everything = {_plain(name) for name in names_in(language)}
    found = []
    for code in culture_codes():
        own = {culture_name(code, language), people_name(code, language) if code.isupper() else None} - {None}
        words = {_plain(str(name)) for name in own}
        # Where words are spelt, a stem begins a word; Chinese, Japanese and Thai do not say where words begin.
        found += [
            (code, f" {_stem(word, everything - words)}" if _SPELT.match(word) else word) for word in sorted(words)
        ]
    return tuple(found)


def _stem(word: str, others: set[str]) -> str:
    for length in range(max(5, len(word) - 2), len(word)):
        if not any(other.startswith(word[:length]) for other in others):
            return word[:length]
    return word


def mentions(text: str, language: str, added: tuple[str, ...] = ()) -> set[str]:
    """Codes of the cultures that a text names in its own language, and of `added` names those that it holds."""
    plain = " " + " ".join(_WORD.findall(_plain(text)))
    own = {name for name in added if f" {_plain(name)}" in plain}
    return own | {code for code, stem in name_stems(language) if stem in plain}


def _plain(text: str) -> str:
    """Small letters without accents: "México" and "mexicana" begin alike."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))
