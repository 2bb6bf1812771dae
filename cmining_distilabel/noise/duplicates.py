"""Texts that came before, exactly or nearly."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from cmining_distilabel.documents.spill import SeenIds
from cmining_distilabel.noise.base import Row
from cmining_distilabel.noise.near_index import Hashes, NearIndex

# Shingles of characters serve all scripts, with or without spaces between words, and need no tokeniser.
_SHINGLE = 5
_LONGEST = 20_000  # characters looked at: bounds the memory that one text takes while it is judged
_BLOCK = 512  # texts whose shingles are in memory at once
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, odd: multiplying by it loses nothing


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


class DuplicateFilter:
    """Rejects what an earlier row of the same language said: `duplicate`, `near_duplicate`. The first is kept.

    Equal texts are found by a 64-bit hash of `normalise(text)`, near-duplicates by `NearIndex`. The same rows in the
    same order give the same answers. Takes 64 bytes of memory a kept row, and up to 1 kB in a temporary file.

    Args:
        threshold: Jaccard similarity of the sets of 5-character runs from which a text is a near-duplicate; 0 looks
            for equal texts only.
    """

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._seen = SeenIds()
        self._near: dict[str, NearIndex] = defaultdict(lambda: NearIndex(threshold))

    def judge(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None, "duplicate" or "near_duplicate"."""
        texts = [normalise(row["text"]) for row in batch]
        seen = self._seen.add([f"{row['language']}\0{text}" for row, text in zip(batch, texts, strict=True)])
        reasons = ["duplicate" if known else None for known in seen]
        if self._threshold:
            new = np.flatnonzero(~seen)
            for place, near in find_near(self._near, batch, new, lambda place: texts[place]):
                reasons[place] = None if near is None else "near_duplicate"
        return reasons


def find_near(
    indexes: dict[str, NearIndex], batch: Sequence[Row], places: Iterable[int], text_of: Callable[[int], str]
) -> Iterable[tuple[int, int | None]]:
    """What the index of each row's language remembers of a text like the row's; rows by language, in their order."""
    by_language: dict[str, list[int]] = defaultdict(list)
    for place in places:
        by_language[batch[place]["language"]].append(int(place))
    for language, own in by_language.items():
        for start in range(0, len(own), _BLOCK):
            block = own[start : start + _BLOCK]
            found = indexes[language].add([shingles(text_of(place)) for place in block])
            yield from zip(block, found, strict=True)
