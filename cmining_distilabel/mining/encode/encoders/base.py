"""What an encoder is."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig


class Encoder(ABC):
    """Turns texts into vectors. A new encoder is one class with `id` and `encode`.

    Attributes:
        languages: primary subtags (BCP-47) that the encoder was trained on; None when it does not say.
        unit_length: vectors have length 1, or are given it; off where they are wanted as the model gives them.
        quicker_together: whether `encode_together` takes many short texts much quicker.
        made_from: the config that worker processes can make it from again, set by `load_encoder`; an encoder without
            one works in the process that made it.
    """

    languages: frozenset[str] | None = None
    unit_length: bool = True
    quicker_together: bool = False
    made_from: EmbedConfig | None = None

    @property
    @abstractmethod
    def id(self) -> str:
        """Name, revision and whatever else changes the vectors. Vectors are cached under it."""

    @abstractmethod
    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), d), float32; rows of length 1 but for `unit_length`."""

    def encode_together(self, texts: list[str]) -> NDArray[np.float32]:
        """The same, where a vector may hang on its company in the last bit."""
        return self.encode(texts)
