"""Texts that came before, exactly or nearly."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import xxhash
from numpy.typing import NDArray

from cmining_distilabel.noise.base import Row

Hashes = NDArray[np.uint32]

# Shingles of characters serve all scripts, with or without spaces between words, and need no tokeniser.
_SHINGLE = 5
_LONGEST = 20_000  # characters looked at: bounds the memory that one text takes while it is judged
_SKETCH = 256  # hashes kept of a text; most leads have fewer shingles, and their Jaccard similarity is exact
_HASHES = 64
_RECALL = 0.95  # at least this share of the pairs that are just as similar as the threshold
_BUCKET = 16  # texts remembered in a bucket, and
_CANDIDATES = 8  # texts compared with: a million stubs from one template must not cost their square
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, odd: multiplying by it loses nothing
_SLOPES, _OFFSETS = np.random.default_rng(0).integers(0, 2**32, size=(2, _HASHES, 1), dtype=np.uint32)
_SLOPES |= 1  # odd: h -> a h + b is then a permutation of the 32-bit integers


def normalise(text: str) -> str:
    """The text without what makes no difference: case, compatibility forms (NFKC) and kind of white space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def shingles(text: str) -> Hashes:
    """Hashes of the runs of 5 characters of a text, ascending and without repeats; a shorter text is one run."""
    codes = np.frombuffer(text[:_LONGEST].ljust(_SHINGLE, "\0").encode("utf-32-le"), dtype=np.uint32)
    count = len(codes) - _SHINGLE + 1
    hashes = np.zeros(count, dtype=np.uint64)
    for start in range(_SHINGLE):
        hashes = (hashes + codes[start : start + count]) * _MIX
        hashes ^= hashes >> np.uint64(29)
    return np.unique((hashes >> np.uint64(32)).astype(np.uint32))


def jaccard(first: Hashes, second: Hashes) -> float:
    """Jaccard similarity of two sets of hashes, from their 256 smallest (bottom-k sketches).

    A sketch tells of every hash up to its largest; where both tell, they are random samples. Exact for sets
    smaller than 256; the standard error is at most 0.03 for larger ones.
    """
    full = [sketch[-1] for sketch in (first, second) if len(sketch) == _SKETCH]
    bound = min(full, default=np.uint32(2**32 - 1))
    first, second = (sketch[: np.searchsorted(sketch, bound, side="right")] for sketch in (first, second))
    common = len(np.intersect1d(first, second, assume_unique=True))
    return common / (len(first) + len(second) - common)


class DuplicateFilter:
    """Rejects what an earlier row of the same language said: `duplicate`, `near_duplicate`. The first is kept.

    Equal texts are found by a hash of `normalise(text)`. Near-duplicates are proposed by MinHash with banding
    (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3) and confirmed by `jaccard`.
    The same rows in the same order give the same answers. Takes up to about 3 kB of memory a kept row.

    Args:
        threshold: Jaccard similarity of the sets of 5-character runs from which a text is a near-duplicate; 0 looks
            for equal texts only.
    """

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._seen: set[tuple[str, int]] = set()
        self._near: dict[str, NearIndex] = defaultdict(lambda: NearIndex(threshold))

    def judge(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None, "duplicate" or "near_duplicate"."""
        return [self._reason(row["language"], normalise(row["text"])) for row in batch]

    def _reason(self, language: str, text: str) -> str | None:
        key = (language, xxhash.xxh3_128_intdigest(text.encode()))
        if key in self._seen:
            return "duplicate"
        self._seen.add(key)
        if self._threshold and self._near[language].add(shingles(text)) is not None:
            return "near_duplicate"
        return None


class NearIndex:
    """Texts, found again by bands of their MinHash signatures; `threshold` is the Jaccard similarity of a match."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._rows_a_band = rows_a_band(threshold)
        self._sketches: list[Hashes] = []
        self._buckets: dict[int, tuple[int, ...]] = {}

    def add(self, hashes: Hashes) -> int | None:
        """The number of a remembered text that is like this one; None if there is none, and this one is remembered."""
        sketch = hashes[:_SKETCH].copy()  # a slice would keep all hashes alive
        keys = self._bands((_SLOPES * hashes + _OFFSETS).min(axis=1))
        near = Counter(other for key in keys for other in self._buckets.get(key, ()))
        for other, _ in near.most_common(_CANDIDATES):
            if jaccard(sketch, self._sketches[other]) >= self._threshold:
                return other
        for key in keys:
            self._buckets[key] = (*self._buckets.get(key, ())[1 - _BUCKET :], len(self._sketches))
        self._sketches.append(sketch)
        return None

    def _bands(self, signature: Hashes) -> list[int]:
        rows = self._rows_a_band
        return [
            xxhash.xxh3_64_intdigest(signature[start : start + rows].tobytes(), seed=start)
            for start in range(0, _HASHES - rows + 1, rows)
        ]


def rows_a_band(threshold: float) -> int:
    """Most rows a band such that pairs at the threshold meet in some band with a probability of 0.95 or more.

    The more rows, the fewer bands to remember and the fewer texts to compare with. A pair of similarity s agrees
    in all r rows of one of b bands with the probability 1 - (1 - s^r)^b.
    """
    fitting = (r for r in range(_HASHES, 1, -1) if 1 - (1 - threshold**r) ** (_HASHES // r) >= _RECALL)
    return next(fitting, 1)
