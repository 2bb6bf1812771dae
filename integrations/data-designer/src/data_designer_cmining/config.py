"""What a user writes; light to import, since Data Designer imports it whenever it starts."""

from typing import Literal

from data_designer.config.base import SingleColumnConfig
from data_designer.config.seed_source import SeedSource
from pydantic import ConfigDict, Field


class CultureSeedSource(SeedSource):
    """Seeds of a mining result. A culture or facet that no seed has is an error that lists those there are."""

    model_config = ConfigDict(extra="forbid")

    seed_type: Literal["cmining"] = "cmining"
    path: str = Field(description="A result's folder, a file of seeds, or `hub:org/name`.")
    culture: tuple[str, ...] = Field((), description="Of these cultures: codes or English names.")
    facet: tuple[str, ...] = Field((), description="About these facets.")
    language: tuple[str, ...] = Field((), description="In these languages.")
    min_share: float | None = Field(None, ge=0, le=1, description="Least share that its culture holds of a seed.")
    balanced: bool = Field(
        True, description="Order them so that the first N are spread over cultures and facets, whatever N is."
    )
    temperature: float = Field(3.0, gt=0, description="Of the spread: 1 is as the seeds are, larger is flatter.")
    seed: int = Field(0, description="Decides the order among seeds that are equal.")


class GroundingColumnConfig(SingleColumnConfig):
    """Whether what a model wrote is near its seed, and in `NAME_similarity` how near; null where nobody can say.

    It finds text about something else, not wrong details.
    """

    column_type: Literal["cmining-grounding"] = "cmining-grounding"
    written: tuple[str, ...] = Field(min_length=1, description="Columns that a model wrote, checked together.")
    text: str = Field("text", description="Column with the seed's text.")
    title: str | None = Field("title", description="Column with its title; null for none.")
    seed_language: str = Field("language", description="Column with the seed's language.")
    language: str | None = Field(None, description="Tag of the language that was written in; the seed's by default.")
    threshold: float = Field(0.35, ge=-1, le=1, description="Least cosine of what was written with the seed's text.")
    encoder: str = Field("use-multilingual-v3", description="Encoder, as `cmining mine --encoder` takes it.")

    @staticmethod
    def get_column_emoji() -> str:
        return "⚓"

    @property
    def required_columns(self) -> list[str]:
        named = (*self.written, self.text, self.seed_language, self.title)
        return list(dict.fromkeys(name for name in named if name))

    @property
    def side_effect_columns(self) -> list[str]:
        return [f"{self.name}_similarity"]
