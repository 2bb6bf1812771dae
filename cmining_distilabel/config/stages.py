"""Every knob of the method, once: a class for each stage.

The command line's options, the YAML files and the parameters of the distilabel steps are views of these fields, so a
default or a help text is written here and nowhere else.
"""

from typing import Literal

from pydantic import Field, field_validator

from cmining_distilabel.config.knobs import ModeConfig, NameByLanguage, Names
from cmining_distilabel.errors import unknown


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
        "culture passes; 0.9 lets some 96 % of the seeds pass, 0.94 some 98 %. Every document is encoded by default.",
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
        description="Nearest texts that a document is scored with (lower_bound); fewer in a corpus under 1,100.",
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

    @field_validator("witnesses")
    @classmethod
    def _check_witnesses(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in WITNESSES:
                raise unknown("witness", name, WITNESSES)
        return names
