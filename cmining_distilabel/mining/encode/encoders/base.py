"""What an encoder is, and the check that it knows the languages of a corpus."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import base_language


class Encoder(ABC):
    """Turns texts into unit vectors. A new encoder is one class with `id` and `encode`.

    Attributes:
        languages: primary subtags (BCP-47) that the encoder was trained on; None when it does not say.
        made_from: the config that worker processes can make it from again, set by `load_encoder`; an encoder without
            one works in the process that made it.
    """

    languages: frozenset[str] | None = None
    made_from: EmbedConfig | None = None

    @property
    @abstractmethod
    def id(self) -> str:
        """Name, revision and whatever else changes the vectors. Vectors are cached under it."""

    @abstractmethod
    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), d), float32, rows of length 1."""


def check_languages(encoder: Encoder, languages: Iterable[str]) -> None:
    """Raise `UserError` when the encoder does not know a language; its list is in the message.

    Args:
        encoder: an encoder; one without a list of languages passes.
        languages: tags or names. Script and region do not count: `zh-Hant` is Chinese.
    """
    known = encoder.languages
    if known is None:
        return
    unknown = sorted({code for code in languages if base_language(code) not in known})
    if unknown:
        raise UserError(
            f"the encoder '{encoder.id}' does not know {', '.join(map(repr, unknown))}; it knows "
            f"{', '.join(sorted(known))}. Leave these documents out (languages), or choose another encoder"
        )
