"""The method, from raw documents to Culture Points: read, filter noise, encode, score, extract."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.config import (
    EmbedConfig,
    ExtractConfig,
    GeometryConfig,
    MiningConfig,
    NoiseConfig,
    ScoreConfig,
)
from cmining_distilabel.config.knobs import part_of as config_part
from cmining_distilabel.cost.account import account
from cmining_distilabel.cost.meter import Meter, text_tokens
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.calibrate.anchors import load_anchors
from cmining_distilabel.mining.calibrate.geometry import Geometry, build_geometry
from cmining_distilabel.mining.encode.corpus_encoder import CorpusEncoder
from cmining_distilabel.mining.encode.embed import Texts
from cmining_distilabel.mining.encode.encoders import Encoder, check_languages, load_encoder
from cmining_distilabel.mining.encode.taken import TakenVectors
from cmining_distilabel.mining.encode.vectors import Vectors
from cmining_distilabel.mining.extract.extraction import Extraction, OwnedClusters
from cmining_distilabel.mining.extract.stage import extract
from cmining_distilabel.mining.kept import Kept
from cmining_distilabel.mining.noise.articles import read_units
from cmining_distilabel.mining.noise.pool import filter_noise
from cmining_distilabel.mining.read import Source, check_groups
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.result.assemble import assemble
from cmining_distilabel.mining.result.command import mine_command
from cmining_distilabel.mining.result.fingerprint import fingerprint
from cmining_distilabel.mining.result.frozen import frozen_clusters
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.mining.score.score import Scores, score
from cmining_distilabel.mining.screen.screen import Screened, screen
from cmining_distilabel.mining.stages import Stages
from cmining_distilabel.processes import usable_cores
from cmining_distilabel.progress import interactive

Rows = NDArray[np.int64]


def mine(
    documents: Source, config: MiningConfig | None = None, *, encoder: Encoder | None = None, quiet: bool | None = None
) -> MiningResult:
    """Mine Culture Points.

    Args:
        documents: a file or folder, a Hub data set id, a list of these, a `datasets.Dataset`, an Arrow table, or rows
            as mappings (`documents.read_documents` says more).
        config: the knobs; `MiningConfig()` by default.
        encoder: used instead of the one that `config.encoder` names, e.g. `encoders.DistilabelEncoder(embeddings)`.
        quiet: no progress bars. By default they are drawn in a notebook and at Python's prompt. What each stage took is
            logged at the level INFO: ``logging.basicConfig(level="INFO")`` shows it.

    Raises:
        UserError: an input, column, language or knob that cannot be used; the message says what to do.
    """
    config = config or MiningConfig()
    quiet = not interactive() if quiet is None else quiet
    return Miner(documents, config, encoder=encoder, quiet=quiet).mine(config)


class Miner:
    """A corpus, mined with one set of knobs after another: only stages that a changed knob reaches run again.

    Args:
        documents: as for `mine`; read at once, with the knobs of reading in `config`.
        config: its knobs of reading and of the encoder hold for all runs.
        encoder: as for `mine`.
        quiet: as for `mine`.
    """

    def __init__(
        self, documents: Source, config: MiningConfig, *, encoder: Encoder | None = None, quiet: bool = True
    ) -> None:
        self._embed = config_part(config, EmbedConfig)
        self._encoder = encoder or load_encoder(self._embed)
        self._processes = self._embed.workers or usable_cores()
        self._quiet = quiet
        self._command = mine_command(documents)
        self._stages = Stages()
        self._to_vectors = CorpusEncoder(self._encoder, self._embed, quiet=quiet)
        self._check_files(config)
        self._table = self._read(documents, config)
        check_groups(self._table, cultures=config.points != "language")

    @property
    def table(self) -> pa.Table:
        """The corpus as it was read, a row a document."""
        return self._table

    def mine(self, config: MiningConfig) -> MiningResult:
        """One run: the stages one after the other, then the tables of the result.

        `funnel["seconds"]` counts a stage that was not run again as it took before; "encode" is all time spent in the
        encoder and the store, whichever stage asked.

        Raises:
            UserError: a language or knob that cannot be used, or a stage that left no document.
        """
        frozen = self._frozen(config)
        reason = self._filter_noise(config)
        kept = Kept(self._table, reason)
        check_languages(self._encoder, set(kept.languages.names.tolist()))
        reason, kept, screened = self._screen(config, reason, kept)
        rows, vectors = kept.rows, self._encode_documents(config, kept)
        reason, kept, vectors = self._set_aside(reason, kept, vectors)
        geometry = self._calibrate(config, kept, vectors)
        scores = self._score(config, kept, geometry)
        stands_for = None if screened is None else screened.weights[np.searchsorted(rows, kept.rows)]
        found = self._extract(config, kept, geometry, scores, stands_for, frozen)
        result = self._result(config, reason, kept, geometry, scores, found)
        if screened is None:
            return result
        seeds = pc.equal(result.documents["stage"].take(pa.array(rows)), "seed").to_numpy()
        return replace(result, funnel=screened.in_funnel(result.funnel, seeds))

    def _read(self, documents: Source, config: MiningConfig) -> pa.Table:
        """Stage "read": a row a document, or a paragraph. It is run once, with the first config."""
        if config.vector_column is None:
            return self._stages.run("read", None, lambda: read_units(documents, config, quiet=self._quiet))
        taken = TakenVectors(self._embed, self._encoder)
        table = self._stages.run("read", None, lambda: read_units(documents, config, take=taken.add, quiet=self._quiet))
        taken.flush()
        return table

    def _check_files(self, config: MiningConfig) -> None:
        """Read the files that later stages need: a mistake in one must not cost the stages before."""
        self._frozen(config)
        if config.anchors not in ("builtin", "off"):
            load_anchors((), config.anchors, self._encoder.languages)

    def _frozen(self, config: MiningConfig) -> OwnedClusters | None:
        """Clusters of an earlier run that `freeze_clusters` names."""
        if config.freeze_clusters is None:
            return None
        return frozen_clusters(config.freeze_clusters, self._encoder.id, config.debias)

    def _filter_noise(self, config: MiningConfig) -> Reasons:
        """Stage "noise": why each row is left out before encoding, or None."""
        own = config_part(config, NoiseConfig)
        return self._stages.run(
            "noise", config, lambda: filter_noise(self._table, own, processes=self._processes, quiet=self._quiet)
        )

    def _screen(self, config: MiningConfig, reason: Reasons, kept: Kept) -> tuple[Reasons, Kept, Screened | None]:
        """Stage "screen": what is left out before encoding, where the config asks for it."""
        if config.screen is None:
            return reason, kept, None
        own, asked = config_part(config, GeometryConfig), config.screen

        def run() -> Screened | None:
            with self._to_vectors.warm(len(kept.rows)):  # the rounds encode little at a time
                return screen(
                    kept,
                    lambda rows, what: np.asarray(self._encode(kept.rendered(rows), what)),
                    self._encode_words,
                    lambda rows, vectors: build_geometry(
                        vectors, kept.languages[rows], self._encode, own, self._encoder.languages
                    ),
                    asked,
                    neighborhood=config.neighborhood,
                    seed=config.seed,
                    quiet=self._quiet,
                )

        found = self._stages.run("screen", config, run)
        if found is None:
            return reason, kept, None
        reason = reason.copy()
        reason[np.delete(kept.rows, found.encoded)] = "screened_out"
        return reason, Kept(self._table, reason), found

    def _encode_documents(self, config: MiningConfig, kept: Kept) -> VectorArray:
        """Stage "encode": a unit vector for each document that is left."""
        return self._stages.run("encode", config, lambda: self._to_vectors.vectors(kept.rendered(), "Encoding"))

    def _set_aside(self, reason: Reasons, kept: Kept, vectors: VectorArray) -> tuple[Reasons, Kept, VectorArray]:
        """The same without the documents that the encoder has no vector for, such as those of an unknown script."""
        if not isinstance(vectors, Vectors) or not len(missing := vectors.missing()):
            return reason, kept, vectors
        if len(missing) == len(vectors):
            raise UserError(
                f"the encoder '{self._encoder.id}' has no vector for any document; choose another (encoder)"
            )
        reason = reason.copy()
        reason[kept.rows[missing]] = "no_vector"
        return reason, Kept(self._table, reason), vectors.select(np.delete(np.arange(len(vectors)), missing))

    def _calibrate(self, config: MiningConfig, kept: Kept, vectors: VectorArray) -> Geometry:
        """Stage "calibrate": the language taken out of the vectors, and the anchors."""
        own, known = config_part(config, GeometryConfig), self._encoder.languages

        def encode(texts: list[str]) -> VectorArray:
            with self._stages.meter("encode"):
                return self._to_vectors.calibration_vectors(texts)

        return self._stages.run(
            "calibrate", config, lambda: build_geometry(vectors, kept.languages, encode, own, known)
        )

    def _score(self, config: MiningConfig, kept: Kept, geometry: Geometry) -> Scores:
        """Stage "score": stage 1 of the paper, and what each document is about."""
        own = config_part(config, ScoreConfig)

        def parts_of(rows: Rows) -> pa.ChunkedArray:
            return kept.parts_of(rows, own.entropy_units)

        scores = self._stages.run(
            "score",
            config,
            lambda: score(kept.groups, geometry, parts_of, self._encode, own, quiet=self._quiet),
        )
        if not len(scores.candidates):
            raise UserError("stage 1 left no document; see dispersion_quantile, entropy_top, thematic_clusters")
        return scores

    def _extract(
        self,
        config: MiningConfig,
        kept: Kept,
        geometry: Geometry,
        scores: Scores,
        stands_for: NDArray[np.float32] | None,
        frozen: OwnedClusters | None,
    ) -> Extraction:
        """Stage "extract": stage 2 of the paper."""
        own, quiet = config_part(config, ExtractConfig), self._quiet
        return self._stages.run(
            "extract",
            config,
            lambda: extract(
                kept.groups,
                geometry,
                scores,
                kept.texts_of,
                own,
                encode=self._encode,
                sources=kept.sources,
                articles=kept.articles,
                stands_for=stands_for,
                frozen=frozen,
                quiet=quiet,
            ),
        )

    def _result(
        self,
        config: MiningConfig,
        reason: Reasons,
        kept: Kept,
        geometry: Geometry,
        scores: Scores,
        found: Extraction,
    ) -> MiningResult:
        """The tables, with what they cost and where they come from."""
        meter, seconds, encoder = Meter(), self._stages.seconds(), self._encoder.id
        with meter("assemble"):
            result = assemble(self._table, reason, kept.rows, geometry, scores, found, config, seconds, encoder)
        versions = {**result.versions, "fingerprint": self.fingerprint(config)}
        return replace(result, versions=versions, command=self._command, cost=self._cost(result, meter))

    def fingerprint(self, config: MiningConfig) -> str:
        """A hash of all that decides the outcome of a run: a result that has it is what `mine` would give again."""
        return fingerprint(self._table, config, self._encoder.id)

    def _encode(self, texts: Texts, description: str = "") -> VectorArray:
        with self._stages.meter("encode"):
            return self._to_vectors.vectors(texts, description)

    def _encode_words(self, words: list[str]) -> NDArray[np.float32]:
        with self._stages.meter("encode"):
            return self._to_vectors.word_vectors(words)

    def _cost(self, result: MiningResult, last: Meter) -> dict[str, Any]:
        """What cost.json holds; a stage that was not run again counts as it did before."""
        whole = Meter()
        for stages in (*(self._stages.spent()), last.stages):
            whole.add(stages)
        facts = {name: result.funnel[name] for name in ("documents", "points", "seeds")}
        facts |= {"encoded": self._to_vectors.encoded, "cached": self._to_vectors.cached}
        tokens = sum(text_tokens(self._table[name]) for name in ("title", "text"))
        return account("mine", whole.rows(), {**facts, "corpus_tokens": tokens, "encoder": self._encoder.id})
