"""Any distilabel `Embeddings` object as an encoder."""

import json
from typing import Any, Protocol

import numpy as np
import xxhash
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.encoders.base import Encoder

# Fields that leave the vectors as they are; the first two must not even enter a hash.
_NOT_IN_ID = {"token", "api_key", "device", "disable_cuda_device_placement", "jobs_ids", "cuda_devices"}


class Embeddings(Protocol):
    """What is used of `distilabel.models.embeddings.Embeddings`; distilabel itself is not imported."""

    @property
    def model_name(self) -> str: ...

    def load(self) -> None: ...

    def encode(self, inputs: list[str]) -> list[list[int | float]]: ...

    def model_dump(self, *, exclude: set[str]) -> dict[str, Any]: ...


class DistilabelEncoder(Encoder):
    """Wraps an `Embeddings` object and loads it before its first batch. It runs in this process.

    Args:
        embeddings: any distilabel `Embeddings`, such as `SentenceTransformerEmbeddings(model=...)`.
    """

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._loaded = False

    @property
    def id(self) -> str:
        fields = self._embeddings.model_dump(exclude=_NOT_IN_ID)
        settings = json.dumps(fields, sort_keys=True, default=lambda value: type(value).__qualname__)
        kind = type(self._embeddings).__qualname__
        return f"distilabel:{kind}:{self._embeddings.model_name}@{xxhash.xxh3_64_hexdigest(settings.encode())}"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        if not self._loaded:
            self._embeddings.load()
            self._loaded = True
        return unit_rows(np.asarray(self._embeddings.encode(inputs=texts), dtype=np.float32))
