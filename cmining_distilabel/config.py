"""Every knob of the method, once.

`MiningConfig` is made of one part for each stage. The command line's options, the YAML files and the parameters of
the distilabel steps are views of these fields, so a default or a help text is written here and nowhere else.
"""

from __future__ import annotations

import difflib
import inspect
import reprlib
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError, model_validator

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import dump_yaml, read_yaml_mapping
from cmining_distilabel.presets import PRESETS


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


# A list when written out: YAML knows no tuples.
Names = Annotated[tuple[str, ...], BeforeValidator(_split), PlainSerializer(list, return_type=list[str])]
NameByLanguage = Annotated[dict[str, str], BeforeValidator(_split_pairs)]


class Knobs(BaseModel):
    """Values that a user sets. Unknown names and values out of range raise `UserError` in one line."""

    called: ClassVar[str] = "knob"

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise UserError(_one_line(error, type(self))) from None


class ModeConfig(Knobs):
    """The mode, and the presets that it stands for."""

    mode: Literal["paper", "calibrated", "reference"] = Field(
        default="calibrated",
        description="'paper' follows arXiv 2604.15675 equation by equation, 'reference' its authors' scripts.",
    )
    seed: int = Field(default=0, ge=0, description="Seed of everything random. Same input and seed, same points.")

    @model_validator(mode="before")
    @classmethod
    def _apply_preset(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        preset = PRESETS.get(values.get("mode") or cls.model_fields["mode"].default, {})
        return {**{name: value for name, value in preset.items() if name in cls.model_fields}, **values}


class CorpusConfig(ModeConfig):
    """Reading: which columns, which languages, how many documents."""

    text_column: str = Field(
        default="text", description="Column of the text; content, body and article are found by themselves."
    )
    title_column: str = Field(default="title", description="Column of the title; heading and headline are found.")
    language_column: str = Field(
        default="language", description="Column of the language; lang is found. Without one, languages are detected."
    )
    id_column: str = Field(default="id", description="Column of the unique id; _id is found, else made from the place.")
    url_column: str = Field(default="url", description="Column of the address; uri and link are found.")
    license_column: str = Field(default="license", description="Column of the licence; licence is found.")
    source_column: str = Field(default="source", description="Column of where a document comes from.")
    vector_column: str | None = Field(
        default=None,
        description="Column of vectors that the same encoder gave elsewhere, for '<title> TITLE <text> LEAD'; they go "
        "into the store and are not encoded again.",
    )
    unit: Literal["document", "paragraph"] = Field(
        default="document",
        description="What is mined: documents, of which the lead is encoded; or the paragraphs of articles, each a "
        "document of its own, whose article counts once (calibrated mode).",
    )
    group_column: str | None = Field(default=None, description="Column to compare across; the language by default.")
    languages: Names | None = Field(default=None, description="Keep these languages only (comma-separated).")
    max_documents: int | None = Field(default=None, ge=1, description="At most so many documents a language, sampled.")
    paper_sample: bool = Field(default=False, description="The paper's sample: 3 million in en, 1 million elsewhere.")
    sample: Literal["random", "first"] = Field(
        default="random", description="Which documents a limit keeps: a random sample, or the first (authors' scripts)."
    )
    on_error: Literal["raise", "skip"] = Field(default="raise", description="What to do with an unreadable line.")


class NoiseConfig(ModeConfig):
    """Stage 0: the noise filter."""

    ner: Literal["rules", "spacy", "off"] = Field(
        default="rules",
        description="Title filter: 'rules' needs no model, 'spacy' is the paper's entity match (extra 'ner').",
    )
    spacy_models: NameByLanguage | None = Field(
        default=None, description="spaCy models (en=en_core_web_sm,...); the paper's *_lg models by default."
    )
    match_case: bool = Field(
        default=False, description="Compare titles with entities letter by letter (authors' scripts)."
    )
    strict_titles: bool = Field(default=True, description="Reject titles with a digit or punctuation (paper).")
    ascii_titles: bool = Field(
        default=False,
        description="Strict titles mind ASCII's punctuation only: names with · stay (authors' scripts).",
    )
    page_rules: bool = Field(
        default=True, description="Reject lists, dates, disambiguation pages, redirects and left-overs of markup."
    )
    min_length: int = Field(default=40, ge=0, description="Shortest text; a wide (CJK) character counts two.")
    check_language: bool = Field(default=True, description="Reject a text in another language than its row says.")
    max_per_template: int = Field(
        default=0, ge=0, description="Most texts kept of one template, as bots write them; 0 keeps all."
    )
    duplicates: bool = Field(default=True, description="Reject texts that are there already.")
    near_duplicates: float = Field(
        default=0.9, ge=0.0, le=1.0, description="Jaccard similarity of near-duplicates; 0 looks for none."
    )


class EmbedConfig(ModeConfig):
    """The encoder and the vector store."""

    encoder: str = Field(
        default="use-multilingual-v3",
        description="'use-multilingual-v3' (16 languages), 'e5-small' (94), or a SentenceTransformer's id or folder.",
    )
    encoder_revision: str | None = Field(default=None, description="Revision of a SentenceTransformer on the Hub.")
    prompt: str | None = Field(default=None, description="Text put before every input of a SentenceTransformer.")
    normalize: bool = Field(
        default=True,
        description="Divide a SentenceTransformer's vectors by their length; off: as it gives them (authors' scripts).",
    )
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = Field(default="auto", description="Weights' type (GPU).")
    device: str | None = Field(
        default=None, description="Device of a SentenceTransformer: cpu, cuda, or several ('cuda:0,cuda:1')."
    )
    backend: Literal["torch", "onnx", "openvino"] = Field(
        default="torch", description="What runs a SentenceTransformer; onnx and openvino are faster on CPUs."
    )
    backend_file: str | None = Field(
        default=None, description="File of the exported model, such as onnx/model_qint8_avx512_vnni.onnx (int8)."
    )
    batch_size: int = Field(default=256, ge=1, description="Texts encoded at a time.")
    workers: int = Field(
        default=0,
        ge=0,
        description="Processes of noise filter and encoder; 0: one a core (SentenceTransformer: a device).",
    )
    store: str | None = Field(default=None, description="Folder of vectors (any fsspec path); a user cache by default.")
    repair_store: bool = Field(default=False, description="Drop unreadable shards of the store and encode them again.")


class ScreenConfig(ModeConfig):
    """The screen before encoding."""

    screen: float | None = Field(
        default=None,
        gt=0.0,
        lt=1.0,
        description="Encode only what letters and words cannot rule out, so that this share of the documents about "
        "culture passes; 0.9 keeps some 98 % of the seeds. Every document is encoded by default.",
    )


class GeometryConfig(ModeConfig):
    """Calibration: the language taken out of the vectors, and the culture anchors."""

    debias: Literal["none", "mean", "parallel", "subspace"] = Field(
        default="none",
        description="Take the language out of the vectors: by the corpus ('mean') or by built-in translations.",
    )
    anchors: str = Field(default="off", description="Culture anchors: 'builtin', 'off', or a YAML file of your own.")
    facet_alpha: float = Field(
        default=0.05,
        gt=0.0,
        lt=1.0,
        description="Share of the built-in universal sentences that may score as culture; sets the facet limit.",
    )


class ScoreConfig(GeometryConfig):
    """Stage 1: what is scored within each group."""

    thematic_clusters: int = Field(default=100, ge=1, description="k-means clusters in each group (paper: 100).")
    num_neighbors: int = Field(default=5, ge=1, description="Neighbours in Local Dispersion, Eq. 1 (paper: k = 5).")
    self_neighbor: bool = Field(
        default=False, description="Count a document among its own neighbours in Eq. 1 (authors' scripts)."
    )
    dispersion_quantile: float = Field(
        default=0.5,
        gt=0.0,
        le=1.0,
        description="Keep documents up to this quantile of dispersion in their cluster; 1 is all.",
    )
    entropy: Literal["paper", "length_strata"] = Field(
        default="paper", description="Eq. 2-3, or the second-order entropy among documents of like length."
    )
    entropy_units: Literal["document", "lead"] = Field(
        default="document",
        description="What Eq. 2-3 compare: paragraphs of the text, else sentences; or pieces of the lead, which end at "
        "a full-width stop only, so that H is 0 in a language without it (authors' scripts).",
    )
    isolation: bool = Field(default=False, description="Score how far a document is from all other groups.")
    isolation_pool: int = Field(default=500, ge=50, description="Documents of each group to look for matches in.")
    entropy_top: float = Field(
        default=0.2,
        gt=0.0,
        le=1.0,
        description="Keep this share of each cluster by entropy, Eq. 2-3; 1 is all. On whole articles it is their "
        "length: H goes with the logarithm of the number of paragraphs (r = .998).",
    )


WITNESSES = ("names", "words", "evidence", "taught", "neighbors", "language")
"""In order: names of places and peoples in the text; words that go with them in this corpus; its vector beside the
names of cultures, and beside texts that name cultures; what its neighbours name; what its language speaks of."""


class ExtractConfig(GeometryConfig):
    """Stage 2: what makes a cluster a Culture Point."""

    num_clusters: int | None = Field(
        default=None,
        ge=1,
        description="k-means clusters across groups; by the corpus where not set. The paper's 1000 is for millions.",
    )
    freeze_clusters: str | None = Field(
        default=None,
        description="Result (folder, hub:org/name) whose clusters are taken over, so that its points keep their ids.",
    )
    tau: int = Field(default=5, ge=1, description="Smallest size of a Culture Point, Eq. 4 (paper: 5).")
    theta: float = Field(
        default=0.8, ge=0.0, le=1.0, description="Dominance that a point must exceed, Eq. 4 (paper: 0.8)."
    )
    reach_theta: bool = Field(
        default=False, description="A dominance of theta is enough, >= rather than > (the authors' first script)."
    )
    exclusivity: Literal["gamma", "lower_bound"] = Field(
        default="gamma",
        description="Whose a document is: by Eq. 4 (gamma), or by its neighbourhood and a posterior over cultures.",
    )
    fdr: float = Field(default=0.05, gt=0.0, le=1.0, description="False discovery rate of the test.")
    points: Literal["language", "culture", "both"] = Field(
        default="language", description="What may own a point: a language that stands alone, a culture, or either."
    )
    culture_share: float = Field(
        default=0.5, ge=0.0, le=1.0, description="Posterior share from which a culture owns a document."
    )
    witnesses: Names = Field(
        default=WITNESSES,
        description="What speaks for a document's culture: " + ", ".join(WITNESSES) + ".",
    )
    facet_share: float = Field(
        default=0.6, ge=0.0, le=1.0, description="Share of what is around a seed that must be about culture."
    )
    neighborhood: int = Field(
        default=33,
        ge=5,
        description="Nearest texts that a document is judged with (lower_bound); fewer in a corpus under 1,100.",
    )
    refit_witnesses: bool = Field(
        default=False, description="Fit the witnesses' weights on this corpus, by names that are hidden and asked for."
    )
    stability: int = Field(
        default=0, ge=0, description="Clusterings of subsamples that a point's stability is measured on; 0: off."
    )
    seeds_per_point: int | None = Field(
        default=None, ge=1, description="Most seeds of a point; all its members by default."
    )


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
        if self.unit == "paragraph" and self.exclusivity == "gamma":
            raise UserError(
                "unit='paragraph' counts an article once, which Eq. 4 (exclusivity='gamma', the paper's mode) cannot; "
                "use mode='calibrated', or unit='document'"
            )
        if self.unit == "paragraph" and self.vector_column is not None:
            raise UserError("vector_column holds vectors of documents, and unit='paragraph' mines their paragraphs")
        if not self.normalize and (self.debias != "none" or self.anchors != "off" or self.isolation):
            raise UserError(
                "vectors as the encoder gives them (normalize=False) have no debiasing, anchors or isolation: "
                "set normalize, or debias=none, anchors=off and isolation=False"
            )

    @classmethod
    def from_yaml(cls, path: str | Path) -> MiningConfig:
        """Read a config file: a YAML mapping of field names to values."""
        return cls(**read_config(path))

    def to_yaml(self) -> str:
        """The config as YAML, every field written out."""
        return dump_yaml(self.model_dump(mode="json"))


def default_in_words(model: type[BaseModel], name: str) -> str:
    """The default that holds, and the other mode's where that differs: "5", "0.5; 0.8 in paper mode"; "" for none."""
    default = model.model_fields[name].get_default(call_default_factory=True)
    if not issubclass(model, ModeConfig):
        return "" if default in (None, (), {}) else str(default)
    own = model.model_fields["mode"].default
    by_mode = {mode: preset.get(name, default) for mode, preset in PRESETS.items()}
    others: dict[str, list[str]] = {}
    for mode, value in by_mode.items():
        if value != by_mode[own]:
            others.setdefault(_in_words(value), []).append(mode)
    elsewhere = "".join(f"; {value} in {' and '.join(modes)} mode" for value, modes in others.items())
    return _in_words(by_mode[own]) + elsewhere if by_mode[own] not in (None, ()) or others else ""


def _in_words(value: Any) -> str:
    return "by the corpus" if value is None else ",".join(value) if isinstance(value, tuple) else str(value)


def _doc_of_knobs() -> str:
    """Every knob with its default, for `help(MiningConfig)`."""
    lines = [
        f"        {name}: {field.description}"
        + (f" Default: {shown}." if (shown := default_in_words(MiningConfig, name)) else "")
        for name, field in MiningConfig.model_fields.items()
    ]
    return f"{MiningConfig.__doc__}\n\n    Args:\n" + "\n".join(lines) + "\n"


def _signature() -> inspect.Signature:
    """What `help` shows: pydantic's own has the fields' defaults, of which some hold in one mode only."""
    values = MiningConfig().model_dump()
    return inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value) for name, value in values.items()]
    )


MiningConfig.__doc__ = _doc_of_knobs()
MiningConfig.__signature__ = _signature()

Part = TypeVar("Part", bound=ModeConfig)


def part_of(config: ModeConfig, part: type[Part]) -> Part:
    """The fields of `config` that belong to `part`, as that part."""
    return part(**{name: getattr(config, name) for name in part.model_fields})


def read_config(path: str | Path) -> dict[str, Any]:
    """The values of a config file, with errors that name it."""
    values = read_yaml_mapping(path)
    if "pipeline" in values and "distilabel" in values:
        raise UserError(f"{path} is a distilabel pipeline, not a config file; run it with: cmining run {path}")
    return values


def _one_line(error: ValidationError, kind: type[Knobs]) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "config"
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, kind.model_fields, n=1)
        return f"there is no {kind.called} '{name}'" + (f"; did you mean '{near[0]}'?" if near else "")
    said = str(first["ctx"]["error"]) if first["type"] == "value_error" else first["msg"]
    return f"{name}={reprlib.repr(first['input'])}: {said}"
