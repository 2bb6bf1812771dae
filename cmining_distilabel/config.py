"""Every knob of the method, once.

`MiningConfig` is made of one part for each stage. The command line's options, the YAML files and the parameters of
the distilabel steps are views of these fields, so a default or a help text is written here and nowhere else.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from cmining_distilabel.errors import UserError

# Where the two modes differ. A field that the user sets always wins; a field in neither table is the same in both.
PRESETS: dict[str, dict[str, Any]] = {
    "paper": {"strict_titles": True, "num_clusters": 1000},
    "calibrated": {"strict_titles": False, "num_clusters": None},
}


def _split(value: Any) -> Any:
    """`en,zh` -> (en, zh): lists as the command line writes them."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _split_pairs(value: Any) -> Any:
    """`en=a,de=b` -> {en: a, de: b}."""
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=") for part in _split(value)]
    if not all(equals for _, equals, _ in pairs):
        raise ValueError("write it as en=NAME,de=NAME")
    return {name.strip(): text.strip() for name, _, text in pairs}


Names = Annotated[tuple[str, ...], BeforeValidator(_split)]
NameByLanguage = Annotated[dict[str, str], BeforeValidator(_split_pairs)]


class ModeConfig(BaseModel):
    """The mode, and the presets that it stands for."""

    mode: Literal["paper", "calibrated"] = Field(
        "paper", description="'paper' follows arXiv 2604.15675 equation by equation."
    )
    seed: int = Field(0, ge=0, description="Seed of everything random. Same input and seed, same points.")

    @model_validator(mode="before")
    @classmethod
    def _apply_preset(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        preset = PRESETS.get(values.get("mode") or cls.model_fields["mode"].default, {})
        return {**{name: value for name, value in preset.items() if name in cls.model_fields}, **values}


class CorpusConfig(ModeConfig):
    """Reading: which columns, which languages, how many documents."""

    id_column: str = Field("id", description="Column of the unique document id; made from file and row if absent.")
    title_column: str = Field("title", description="Column of the title; titles may be empty.")
    text_column: str = Field("text", description="Column of the text; paragraphs are separated by line breaks.")
    language_column: str = Field("language", description="Column of the BCP-47 language code.")
    group_column: str | None = Field(None, description="Column to compare across; the language by default.")
    languages: Names | None = Field(None, description="Keep these languages only (comma-separated).")
    max_documents: int | None = Field(None, ge=1, description="At most this many documents a language, sampled.")
    paper_sample: bool = Field(False, description="The paper's sample: 3 million documents in en, 1 million elsewhere.")
    on_error: Literal["raise", "skip"] = Field("raise", description="What to do with a line that cannot be read.")


class NoiseConfig(ModeConfig):
    """Stage 0: the noise filter."""

    ner: Literal["rules", "spacy", "off"] = Field(
        "rules",
        description="Title filter: 'rules' needs no model, 'spacy' is the paper's entity match (extra 'ner').",
    )
    spacy_models: NameByLanguage | None = Field(
        None, description="spaCy model by language (en=en_core_web_sm,...); the paper's *_lg models by default."
    )
    strict_titles: bool = Field(True, description="Reject titles with a digit or punctuation, as the paper does.")
    min_length: int = Field(40, ge=0, description="Shortest text, in characters; a wide (CJK) character counts two.")
    check_language: bool = Field(True, description="Reject a text that is in another language than its row says.")
    near_duplicates: float = Field(
        0.9, ge=0.0, le=1.0, description="Jaccard similarity from which a text is a near-duplicate; 0 switches off."
    )


class EmbedConfig(ModeConfig):
    """The encoder and the vector store."""

    encoder: str = Field(
        "use-multilingual-v3", description="'use-multilingual-v3', or a SentenceTransformer's Hub id or folder."
    )
    encoder_revision: str | None = Field(None, description="Revision of a SentenceTransformer on the Hub.")
    prompt: str | None = Field(None, description="Text put before every input of a SentenceTransformer.")
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = Field("auto", description="Weights' type (GPU).")
    device: str | None = Field(None, description="Device of a SentenceTransformer: cpu, cuda, cuda:0 ...")
    batch_size: int = Field(256, ge=1, description="Texts encoded at a time.")
    workers: int = Field(0, ge=0, description="Encoder processes; 0 is one a core.")
    store: str | None = Field(None, description="Folder of encoded vectors (any fsspec path); a user cache by default.")
    repair_store: bool = Field(False, description="Drop unreadable shards of the store and encode them again.")


class ScoreConfig(ModeConfig):
    """Stage 1: what is scored within each group."""

    thematic_clusters: int = Field(100, ge=1, description="k-means clusters in each group (paper: 100).")
    num_neighbors: int = Field(5, ge=1, description="Neighbours in Local Dispersion, Eq. 1 (paper: k = 5).")
    dispersion_quantile: float = Field(
        0.5,
        gt=0.0,
        le=1.0,
        description="Keep documents up to this quantile of dispersion in their cluster; 1 is all.",
    )
    entropy_top: float = Field(
        0.2, gt=0.0, le=1.0, description="Keep this share of each cluster by Semantic Entropy, Eq. 2-3; 1 keeps all."
    )


class ExtractConfig(ModeConfig):
    """Stage 2: what makes a cluster a Culture Point."""

    num_clusters: int | None = Field(None, ge=1, description="k-means clusters across groups (paper: 1000).")
    tau: int = Field(5, ge=1, description="Smallest size of a Culture Point, Eq. 4 (paper: 5).")
    theta: float = Field(0.8, ge=0.0, le=1.0, description="Dominance that a point must exceed, Eq. 4 (paper: 0.8).")
    seeds_per_point: int | None = Field(None, ge=1, description="Most seeds of a point; all its members by default.")


# pydantic lists the fields of the last base first: this order is the method's.
class MiningConfig(ExtractConfig, ScoreConfig, EmbedConfig, NoiseConfig, CorpusConfig):
    """All knobs of a run. Unknown names and values out of range raise `UserError` in one line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise UserError(_one_line(error)) from None

    @classmethod
    def from_yaml(cls, path: str | Path) -> MiningConfig:
        """Read a config file: a YAML mapping of field names to values."""
        return cls(**read_yaml_mapping(path))

    def to_yaml(self) -> str:
        """The config as YAML, every field written out."""
        return yaml.safe_dump(self.model_dump(mode="json"), sort_keys=False, allow_unicode=True)


Part = TypeVar("Part", bound=ModeConfig)


def part_of(config: ModeConfig, part: type[Part]) -> Part:
    """The fields of `config` that belong to `part`, as that part."""
    return part(**{name: getattr(config, name) for name in part.model_fields})


def read_yaml_mapping(path: str | Path) -> dict[str, Any]:
    """A YAML file's mapping, with errors that name the file."""
    try:
        values = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"config file {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"config file {path} is not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict):
        raise UserError(f"config file {path} must hold a mapping of names to values")
    if "pipeline" in values and "distilabel" in values:
        raise UserError(f"{path} is a distilabel pipeline, not a config file; run it with: cmining run {path}")
    return {str(name): value for name, value in values.items()}


def _one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "config"
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, MiningConfig.model_fields, n=1)
        return f"unknown option '{name}'" + (f"; did you mean '{near[0]}'?" if near else "")
    return f"option '{name}' = {first['input']!r}: {first['msg']}"
