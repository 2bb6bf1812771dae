"""Texts, found again by what they share: MinHash with banding, most of it on disk."""

import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import xxhash
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.scratch import room_for

Hashes = NDArray[np.uint32]

_SKETCH = 256  # hashes kept of a text; most leads have fewer shingles, and their Jaccard similarity is exact
_HASHES = 64
_RECALL = 0.95  # at least this share of the pairs that are just as similar as the threshold
_BUCKET = 16  # texts looked up in a bucket, the latest ones, and
_CANDIDATES = 8  # texts compared with: a million stubs from one template must not cost their square
_LONGEST_RUN = 1 << 23  # keys of a run; a longer one goes to disk and is never merged again
_TEXT = np.uint64(2**32 - 1)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, odd: multiplying by it loses nothing
_SLOPES, _OFFSETS = np.random.default_rng(0).integers(0, 2**32, size=(2, _HASHES, 1), dtype=np.uint32)
_SLOPES |= 1  # odd: h -> a h + b is then a permutation of the 32-bit integers


class NearIndex:
    """Remembers texts by their shingles, each language apart; same texts in the same order, same answers.

    Pairs are proposed by MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets,
    chapter 3) and confirmed by `jaccard`. A band of a remembered text takes 8 bytes, of a text 56 at a threshold of 0.9
    and 168 at 0.6: the latest 8 million bands in memory, the others in temporary files without names, where sketches of
    1 kB at most lie too. Of memory a text takes 16 bytes.

    Args:
        threshold: Jaccard similarity of a match.
    """

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._rows_a_band = rows_a_band(threshold)
        self._sketches = _Sketches()  # one file for all languages: processes may open few
        self._languages: list[str] = []
        self._runs: list[NDArray[np.uint64]] = []  # each ascending: a key, and in the low 32 bits a text that has it

    def add(self, texts: Sequence[Hashes], languages: Sequence[str]) -> list[int | None]:
        """For each text the number of a remembered one that is like it; None: there is none, and this is remembered.

        Args:
            texts: of each the distinct hashes of its shingles, ascending (`duplicates.shingles`).
            languages: of each; texts of different languages are not alike.
        """
        if not len(texts):
            return []
        keys = self._keys(texts, languages)
        older, shared = self._find(keys), _shared(keys)
        recent: dict[int, list[int]] = defaultdict(list)
        found: list[int | None] = []
        for text, language, past, own in zip(texts, languages, older, shared, strict=True):
            near: Counter[int] = Counter()
            for band in sorted(past.keys() | own.keys()):
                near.update((past.get(band, []) + recent.get(own.get(band, -1), []))[-_BUCKET:])
            sketch = text[:_SKETCH]
            alike = (other for other, _ in near.most_common(_CANDIDATES) if self._is_like(sketch, language, other))
            found.append(next(alike, None))
            if found[-1] is None:
                number = self._sketches.append(sketch)
                self._languages.append(language)
                for key in own.values():
                    recent[key].append(number)
        self._sketches.flush()
        self._remember(keys[[text is None for text in found]])
        return found

    def _is_like(self, sketch: Hashes, language: str, other: int) -> bool:
        return self._languages[other] == language and jaccard(sketch, self._sketches[other]) >= self._threshold

    def _keys(self, texts: Sequence[Hashes], languages: Sequence[str]) -> Hashes:
        """Key of each text's bands, shape (n, bands)."""
        rows = self._rows_a_band
        signature = np.stack([(_SLOPES * text + _OFFSETS).min(axis=1) for text in texts])
        bands = signature[:, : _HASHES // rows * rows].reshape(len(texts), -1, rows).astype(np.uint64)
        own = np.array([xxhash.xxh3_64_intdigest(language.encode()) for language in languages], np.uint64)
        keys: NDArray[np.uint64] = np.add.outer(own, np.arange(bands.shape[1], dtype=np.uint64))
        for row in range(rows):
            keys = (keys + bands[:, :, row]) * _MIX
            keys ^= keys >> np.uint64(29)
        return (keys >> np.uint64(32)).astype(np.uint32)  # two that collide are told apart by `_is_like`

    def _find(self, keys: Hashes) -> list[dict[int, list[int]]]:
        """For each text the latest remembered texts of each band that has any, oldest first."""
        found: list[dict[int, list[int]]] = [{} for _ in keys]
        flat = keys.ravel().astype(np.uint64) << np.uint64(32)
        for run in self._runs:
            first, last = np.searchsorted(run, flat), np.searchsorted(run, flat | _TEXT, "right")
            for hit in np.flatnonzero(last > first).tolist():
                place, band = divmod(hit, keys.shape[1])
                latest = run[max(first[hit], last[hit] - _BUCKET) : last[hit]] & _TEXT
                found[place].setdefault(band, []).extend(latest.tolist())
        return found

    def _remember(self, keys: Hashes) -> None:
        """Add a sorted run of the last texts' keys; runs are merged so that each is over twice as long as the next."""
        if not keys.size:
            return
        last = self._sketches.count
        numbers = np.repeat(np.arange(last - len(keys), last, dtype=np.uint64), keys.shape[1])
        runs = [(keys.ravel().astype(np.uint64) << np.uint64(32)) | numbers]
        while self._runs and len(self._runs[-1]) <= min(2 * sum(map(len, runs)), _LONGEST_RUN):
            runs.append(self._runs.pop())
        run = np.concatenate(runs)
        run.sort()
        self._runs.append(run if len(run) <= _LONGEST_RUN else _on_disk(run))


def _shared(keys: Hashes) -> list[dict[int, int]]:
    """For each text its keys that others of these texts have, too, by band."""
    order = np.argsort(keys, axis=None, kind="stable")
    again = np.diff(keys.ravel()[order]) == 0
    repeated = np.zeros(keys.size, bool)
    repeated[order[1:][again]] = repeated[order[:-1][again]] = True
    found: list[dict[int, int]] = [{} for _ in keys]
    for place, band in zip(*(axis.tolist() for axis in np.nonzero(repeated.reshape(keys.shape))), strict=True):
        found[place][band] = int(keys[place, band])
    return found


def _on_disk(array: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The same in a temporary file without a name: its pages are memory that the system can have back."""
    with tempfile.TemporaryFile(prefix="cmining-") as file, room_for("the noise filter"):
        file.write(array.data)
        file.flush()
        return np.memmap(file, array.dtype, "r")


class _Sketches:
    """Arrays of hashes, one after the other in a file that is gone with the process."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="cmining-")  # noqa: SIM115 (closed with the object)
        self._ends = np.zeros(1024, np.int64)
        self._written = self.count = 0
        self._waiting: list[Hashes] = []

    def append(self, sketch: Hashes) -> int:
        """Returns its number."""
        self.count += 1
        if self.count == len(self._ends):
            self._ends = np.concatenate([self._ends, np.zeros_like(self._ends)])
        self._ends[self.count] = self._ends[self.count - 1] + len(sketch)
        self._waiting.append(sketch)
        return self.count - 1

    def __getitem__(self, number: int) -> Hashes:
        if number >= self._written:
            return self._waiting[number - self._written]
        start, end = (int(place) * 4 for place in self._ends[number : number + 2])
        return np.frombuffer(os.pread(self._file.fileno(), end - start, start), np.uint32)

    def flush(self) -> None:
        """Move what is in memory to the file."""
        with room_for("the noise filter"):
            self._file.write(b"".join(sketch.tobytes() for sketch in self._waiting))
            self._file.flush()
        self._written, self._waiting = self.count, []


def jaccard(first: Hashes, second: Hashes) -> float:
    """Jaccard similarity of two sets of hashes, from their 256 smallest (bottom-k sketches).

    A sketch tells of every hash up to its largest; where both tell, they are random samples. Exact for sets
    smaller than 256; the standard error is at most 0.03 for larger ones.
    """
    full = [sketch[-1] for sketch in (first, second) if len(sketch) == _SKETCH]
    bound = min(full, default=np.uint32(2**32 - 1))
    first, second = (sketch[: np.searchsorted(sketch, bound, side="right")] for sketch in (first, second))
    place = np.searchsorted(first, second)
    inside = place < len(first)
    common = int((first[place[inside]] == second[inside]).sum())
    return common / (len(first) + len(second) - common)


def rows_a_band(threshold: float) -> int:
    """Most rows a band such that pairs at the threshold meet in some band with a probability of 0.95 or more.

    The more rows, the fewer bands to remember and the fewer texts to compare with. A pair of similarity s agrees
    in all r rows of one of b bands with the probability 1 - (1 - s^r)^b.
    """
    fitting = (r for r in range(_HASHES, 1, -1) if 1 - (1 - threshold**r) ** (_HASHES // r) >= _RECALL)
    return next(fitting, 1)
