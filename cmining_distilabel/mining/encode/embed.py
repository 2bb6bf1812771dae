"""Texts to vectors: what the store does not hold yet is encoded, over worker processes, and written shard by shard."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.config.knobs import part_of
from cmining_distilabel.errors import UserError, tell
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.arrays.scratch import stored
from cmining_distilabel.mining.encode.encoders import BUILT_IN, Encoder, load_encoder
from cmining_distilabel.mining.encode.pool import EncoderPool, devices_of
from cmining_distilabel.mining.encode.shipped import shipped_vectors
from cmining_distilabel.mining.encode.store import VectorStore, default_store, text_keys
from cmining_distilabel.mining.encode.vectors import Vectors
from cmining_distilabel.mining.read.pick import pick
from cmining_distilabel.processes import usable_cores
from cmining_distilabel.progress import bar

Texts: TypeAlias = Sequence[str] | pa.Array | pa.ChunkedArray

_BLOCK = 8192  # texts in Python's hands at a time while keys are computed
# Texts are sorted by length within windows of this size. A larger window would pad batches a little less, and scatter
# neighbours in the corpus over more shards, so that reading a block of documents would open more files.
_WINDOW = 16_384
_SHARD_ROWS = 4096
_SHARD_SECONDS = 60.0  # a slow encoder writes smaller shards: no more than this is lost by a kill


@dataclass(frozen=True)
class EmbedResult:
    """Vectors of texts.

    Attributes:
        vectors: row i belongs to text i; its `paths`, `shard_index` and `row_index` are the references. A text for
            which the encoder gives zeros has the index -1, and a row of zeros; `vectors.missing` finds them.
        encoded: distinct texts that were encoded now.
        cached: distinct texts that the store held already, or that this package brings (`shipped`).
        store: path of the store.
    """

    vectors: Vectors
    encoded: int
    cached: int
    store: str


def embed_texts(
    texts: Texts,
    config: EmbedConfig,
    *,
    encoder: Encoder | None = None,
    pool: EncoderPool | None = None,
    description: str = "Encoding",
    quiet: bool = False,
) -> EmbedResult:
    """Encode texts, each distinct one at most once in the life of the store.

    Vectors do not depend on the number of workers. After a kill at any moment, the next call goes on from the shards
    that were finished. Only a window of the texts is held beside `texts` itself.

    Args:
        texts: N texts as they are to be encoded, template applied; an Arrow array is read in slices.
        config: encoder, batch size, workers (0: one a core for a built-in encoder, else a device) and store.
        encoder: instead of the one that the config names; one of your own works in this process.
        pool: of `encoder_pool`, already running, so that none is started for this call.
        description: label of the progress bar.
        quiet: no progress bar.

    Raises:
        UserError: the encoder or the store cannot be used, no space is left, or vectors are not finite.
        RuntimeError: encoder processes failed or were killed again and again.
        KeyboardInterrupt: with a message that says what is kept; the processes are ended.
    """
    config = part_of(config, EmbedConfig)
    encoder = encoder or load_encoder(config)
    path = config.store or default_store(encoder.id)
    store = VectorStore(path, encoder.id, repair=config.repair_store, as_given=not encoder.unit_length)
    keys, positions, inverse = np.unique(_keys(encoder.id, texts), return_index=True, return_inverse=True)
    shard_index, row_index = store.locate(keys)
    _take_shipped(store, keys, shard_index, row_index)
    missing = np.flatnonzero(shard_index < 0)
    missing = missing[np.argsort(positions[missing])]  # as the texts come

    def keep(numbers: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        shard_index[numbers] = store.write(keys[numbers], vectors)
        row_index[numbers] = np.arange(len(numbers))

    if len(missing):
        batches = _batches(texts, missing, positions, config.batch_size)
        own = encoder_pool(encoder, config, len(missing)) if pool is None else None
        shards = _ShardBuffer(keep)  # at its end it hands on what is done, also when the run is stopped
        try:
            with (
                bar(description, len(missing), quiet=quiet) as advance,
                shards,
                own or nullcontext(pool) as workers,
            ):
                for numbers, vectors in workers.map(batches) if workers is not None else _encode(encoder, batches):
                    known = _known(vectors, numbers, encoder.id, lambda place: _name(texts, positions[place]))
                    shards.add(numbers[known], unit_rows(vectors[known]) if encoder.unit_length else vectors[known])
                    advance(len(numbers))
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                f"stopped; {shards.written:,} of {len(missing):,} texts were encoded and are kept in {store.path}: "
                "run the same again to go on"
            ) from None
    found = Vectors(store.paths, stored(shard_index[inverse]), stored(row_index[inverse]))
    return EmbedResult(found, len(missing), len(keys) - len(missing), store.path)


def _take_shipped(
    store: VectorStore, keys: NDArray[np.bytes_], shard_index: NDArray[np.int32], row_index: NDArray[np.int32]
) -> None:
    """Put into the store what it lacks and this package brings; both arrays are filled in place."""
    if (shard_index >= 0).all():
        return
    shipped, vectors = shipped_vectors(store.encoder_id)
    _, wanted, rows = np.intersect1d(keys[shard_index < 0], shipped, assume_unique=True, return_indices=True)
    if len(rows):
        places = np.flatnonzero(shard_index < 0)[wanted]
        shard_index[places] = store.write(keys[places], vectors[rows])
        row_index[places] = np.arange(len(places))


def tell_missing(vectors: object, texts: Sequence[str], encoder_id: str) -> None:
    """One line on standard error where the encoder has no vector for some of the texts of this package."""
    if isinstance(vectors, Vectors) and len(missing := vectors.missing()):
        tell(
            f"the encoder '{encoder_id}' has no vector for {len(missing):,} of {len(texts):,} calibration texts, the "
            f"first of them {texts[missing[0]][:60]!r}; they count as of no direction"
        )


class _ShardBuffer:
    """Collects batches and hands them on in shards: when there are enough rows, after a minute, and at its end."""

    def __init__(self, keep: Callable[[NDArray[np.int64], NDArray[np.float32]], None]) -> None:
        self._keep = keep
        self._parts: list[tuple[NDArray[np.int64], NDArray[np.float32]]] = []
        self._since = time.monotonic()
        self.written = 0

    def __enter__(self) -> "_ShardBuffer":
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()

    def add(self, numbers: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        if len(numbers):
            self._parts.append((numbers, vectors))
        rows = sum(len(part) for part, _ in self._parts)
        if rows >= _SHARD_ROWS or time.monotonic() - self._since > _SHARD_SECONDS:
            self.flush()

    def flush(self) -> None:
        if self._parts:
            numbers = np.concatenate([part for part, _ in self._parts])
            self._keep(numbers, np.concatenate([vectors for _, vectors in self._parts]))
            self.written += len(numbers)
            self._parts.clear()  # only now: a flush that was interrupted is made up for when the run winds up
        self._since = time.monotonic()


def encoder_pool(encoder: Encoder, config: EmbedConfig, count: int) -> EncoderPool | None:
    """Worker processes for about `count` texts, to be used as a context; None where they are not worth their start."""
    source = encoder.made_from
    if source is None:
        return None
    # A SentenceTransformer takes all cores, or a GPU, on its own.
    wanted = config.workers or (usable_cores() if source.encoder in BUILT_IN else len(devices_of(source)))
    size = min(wanted, -(-count // config.batch_size))
    return EncoderPool(source, size) if size > 1 else None


def _encode(
    encoder: Encoder, batches: Iterator[tuple[NDArray[np.int64], list[str]]]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Vectors of each batch, in order, made in this process."""
    return ((numbers, np.asarray(encoder.encode(texts), np.float32)) for numbers, texts in batches)


def _batches(
    texts: Texts, missing: NDArray[np.int64], positions: NDArray[np.int64], size: int
) -> Iterator[tuple[NDArray[np.int64], list[str]]]:
    """Texts in batches of `size`, longest first in each window, with their places among the distinct texts.

    Longest first, so that the processes finish together and a lack of memory shows at once.
    The same texts make the same batches whatever the number of workers, and so the same roundings.
    """
    for start in range(0, len(missing), _WINDOW):
        window = missing[start : start + _WINDOW]
        taken = _pick(texts, positions[window])
        order = sorted(range(len(taken)), key=lambda place: -len(taken[place]))
        for first in range(0, len(order), size):
            chosen = order[first : first + size]
            yield window[chosen], [taken[place] for place in chosen]


def _keys(encoder_id: str, texts: Texts) -> NDArray[np.bytes_]:
    blocks = [np.empty(0, dtype="S16")]
    for start in range(0, len(texts), _BLOCK):
        block = texts[start : start + _BLOCK]
        try:
            blocks.append(text_keys(encoder_id, block if isinstance(block, Sequence) else block.to_pylist()))
        except UnicodeEncodeError as error:
            raise UserError(f"a text holds half a surrogate pair, not valid Unicode: {error.object[:60]!r}") from None
    return np.concatenate(blocks)


def _pick(texts: Texts, places: NDArray[np.int64]) -> list[str]:
    """The texts at `places`."""
    if isinstance(texts, Sequence):
        return [texts[place] for place in places]
    return list(pick(pa.table({"text": texts}), places)["text"].to_pylist())


def _known(
    vectors: NDArray[np.float32], numbers: NDArray[np.int64], encoder_id: str, name: Callable[[int], str]
) -> NDArray[np.bool_]:
    """Which texts of a batch have a vector: one of an unknown script may have none, and is in no shard.

    Raises:
        UserError: vectors are missing, or not finite; `name` says of which text.
    """
    if vectors.ndim != 2 or len(vectors) != len(numbers):
        raise UserError(
            f"the encoder '{encoder_id}' gives an array of shape {vectors.shape} for {len(numbers)} texts; "
            f"its `encode` must return ({len(numbers)}, d)"
        )
    lengths: NDArray[np.float32] = np.einsum("ij,ij->i", vectors, vectors)
    bad = np.flatnonzero(~np.isfinite(lengths))
    if len(bad):
        raise UserError(
            f"the encoder '{encoder_id}' gives vectors that are not finite for {len(bad)} of "
            f"{len(numbers)} texts, the first of them {name(numbers[bad[0]])}"
        )
    return lengths > 0


def _name(texts: Texts, place: int) -> str:
    return f"number {place} ({_pick(texts, np.array([place]))[0][:60]!r})"
