"""Texts to vectors: what the store does not hold yet is encoded, over worker processes, and written shard by shard."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig, part_of
from cmining_distilabel.embed_pool import EncoderPool, usable_cores
from cmining_distilabel.encoders import USE_NAME, Encoder, load_encoder
from cmining_distilabel.errors import UserError
from cmining_distilabel.progress import bar
from cmining_distilabel.store import VectorStore, default_store, text_keys
from cmining_distilabel.vectors import Vectors

Texts: TypeAlias = "Sequence[str] | pa.Array | pa.ChunkedArray"

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
        vectors: row i belongs to text i; its `paths`, `shard_index` and `row_index` are the references.
        encoded: distinct texts that were encoded now.
        cached: distinct texts that the store held already.
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
    ids: Texts | None = None,
    description: str = "Encoding",
    quiet: bool = False,
) -> EmbedResult:
    """Encode texts, each distinct one at most once in the life of the store.

    Vectors do not depend on the number of workers. Killed at any moment, the next call goes on from the shards that were
    finished. Only a window of the texts is held beside `texts` itself.

    Args:
        texts: N texts as they are to be encoded, template applied; an Arrow array is read in slices.
        config: encoder, batch size, workers (0: one a core for USE, one for any other) and store.
        encoder: instead of the one that the config names; one of your own works in this process.
        ids: N names for error messages.
        description: label of the progress bar.
        quiet: no progress bar.

    Raises:
        UserError: the encoder or the store cannot be used, no space is left, or vectors are not finite or zero.
        RuntimeError: encoder processes failed or were killed again and again.
        KeyboardInterrupt: with a message that says what is kept; the processes are ended.
    """
    config = part_of(config, EmbedConfig)
    encoder = encoder or load_encoder(config)
    store = VectorStore(config.store or default_store(encoder.id), encoder.id, repair=config.repair_store)
    blocks = [text_keys(encoder.id, _take(texts, start)) for start in range(0, len(texts), _BLOCK)]
    all_keys = np.concatenate(blocks) if blocks else text_keys(encoder.id, [])
    keys, positions, inverse = np.unique(all_keys, return_index=True, return_inverse=True)
    del blocks, all_keys
    shard_index, row_index = store.locate(keys)
    missing = np.flatnonzero(shard_index < 0)
    missing = missing[np.argsort(positions[missing])]  # as the texts come

    def keep(numbers: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        shard_index[numbers] = store.write(keys[numbers], vectors)
        row_index[numbers] = np.arange(len(numbers))

    if len(missing):
        batches = _batches(texts, missing, positions, config.batch_size)
        shards = _ShardBuffer(keep)
        try:
            with ExitStack() as stack:
                advance = stack.enter_context(bar(description, len(missing), quiet=quiet))
                stack.callback(shards.flush)  # also what is done when the run is stopped
                for batch, vectors in _encode(encoder, config, batches, len(missing), stack):
                    _check(vectors, batch, encoder.id, texts, ids)
                    shards.add(batch.numbers, vectors)
                    advance(len(batch.numbers))
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                f"stopped; {shards.written:,} of {len(missing):,} texts were encoded and are kept in {store.path}: "
                "run the same again to go on"
            ) from None
    vectors = Vectors(store.paths, shard_index[inverse], row_index[inverse])
    return EmbedResult(vectors, len(missing), len(keys) - len(missing), store.path)
