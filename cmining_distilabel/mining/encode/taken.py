"""Vectors that documents bring with them, by the same encoder on somebody's cluster, into the store."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import xxhash
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.encoders import Encoder
from cmining_distilabel.mining.encode.store import Vectors, VectorStore, default_store, text_keys
from cmining_distilabel.text import render

TRIED = 32
"""Documents whose vectors are compared with what the encoder gives."""
_FOREIGN = 0.2  # cosine below which they are of another space: another template of the same text leaves far more
_SHARD_ROWS = 4096
_AT_A_TIME = 16 * _SHARD_ROWS  # rows before the store is looked through: it may have a hundred thousand shards


class TakenVectors:
    """Puts the vectors of documents where `embed_texts` will look for them.

    Args:
        config: the store.
        encoder: that they are said to be of; the first documents are encoded again to see it.
    """

    def __init__(self, config: EmbedConfig, encoder: Encoder) -> None:
        path = config.store or default_store(encoder.id)
        self._store = VectorStore(path, encoder.id, repair=config.repair_store, as_given=not encoder.unit_length)
        self._encoder = encoder
        self._dimension = 0
        self._waiting: list[tuple[NDArray[np.bytes_], NDArray[np.float32]]] = []

    def add(self, documents: Sequence[Mapping[str, Any]], column: str) -> None:
        """Take the vectors of some documents, each in `vector`; who has none there will be encoded.

        Raises:
            UserError: a vector is not finite, zero or of another dimension, or they are not of the encoder.
        """
        rows = [document for document in documents if document["vector"] is not None and not document["reason"]]
        if not rows:
            return
        names = [f"{document['id']} (column '{column}')" for document in rows]
        vectors = _checked([document["vector"] for document in rows], names, self._dimension)
        vectors = unit_rows(vectors) if self._encoder.unit_length else vectors
        texts = [render(document["title"], document["text"]) for document in rows]
        if not self._dimension:
            check_same_space(names, texts, vectors, self._encoder.encode, self._encoder.id)
        self._dimension = vectors.shape[1]
        self._waiting.append((text_keys(self._encoder.id, texts), vectors))
        if sum(len(keys) for keys, _ in self._waiting) >= _AT_A_TIME:
            self.flush()

    def flush(self) -> None:
        """Write what the store lacks."""
        if not self._waiting:
            return
        keys, first = np.unique(np.concatenate([keys for keys, _ in self._waiting]), return_index=True)
        missing = np.flatnonzero(self._store.locate(keys)[0] < 0)
        vectors = np.concatenate([vectors for _, vectors in self._waiting])
        for start in range(0, len(missing), _SHARD_ROWS):
            some = missing[start : start + _SHARD_ROWS]
            self._store.write(keys[some], vectors[first[some]])
        self._waiting.clear()


def check_same_space(
    names: Sequence[str],
    texts: Sequence[str],
    vectors: Any,
    encode: Callable[[list[str]], Any],
    encoder_id: str,
) -> None:
    """Refuse vectors that another encoder gave: some texts are encoded again, and must come out where they are.

    Args:
        names: of N documents, for the message.
        texts: as they are encoded.
        vectors: shape (N, d), of length 1; whatever gives rows.
        encode: texts to vectors.
        encoder_id: for the message.

    Raises:
        UserError: names the first document whose vector is of another space.
    """
    some = np.unique(np.linspace(0, len(texts) - 1, TRIED).astype(int))
    own = encode([texts[place] for place in some])[:]
    if own.shape[1] != vectors.shape[1]:
        raise UserError(
            f"the vectors of the documents have {vectors.shape[1]} dimensions, those of the encoder '{encoder_id}' "
            f"{own.shape[1]}; set the encoder that they come from"
        )
    cosines = np.einsum("ij,ij->i", unit_rows(vectors[some]), unit_rows(own))
    foreign = np.flatnonzero(cosines < _FOREIGN)
    if len(foreign):
        raise UserError(
            f"the vector of {names[some[foreign[0]]]} is not of the encoder '{encoder_id}', nor are those of "
            f"{len(foreign) - 1} others of {len(some)} that were tried: the cosine with what it gives is "
            f"{cosines[foreign[0]]:.2f}; set the encoder that they come from, or leave them out"
        )


def keep_vectors(rows: Sequence[ArrayLike], names: Sequence[str], store: str | None = None) -> Vectors:
    """Vectors of any length, divided by it, in a store that is addressed by their content.

    Args:
        rows: N vectors of one dimension d.
        names: N names for error messages.
        store: folder of a store; vectors of d dimensions go to its subfolder ``given-{d}d``. A user cache by default.

    Raises:
        UserError: a vector is zero, not finite or of another dimension than the first, or the store cannot be written.
    """
    vectors = _checked(rows, names)
    dimension = vectors.shape[1]
    encoder_id = f"given-{dimension}d"
    place = VectorStore(f"{store}/{encoder_id}" if store else default_store(encoder_id), encoder_id)
    digests = b"".join(xxhash.xxh3_128_digest(vector.tobytes()) for vector in vectors)
    keys, first = np.unique(np.frombuffer(digests, dtype="S16"), return_index=True)
    missing = place.locate(keys)[0] < 0
    if missing.any():
        place.write(keys[missing], unit_rows(vectors[first[missing]]))
    return place.vectors(np.frombuffer(digests, dtype="S16"))


def _checked(rows: Sequence[ArrayLike], names: Sequence[str], dimension: int = 0) -> NDArray[np.float32]:
    """Rows as an array, of this dimension, or else of the first row's; refused where one is no direction."""
    dimension = dimension or np.size(rows[0])
    for row, name in zip(rows, names, strict=True):
        if np.ndim(row) != 1 or np.size(row) != dimension:
            raise UserError(f"the vector of {name} has the shape {np.shape(row)}, others have ({dimension},)")
    try:
        vectors = np.asarray(rows, np.float32)
    except (TypeError, ValueError):
        raise UserError(f"the vector of {names[0]}, or of one after it, holds what is no number") from None
    lengths = np.linalg.norm(vectors, axis=1)
    bad = np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0)))
    if len(bad):
        raise UserError(f"the vector of {names[bad[0]]} is zero or not finite (and {len(bad) - 1} more)")
    return vectors
