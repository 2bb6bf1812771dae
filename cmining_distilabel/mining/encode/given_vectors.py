"""Vectors that someone else has computed, kept as shards like those of our own encoders."""

from collections.abc import Sequence

import numpy as np
import xxhash
from numpy.typing import ArrayLike

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.store import Vectors, VectorStore, default_store


def keep_vectors(rows: Sequence[ArrayLike], names: Sequence[str], store: str | None = None) -> Vectors:
    """Vectors of any length, divided by it, in a store that is addressed by their content.

    Args:
        rows: N vectors of one dimension d.
        names: N names for error messages.
        store: folder of a store; vectors of d dimensions go to its subfolder ``given-{d}d``. A user cache by default.

    Raises:
        UserError: a vector is zero, not finite or of another dimension than the first, or the store cannot be written.
    """
    dimension = len(np.atleast_1d(rows[0]))
    for name, row in zip(names, rows, strict=True):
        if len(np.atleast_1d(row)) != dimension:
            raise UserError(f"the embedding of {name} has {len(np.atleast_1d(row))} dimensions, others {dimension}")
    vectors = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1)
    bad = np.flatnonzero(~(np.isfinite(lengths) & (lengths > 0)))
    if len(bad):
        raise UserError(f"the embedding of {names[bad[0]]} is zero or not finite (and {len(bad) - 1} more)")
    encoder_id = f"given-{dimension}d"
    place = VectorStore(f"{store}/{encoder_id}" if store else default_store(encoder_id), encoder_id)
    digests = b"".join(xxhash.xxh3_128_digest(vector.tobytes()) for vector in vectors)
    keys, first = np.unique(np.frombuffer(digests, dtype="S16"), return_index=True)
    missing = place.locate(keys)[0] < 0
    if missing.any():
        place.write(keys[missing], unit_rows(vectors[first[missing]]))
    return place.vectors(np.frombuffer(digests, dtype="S16"))
