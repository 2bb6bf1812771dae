"""The knobs of mining: `MiningConfig`, made of one part for each stage; modes are presets of them."""

from cmining_distilabel.config.mining import MiningConfig
from cmining_distilabel.config.stages import (
    WITNESSES,
    CorpusConfig,
    EmbedConfig,
    ExtractConfig,
    GeometryConfig,
    NoiseConfig,
    ScoreConfig,
    ScreenConfig,
)

__all__ = [
    "WITNESSES",
    "CorpusConfig",
    "EmbedConfig",
    "ExtractConfig",
    "GeometryConfig",
    "MiningConfig",
    "NoiseConfig",
    "ScoreConfig",
    "ScreenConfig",
]
