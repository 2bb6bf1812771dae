"""The vectors that ship with the package are those that the encoder gives, and none is missing."""

from pathlib import Path

import numpy as np

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.calibrate.builtin_text import builtin_texts
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders.use import USEncoder
from cmining_distilabel.mining.encode.shipped import shipped_vectors
from cmining_distilabel.mining.encode.store import text_keys


def test_every_built_in_text_of_the_default_encoder_has_its_vector() -> None:
    encoder = USEncoder()
    keys, _ = shipped_vectors(encoder.id)

    wanted = text_keys(encoder.id, builtin_texts(encoder.languages))

    # Where this fails, texts have changed since: `make vectors`.
    assert set(wanted.tolist()) == set(keys.tolist())


def test_shipped_vectors_are_what_the_encoder_gives(tmp_path: Path) -> None:
    encoder = USEncoder()
    texts = builtin_texts(encoder.languages)[::600]

    found = embed_texts(texts, EmbedConfig(store=str(tmp_path)), quiet=True)

    assert (found.encoded, found.cached) == (0, len(texts))
    assert (np.einsum("ij,ij->i", found.vectors[:], encoder.encode(texts)) > 0.9999).all()


def test_a_text_of_the_users_beside_them_is_encoded(tmp_path: Path) -> None:
    texts = [*builtin_texts({"en"})[:3], "A sentence that is in no file of this package."]
    config = EmbedConfig(store=str(tmp_path))

    found, again = embed_texts(texts, config, quiet=True), embed_texts(texts, config, quiet=True)

    assert (found.encoded, again.encoded) == (1, 0)
    assert np.array_equal(found.vectors[:], again.vectors[:])
    assert np.allclose(found.vectors[3], USEncoder().encode(texts[3:])[0], atol=1e-3)
