"""Culture Points from raw multilingual text.

    from cmining_distilabel import MiningConfig, mine
    result = mine("corpus.jsonl", MiningConfig(mode="paper"))
    result.points, result.seeds, result.documents

The names below are imported when they are first used: `import cmining_distilabel` loads neither distilabel nor an
encoder.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cmining_distilabel.version import __version__

if TYPE_CHECKING:
    from cmining_distilabel.config import MiningConfig
    from cmining_distilabel.errors import UserError
    from cmining_distilabel.mining.culture_filter import CultureFilter
    from cmining_distilabel.mining.encode.encoders import Encoder
    from cmining_distilabel.mining.miner import mine
    from cmining_distilabel.mining.result.result import MiningResult
    from cmining_distilabel.steps import (
        CollectStep,
        CPExtractStep,
        CultureAnnotateStep,
        CultureScoreStep,
        EmbedStep,
        LoadCorpusStep,
        NoiseFilterStep,
    )

__all__ = [
    "CPExtractStep",
    "CollectStep",
    "CultureAnnotateStep",
    "CultureFilter",
    "CultureScoreStep",
    "EmbedStep",
    "Encoder",
    "LoadCorpusStep",
    "MiningConfig",
    "MiningResult",
    "NoiseFilterStep",
    "UserError",
    "__version__",
    "mine",
]

_MODULES = {
    "CultureFilter": "mining.culture_filter",
    "Encoder": "mining.encode.encoders",
    "MiningConfig": "config",
    "MiningResult": "mining.result.result",
    "UserError": "errors",
    "mine": "mining.miner",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'steps')}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
