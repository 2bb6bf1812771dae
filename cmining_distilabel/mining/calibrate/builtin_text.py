"""All texts of this package that an encoder is calibrated with, and `python -m` to make the vectors that ship."""

from collections.abc import Collection

import numpy as np

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.calibrate.anchors import load_anchors, phrases_of
from cmining_distilabel.mining.calibrate.parallel_text import parallel_text
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.mining.encode.shipped import shipped_path, write_shipped
from cmining_distilabel.mining.encode.store import text_keys


def builtin_texts(languages: Collection[str] | None) -> list[str]:
    """Universal sentences and anchors in the languages that an encoder knows, each once, as they are encoded."""
    phrases = (phrase for _, phrase in phrases_of(load_anchors(languages)))
    return list(dict.fromkeys([*parallel_text(languages).rendered(), *phrases]))


def ship(config: EmbedConfig) -> None:
    """Encode the built-in texts anew and write the file that the package brings."""
    encoder = load_encoder(config)
    shipped_path(encoder.id).unlink(missing_ok=True)  # what was shipped before would be taken instead of encoded
    texts = builtin_texts(encoder.languages)
    vectors = np.asarray(embed_texts(texts, config, encoder=encoder).vectors)
    print(write_shipped(encoder.id, text_keys(encoder.id, texts), vectors))


if __name__ == "__main__":
    ship(EmbedConfig())
