"""Texts that came before, exactly or nearly."""

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np

from cmining_distilabel.mining.noise.base import Row
from cmining_distilabel.mining.noise.near_index import Hashes, NearIndex
from cmining_distilabel.mining.read.spill import SeenIds

# Shingles of characters serve all scripts, with or without spaces between words, and need no tokeniser.
_SHINGLE = 5
_LONGEST = 20_000  # characters looked at: bounds the memory that one text takes
_BLOCK = 512  # texts whose shingles are in memory at once; fewer where they are long
_CHARACTERS = 1 << 20  # of them, at 30 bytes each
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, odd: multiplying by it loses nothing


def normalise(text: str) -> str:
    """The text without what makes no difference: case, compatibility forms (NFKC) and kind of white space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def shingles(texts: Sequence[str]) -> list[Hashes]:
    """Hashes of the runs of 5 characters of each text, ascending and without repeats; a shorter text is one run."""
    padded = [text[:_LONGEST].ljust(_SHINGLE, "\0") for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    hashes = np.zeros(max(0, len(codes) - _SHINGLE + 1), dtype=np.uint64)
    for start in range(_SHINGLE):
        hashes = (hashes + codes[start : start + len(hashes)]) * _MIX
        hashes ^= hashes >> np.uint64(29)
    lengths = np.array([len(text) for text in padded])
    number = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)
    inside = number[: len(hashes)] == number[_SHINGLE - 1 :]  # runs that cross from one text into the next are none
    own = np.sort((number[: len(hashes)][inside] << np.uint64(32)) | (hashes[inside] >> np.uint64(32)))
    own = own[np.diff(own, prepend=~own[:1]) != 0]  # np.unique hashes integers, which takes 40 times longer
    ends = np.searchsorted(own, np.arange(1, len(texts), dtype=np.uint64) << np.uint64(32))
    return np.split(own.astype(np.uint32), ends)


class DuplicateFilter:
    """Rejects what an earlier row of the same language said: `duplicate`, `near_duplicate`. The first is kept.

    Equal texts are found by a 64-bit hash of `normalise(text)`, near-duplicates by `NearIndex`. The same rows in the
    same order give the same answers. Takes 80 bytes of memory a kept row, and up to 1 kB in a temporary file.

    Args:
        threshold: Jaccard similarity of the sets of 5-character runs from which a text is a near-duplicate; 0 looks
            for equal texts only.
    """

    def __init__(self, threshold: float) -> None:
        self._seen = SeenIds()
        self._near = NearIndex(threshold) if threshold else None

    def reasons(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None, "duplicate" or "near_duplicate"."""
        texts = [normalise(row["text"]) for row in batch]
        seen = self._seen.add([f"{row['language']}\0{text}" for row, text in zip(batch, texts, strict=True)])
        reasons = ["duplicate" if known else None for known in seen]
        if self._near is not None:
            new = np.flatnonzero(~seen).tolist()
            found = find_near(self._near, [texts[place] for place in new], [batch[place]["language"] for place in new])
            for place, near in zip(new, found, strict=True):
                reasons[place] = None if near is None else "near_duplicate"
        return reasons


def find_near(index: NearIndex, texts: Sequence[str], languages: Sequence[str]) -> Iterator[int | None]:
    """What `NearIndex.add` says of each text, with the shingles of a block of them in memory."""
    start = 0
    while start < len(texts):
        lengths = np.cumsum([min(len(text), _LONGEST) for text in texts[start : start + _BLOCK]])
        block = slice(start, start + max(1, int(np.searchsorted(lengths, _CHARACTERS, side="right"))))
        yield from index.add(shingles(texts[block]), languages[block])
        start = block.stop
