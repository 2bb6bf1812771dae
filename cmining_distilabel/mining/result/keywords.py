"""The words of a cluster: weighted log-odds against the same language, rare words first, so that they say something."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

# Letters and the marks on them: Python's \w leaves out vowel signs and tone marks, which would cut words of Hindi, Thai
# and, where a small letter is written as two characters, Turkish.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M"))
_LETTER = re.compile(rf"[^\W\d_][{_MARKS}]*")
_WORD = re.compile(rf"(?:{_LETTER.pattern}){{2,}}")
_NO_SPACES = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")  # Thai, kana, Han
# Runs of one such script. Hiragana is none: it spells endings and readings, and parts what Han and katakana write.
_RUN = re.compile(r"[\u0e00-\u0e7f]+|[\u30a0-\u30ff]+|[\u3005\u3400-\u9fff\uf900-\ufaff]+")
_COMMON = 0.05  # share of a language's texts from which a word is too common to say something
_TOGETHER = 0.6  # share of the texts with either of two pairs of letters that has both joined, from which they are one


def terms(text: str) -> list[str]:
    """Words of a text; pairs of letters of one script where it has no spaces between words."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _NO_SPACES.fullmatch(word):
            for run in _RUN.findall(word):
                found.extend(first + second for first, second in itertools.pairwise(_LETTER.findall(run)))
        else:
            found.append(word)
    return found


def log_odds_keywords(
    counts: Mapping[str, int], background: Mapping[str, int], texts: int, top: int = 8, *, prior: float = 500.0
) -> list[str]:
    """Terms that a cluster uses more than its language does, the most telling first.

    Terms in two documents or more and with a z-score over 1.96 count (Monroe, Colaresi, Quinn 2008, Eq. 16-22). A
    function word may have that too, by chance or by the manner of telling: so terms are in the order of z times their
    inverse document frequency, and those in one of 20 texts of the language, or more, are left out.

    Args:
        counts: documents of the cluster, in one language, by term.
        background: documents of the whole corpus in that language by term, the cluster's among them.
        texts: number of those documents.
        top: how many.
        prior: weight of the informative Dirichlet prior, in words.
    """
    total, total_background = sum(counts.values()), max(1, sum(background.values()))
    rated: list[tuple[float, str]] = []
    for term, count in counts.items():
        everywhere = background.get(term, count)
        if count < 2 or len(background) < 2 or everywhere >= max(_COMMON * texts, count + 1):
            continue  # a lone term has nothing to stand out against
        expected = prior * everywhere / total_background
        rest = max(0, everywhere - count)
        inside = (count + expected) / (total + prior - count - expected)
        outside = (rest + expected) / (total_background - total + prior - rest - expected)
        z = float(np.log(inside / outside) / np.sqrt(1 / (count + expected) + 1 / (rest + expected)))
        if z > 1.96:
            rated.append((z * float(np.log(max(2, texts) / everywhere)), term))
    rated.sort(key=lambda pair: (-pair[0], pair[1]))
    return [term for _, term in rated[:top]]


def joined(found: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Terms with those pairs of letters joined that are parts of one word, in scripts without spaces.

    >>> joined(["石器", "器時", "時代", "tea"], ["旧石器時代", "石器時代"])
    ['石器時代', 'tea']
    """
    words = list(found)
    plain = [unicodedata.normalize("NFKC", text).casefold() for text in texts]

    def held(word: str) -> int:
        return sum(word in text for text in plain)

    def next_pair() -> tuple[str, str, str] | None:
        unspaced = [word for word in words if _NO_SPACES.fullmatch(word)]
        for first, second in itertools.permutations(unspaced, 2):
            whole = first + second[1:]
            if first[-1] == second[0] and held(whole) >= max(2.0, _TOGETHER * min(held(first), held(second))):
                return first, second, whole
        return None

    while pair := next_pair():
        place = min(words.index(pair[0]), words.index(pair[1]))
        words = [word for word in words if word not in pair]
        words.insert(place, pair[2])
    return words


def document_frequencies(texts: Iterable[str]) -> Counter[str]:
    """Number of texts that hold each term."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(set(terms(text)))
    return found
