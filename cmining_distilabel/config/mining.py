"""The knobs of all stages together, and which of them exclude each other."""

from pathlib import Path
from typing import Any

from pydantic import ConfigDict

from cmining_distilabel.config.knobs import doc_of, read_config, signature_of
from cmining_distilabel.config.stages import (
    CorpusConfig,
    EmbedConfig,
    ExtractConfig,
    NoiseConfig,
    ScoreConfig,
    ScreenConfig,
)
from cmining_distilabel.errors import UserError
from cmining_distilabel.files import dump_yaml


# pydantic lists the fields of the last base first: this order is the method's.
class MiningConfig(ExtractConfig, ScoreConfig, EmbedConfig, ScreenConfig, NoiseConfig, CorpusConfig):
    """All knobs of a run. Unknown names and values out of range raise `UserError` in one line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        if self.points == "culture" and self.anchors == "off":
            raise UserError(
                "points owned by cultures need the anchors: set anchors to 'builtin', or points to 'language'"
            )
        self._check_screen()
        self._check_paragraphs()
        if not self.normalize and (self.debias != "none" or self.anchors != "off" or self.isolation):
            raise UserError(
                "vectors as the encoder gives them (normalize=False) have no debiasing, anchors or isolation: "
                "set normalize, or debias=none, anchors=off and isolation=False"
            )

    def _check_screen(self) -> None:
        """A screen goes by the anchors, and has documents as a whole encoded."""
        if self.screen is not None and (
            self.anchors == "off"
            or self.exclusivity != "lower_bound"
            or min(self.dispersion_quantile, self.entropy_top) < 1
        ):
            raise UserError(
                "a screen goes by the anchors, and leaves clusters incomplete that other modes take quantiles of: set "
                "mode to 'calibrated', with its anchors, exclusivity, dispersion_quantile and entropy_top, or no screen"
            )
        if self.screen is not None and (self.vector_column is not None or self.unit == "paragraph"):
            raise UserError(
                "a screen saves the encoding of whole documents: it goes with neither vector_column, whose vectors are "
                "there, nor unit='paragraph'; leave screen out"
            )

    def _check_paragraphs(self) -> None:
        """An article counts once, and its paragraphs are encoded here."""
        if self.unit == "paragraph" and self.exclusivity == "gamma":
            raise UserError(
                "unit='paragraph' counts an article once, which Eq. 4 (exclusivity='gamma', the paper's mode) cannot; "
                "use mode='calibrated', or unit='document'"
            )
        if self.unit == "paragraph" and self.vector_column is not None:
            raise UserError("vector_column holds vectors of documents, and unit='paragraph' mines their paragraphs")

    @classmethod
    def from_yaml(cls, path: str | Path) -> "MiningConfig":
        """Read a config file: a YAML mapping of field names to values."""
        return cls(**read_config(path))

    def to_yaml(self) -> str:
        """The config as YAML, every field written out."""
        return dump_yaml(self.model_dump(mode="json"))


MiningConfig.__doc__ = doc_of(MiningConfig)
MiningConfig.__signature__ = signature_of(MiningConfig)
