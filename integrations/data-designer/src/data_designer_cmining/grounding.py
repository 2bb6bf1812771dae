"""The column generator."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from data_designer.engine.column_generators.generators.base import ColumnGeneratorFullColumn

from cmining_distilabel.generation.config import GateConfig
from cmining_distilabel.generation.gates import make_gates
from data_designer_cmining.config import GroundingColumnConfig

if TYPE_CHECKING:
    import pandas as pd


class GroundingColumnGenerator(ColumnGeneratorFullColumn[GroundingColumnConfig]):
    """Checks a batch at once: the encoder reads it in one go."""

    @cached_property
    def _gate(self) -> Any:
        return make_gates(GateConfig(encoder=self.config.encoder, grounding=1.0))["grounding"]

    def generate(self, data: "pd.DataFrame") -> "pd.DataFrame":
        found = self._gate.similarity([self._row(row) for row in data.to_dict(orient="records")])
        known = [None if value != value else float(value) for value in found]  # NaN where nobody can say
        return data.assign(
            **{
                self.config.name: [None if value is None else value >= self.config.threshold for value in known],
                self.config.side_effect_columns[0]: known,
            }
        )

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row as the gates of `cmining generate` know them."""
        config = self.config
        return {
            "messages": [{"role": "assistant", "content": str(row[name] or "")} for name in config.written],
            "text": str(row[config.text]),
            "title": row[config.title] if config.title else None,
            "seed_language": row[config.seed_language],
            "language": config.language or row[config.seed_language],
        }
