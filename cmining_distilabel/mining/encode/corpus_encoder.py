"""One encoder for all stages of a run, which counts what it encoded."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.embed import Texts, embed_texts, encoder_pool, tell_missing
from cmining_distilabel.mining.encode.encoders import Encoder
from cmining_distilabel.mining.encode.pool import EncoderPool

Array = NDArray[np.float32]


class CorpusEncoder:
    """Texts to vectors, by the store where it holds them.

    Args:
        encoder: what encodes.
        config: batch size, workers and store.
        quiet: no progress bars.

    Attributes:
        encoded: distinct texts that were encoded so far.
        cached: those that the store held.
    """

    def __init__(self, encoder: Encoder, config: EmbedConfig, *, quiet: bool) -> None:
        self.encoded = self.cached = 0
        self._encoder, self._config, self._quiet = encoder, config, quiet
        self._pool: EncoderPool | None = None

    def vectors(self, texts: Texts, description: str = "") -> VectorArray:
        """Shape (n, d), a row a text. Without a description there is no bar: a stage with one of its own needs none."""
        quiet = self._quiet or not description
        found = embed_texts(
            texts, self._config, encoder=self._encoder, pool=self._pool, description=description, quiet=quiet
        )
        self.encoded += found.encoded
        self.cached += found.cached
        return found.vectors

    def word_vectors(self, words: list[str]) -> Array:
        """Vectors of single words, shape (n, d), by the encoder's quickest way.

        What `encode_together` gives is not kept in the store, whose vectors hang on nothing but their text.
        """
        if not self._encoder.quicker_together:
            return np.asarray(self.vectors(words, "Words"))
        self.encoded += len(words)
        return unit_rows(self._encoder.encode_together(words))

    def calibration_vectors(self, texts: list[str]) -> VectorArray:
        """Vectors of this package's own texts; a line says where there are none for some."""
        found = self.vectors(texts, "Calibration text")
        tell_missing(found, texts, self._encoder.id)
        return found

    @contextmanager
    def warm(self, expected: int) -> Iterator[None]:
        """Keep the encoder's processes between calls, where so many texts are worth any."""
        pool = encoder_pool(self._encoder, self._config, expected)
        if pool is None:
            yield
            return
        with pool as self._pool:
            try:
                yield
            finally:
                self._pool = None
