"""The words of a cluster, against other texts of the same language: rare ones that chance does not explain."""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import add

import numpy as np

# Letters and the marks on them: Python's \w leaves out vowel signs and tone marks, which would cut words of Hindi, Thai
# and, where a small letter is written as two characters, Turkish.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M"))
_MARK = re.compile(f"[{_MARKS}]")
_LETTER = re.compile(rf"[^\W\d_][{_MARKS}]*")
_WORD = re.compile(rf"(?:{_LETTER.pattern}){{2,}}")
_UNMARKED_WORD = re.compile(r"[^\W\d_]{2,}")  # the same where a text has no marks, for a third of the time
_NO_SPACES = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")  # Thai, kana, Han
# Runs of one such script. Hiragana is none: it spells endings and readings, and parts what Han and katakana write.
_RUN = re.compile(r"[\u0e00-\u0e7f]+|[\u30a0-\u30ff]+|[\u3005\u3400-\u9fff\uf900-\ufaff]+")
_COMMON = 0.05  # share of a language's texts from which a word is too common to say something
_CHANCE = 0.05  # of one word or more that only chance has put there
_TOGETHER = 0.6  # share of the texts with either of two pairs of letters that has both joined, from which they are one


def terms(text: str) -> list[str]:
    """Words of a text; pairs of letters of one script where it has no spaces between words."""
    text = unicodedata.normalize("NFKC", text).casefold()
    has_marks = not text.isascii() and _MARK.search(text) is not None
    found: list[str] = []
    for word in (_WORD if has_marks else _UNMARKED_WORD).findall(text):
        if not word.isascii() and _NO_SPACES.fullmatch(word):
            for run in _RUN.findall(word):
                letters = _LETTER.findall(run) if has_marks else run
                found.extend(map(add, letters, letters[1:]))
        else:
            found.append(word)
    return found


def telling_terms(
    counts: Mapping[str, int], size: int, background: Mapping[str, int], texts: int, top: int = 8
) -> list[str]:
    """Terms that a cluster's texts hold more often than others of its language do, the most telling first.

    A term counts if chance would hardly put it into so many of the cluster's texts (binomial test, with Bonferroni's
    correction for all its terms), and if fewer than one in 20 texts of the language have it: function words pass one
    or the other, seldom both. Then a term tells the more, the more of the cluster has it and the rarer it is (tf-idf).

    Args:
        counts: texts of the cluster, in one language, by term.
        size: number of those texts.
        background: texts of the whole corpus in that language by term, the cluster's among them.
        texts: number of those texts.
        top: how many.
    """
    terms_found = [term for term, count in counts.items() if count > 1]
    if not terms_found:
        return []
    inside = np.array([counts[term] for term in terms_found])
    everywhere = np.array([max(background.get(term, 0), counts[term]) for term in terms_found])
    chance = (everywhere - inside + 0.5) / (max(0, texts - size) + 1)
    from scipy.stats import binom  # takes a second to import

    sure = binom.sf(inside - 1, size, chance) * len(counts) <= _CHANCE
    # What only the cluster's texts have is not too common, however small the corpus.
    rare = (everywhere < _COMMON * texts) | (everywhere == inside)
    worth = inside / size * np.log(max(2, texts) / everywhere)
    rated = sorted((-worth[place], terms_found[place]) for place in np.flatnonzero(sure & rare))
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
