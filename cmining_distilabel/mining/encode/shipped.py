"""Vectors of the built-in phrases that come with the package, so that a first run does not encode 18,000 of them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.files import replace_file
from cmining_distilabel.mining.arrays.rows import single_precision

_FOLDER = Path(__file__).parent / "shipped"


def shipped_vectors(encoder_id: str) -> tuple[NDArray[np.bytes_], NDArray[np.float32]]:
    """Keys (n,) as `store.text_keys` makes them, sorted, and unit vectors (n, d); n is 0 for most encoders.

    They are kept in half precision, as in a store: to the bit what it would hold if they were encoded.
    """
    path = shipped_path(encoder_id)
    if not path.exists():
        return np.empty(0, dtype="S16"), np.empty((0, 1), np.float32)
    with np.load(path, allow_pickle=False) as found:
        return found["keys"], single_precision(found["vectors"])


def write_shipped(encoder_id: str, keys: NDArray[np.bytes_], vectors: NDArray[np.float32]) -> Path:
    """Write the file that `shipped_vectors` reads; row i of `vectors` (n, d) belongs to key i."""
    order = np.argsort(keys)
    path = shipped_path(encoder_id)
    path.parent.mkdir(exist_ok=True)
    with replace_file(path) as partial, partial.open("wb") as file:
        np.savez_compressed(file, keys=keys[order], vectors=vectors[order].astype(np.float16))
    return path


def shipped_path(encoder_id: str) -> Path:
    """The file of an encoder; another version of it has another id, and so none."""
    return _FOLDER / f"{encoder_id.replace('/', '-')}.npz"
