"""The words of a cluster: weighted log-odds against the same language, so that they are its culture's, not its own."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

# Letters and the marks on them: Python's \w leaves out vowel signs and tone marks, which would cut words of Hindi, Thai
# and, where a small letter is written as two characters, Turkish.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M"))
_LETTER = re.compile(rf"[^\W\d_][{_MARKS}]*")
_WORD = re.compile(rf"(?:{_LETTER.pattern}){{2,}}")
_NO_SPACES = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")  # Thai, kana, Han


def terms(text: str) -> list[str]:
    """Words of a text; pairs of letters where a script has no spaces between words."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _NO_SPACES.fullmatch(word):
            letters = _LETTER.findall(word)
            found.extend(first + second for first, second in itertools.pairwise(letters))
        else:
            found.append(word)
    return found


def log_odds_keywords(
    counts: Mapping[str, int], background: Mapping[str, int], top: int = 8, *, prior: float = 500.0
) -> list[str]:
    """Terms that a cluster uses more than its language does, by z-score (Monroe, Colaresi, Quinn 2008, Eq. 16-22).

    Args:
        counts: documents of the cluster, in one language, by term.
        background: documents of the whole corpus in that language by term, the cluster's among them.
        top: how many; only terms in two documents or more and with z > 1.96 count.
        prior: weight of the informative Dirichlet prior, in words.
    """
    total, total_background = sum(counts.values()), max(1, sum(background.values()))
    rated: list[tuple[float, str]] = []
    for term, count in counts.items():
        if count < 2 or len(background) < 2:  # a lone term has nothing to stand out against
            continue
        expected = prior * background.get(term, count) / total_background
        rest = max(0, background.get(term, count) - count)
        inside = (count + expected) / (total + prior - count - expected)
        outside = (rest + expected) / (total_background - total + prior - rest - expected)
        deviation = np.sqrt(1 / (count + expected) + 1 / (rest + expected))
        rated.append((float(np.log(inside / outside) / deviation), term))
    rated.sort(key=lambda pair: (-pair[0], pair[1]))
    return [term for z, term in rated[:top] if z > 1.96]


def document_frequencies(texts: Iterable[str]) -> Counter[str]:
    """Number of texts that hold each term."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(set(terms(text)))
    return found
