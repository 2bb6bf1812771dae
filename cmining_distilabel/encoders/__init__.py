"""Encoders: texts in, unit vectors out. Each is one class; `load_encoder` makes the one that a config names."""

from __future__ import annotations

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.encoders.base import Encoder, check_languages
from cmining_distilabel.errors import UserError

__all__ = ["USE_NAME", "Encoder", "check_languages", "load_encoder"]

USE_NAME = "use-multilingual-v3"


def load_encoder(config: EmbedConfig) -> Encoder:
    """The encoder that `config.encoder` names; its weights are read at its first `encode`.

    Raises:
        UserError: no such encoder, its extra is not installed, or it does not take an option that is set.
    """
    encoder = _make(config)
    encoder.made_from = config
    return encoder


def _make(config: EmbedConfig) -> Encoder:
    if config.encoder == USE_NAME:
        from cmining_distilabel.encoders.use import USEncoder

        if config.prompt is not None or config.encoder_revision is not None:
            raise UserError(f"the encoder '{USE_NAME}' takes neither prompt nor encoder_revision")
        return USEncoder()
    from cmining_distilabel.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(
        config.encoder,
        revision=config.encoder_revision,
        prompt=config.prompt,
        dtype=config.dtype,
        device=config.device,
        batch_size=config.batch_size,
    )
