"""The method, from raw documents to Culture Points: read, filter noise, encode, score, extract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, SupportsIndex, TypeVar, cast, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.config import (
    CorpusConfig,
    EmbedConfig,
    ExtractConfig,
    GeometryConfig,
    MiningConfig,
    NoiseConfig,
    ScoreConfig,
)
from cmining_distilabel.config import part_of as config_part
from cmining_distilabel.cost.account import account
from cmining_distilabel.cost.meter import Meter, Spent, text_tokens
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.scratch import stored
from cmining_distilabel.mining.calibrate.geometry import build_geometry
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import Encoder, check_languages, load_encoder
from cmining_distilabel.mining.extract.extract import extract, sources_of
from cmining_distilabel.mining.noise.pool import judge_rows
from cmining_distilabel.mining.read import Source, check_groups, read_documents
from cmining_distilabel.mining.read.pick import names, pick
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.result.assemble import assemble
from cmining_distilabel.mining.result.command import mine_command
from cmining_distilabel.mining.result.fingerprint import fingerprint
from cmining_distilabel.mining.result.frozen import frozen_clusters
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.mining.score.score import score
from cmining_distilabel.processes import usable_cores
from cmining_distilabel.progress import bar
from cmining_distilabel.text import parts, render

Rows = NDArray[np.int64]
T = TypeVar("T")
_ROWS_AT_A_TIME = 5_000
_STAGES = ("read", "noise", "encode", "calibrate", "score", "extract")


def mine(
    documents: Source, config: MiningConfig | None = None, *, encoder: Encoder | None = None, quiet: bool = True
) -> MiningResult:
    """Mine Culture Points.

    Args:
        documents: a file or folder, a Hub data set id, a list of these, a `datasets.Dataset`, an Arrow table, or rows
            as mappings (`documents.read_documents` says more).
        config: the knobs; `MiningConfig()` by default.
        encoder: used instead of the one that `config.encoder` names, e.g. `encoders.DistilabelEncoder(embeddings)`.
        quiet: no progress bars. They are drawn on a terminal only.

    Raises:
        UserError: an input, column, language or knob that cannot be used; the message says what to do.
    """
    config = config or MiningConfig()
    return Miner(documents, config, encoder=encoder, quiet=quiet).mine(config)


class Miner:
    """A corpus, mined with one set of knobs after another: only stages that a changed knob reaches run again.

    Args:
        documents: as for `mine`; read at once, with the knobs of reading in `config`.
        config: its knobs of reading and of the encoder hold for all runs.
        encoder, quiet: as for `mine`.
    """

    def __init__(
        self, documents: Source, config: MiningConfig, *, encoder: Encoder | None = None, quiet: bool = True
    ) -> None:
        self._embed = config_part(config, EmbedConfig)
        self._encoder = encoder or load_encoder(self._embed)
        self._processes = self._embed.workers or usable_cores()
        self._quiet = quiet
        self._command = mine_command(documents)
        self._done: dict[str, _Done] = {}
        self._texts = np.zeros(2, np.int64)  # encoded now, and taken from the store
        corpus = config_part(config, CorpusConfig)
        self._table: pa.Table = self._stage("read", {}, lambda: read_documents(documents, corpus, quiet=quiet))
        check_groups(self._table)

    @property
    def table(self) -> pa.Table:
        """The corpus as it was read, a row a document."""
        return self._table

    def mine(self, config: MiningConfig) -> MiningResult:
        """One run. Its `funnel["seconds"]` count a stage that was not run again as it took before; "encode" is all
        time spent in the encoder and the store, whichever stage asked.

        Raises:
            UserError: a language or knob that cannot be used, or a stage that left no document.
        """
        table, texts = self._table, self._table.select(["text"])
        noise, calibration = config_part(config, NoiseConfig), config_part(config, GeometryConfig)
        scoring, extraction = config_part(config, ScoreConfig), config_part(config, ExtractConfig)
        frozen = None
        if extraction.freeze_clusters is not None:
            frozen = frozen_clusters(extraction.freeze_clusters, self._encoder.id, extraction.debias)
        filtered = noise.model_dump(exclude={"mode", "seed"})  # nothing is random before stage 1
        calibrated = {**filtered, **calibration.model_dump(exclude={"mode", "seed"})}
        scored = {**filtered, **scoring.model_dump(exclude={"mode"})}
        reason = self._stage(
            "noise", filtered, lambda: filter_noise(table, noise, processes=self._processes, quiet=self._quiet)
        )
        kept = stored(reason.passed())
        if not len(kept):
            raise UserError("the noise filter left no document; see --ner, --min-length, --no-check-language")
        groups, languages = (names(table[name], kept) for name in ("group", "language"))
        check_languages(self._encoder, set(languages.names.tolist()))
        vectors = self._stage("encode", filtered, lambda: self._vectors(RenderedTexts(table, kept), "Encoding"))
        geometry = self._stage(
            "calibrate",
            calibrated,
            lambda: build_geometry(
                vectors,
                languages,
                lambda texts: self._encode(texts, "Calibration text"),
                calibration,
                self._encoder.languages,
                lambda rows: pick(texts, kept[rows])["text"].to_pylist(),
            ),
        )
        scores = self._stage(
            "score",
            scored,
            lambda: score(
                groups,
                geometry,
                lambda rows: [parts(text) for text in pick(texts, kept[rows])["text"].to_pylist()],
                self._encode,
                scoring,
                quiet=self._quiet,
            ),
        )
        if not len(scores.candidates):
            raise UserError("stage 1 left no document; see --dispersion-quantile, --entropy-top, --thematic-clusters")
        sources = sources_of(table.select(["source"]).take(pa.array(kept)))
        found = self._stage(
            "extract",
            {**scored, **extraction.model_dump(exclude={"mode"})},
            lambda: extract(
                groups,
                geometry,
                scores,
                extraction,
                sources=sources,
                frozen=frozen,
                quiet=self._quiet,
            ),
        )
        meter = Meter()
        with meter("assemble"):
            result = assemble(table, reason, kept, geometry, scores, found, config, self._seconds(), self._encoder.id)
        versions = {**result.versions, "fingerprint": self.fingerprint(config)}
        return replace(result, versions=versions, command=self._command, cost=self._cost(result, meter))

    def fingerprint(self, config: MiningConfig) -> str:
        """A hash of all that decides the outcome of a run: a result that has it is what `mine` would give again."""
        return fingerprint(self._table, config, self._encoder.id)

    def _stage(self, name: str, knobs: dict[str, Any], make: Callable[[], T]) -> T:
        """What a stage gives: from the run before, if all knobs up to here were the same."""
        if name not in self._done or self._done[name].knobs != knobs:
            self._done.pop(name, None)  # its memory is needed
            self._meter = Meter()
            with self._meter(name):
                value = make()
            pa.default_memory_pool().release_unused()  # Arrow keeps what it freed
            self._done[name] = _Done(knobs, value, self._meter.stages)
        return cast(T, self._done[name].value)

    def _encode(self, texts: list[str], description: str = "") -> VectorArray:
        with self._meter("encode"):
            return self._vectors(texts, description)

    def _vectors(self, texts: Sequence[str], description: str) -> VectorArray:
        quiet = self._quiet or not description  # a stage that has a bar of its own needs no second one
        found = embed_texts(texts, self._embed, encoder=self._encoder, description=description, quiet=quiet)
        self._texts += np.array([found.encoded, found.cached])
        return found.vectors

    def _seconds(self) -> dict[str, float]:
        total = dict.fromkeys(_STAGES, 0.0)
        for done in self._done.values():
            for stage, spent in done.spent.items():
                total[stage] = round(total[stage] + spent.wall_seconds, 3)
        return total

    def _cost(self, result: MiningResult, last: Meter) -> dict[str, Any]:
        """What cost.json holds; a stage that was not run again counts as it did before."""
        whole = Meter()
        for stages in (*(done.spent for done in self._done.values()), last.stages):
            whole.add(stages)
        facts = {name: result.funnel[name] for name in ("documents", "points", "seeds")}
        facts |= dict(zip(("encoded", "cached"), self._texts.tolist(), strict=True))
        tokens = sum(text_tokens(self._table[name]) for name in ("title", "text"))
        return account("mine", whole.rows(), {**facts, "corpus_tokens": tokens, "encoder": self._encoder.id})


@dataclass(frozen=True)
class _Done:
    """What a stage gave, with which knobs, and what that took by stage."""

    knobs: dict[str, Any]
    value: Any
    spent: dict[str, Spent]


def filter_noise(table: pa.Table, config: NoiseConfig, *, processes: int = 1, quiet: bool = True) -> Reasons:
    """Why each row of a document table is left out before encoding, or None. Rows refused at reading keep theirs."""
    reason = Reasons.of(table["reason"])
    rows = reason.passed()
    with bar("Noise filter", len(rows), quiet=quiet) as advance:
        reason[rows] = judge_rows(table, rows, config, processes=processes, advance=advance)
    return reason


class RenderedTexts(Sequence[str]):
    """The texts to encode, rendered from the table a block at a time, so that they are never all in memory."""

    def __init__(self, table: pa.Table, rows: Rows) -> None:
        self._columns = table.select(["title", "text"])
        self._rows = rows
        self._start = 0
        self._block: list[str] = []

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: SupportsIndex, /) -> str: ...
    @overload
    def __getitem__(self, place: slice, /) -> list[str]: ...
    def __getitem__(self, place: SupportsIndex | slice, /) -> str | list[str]:
        if isinstance(place, slice):
            return self._render(self._rows[place])
        index = range(len(self))[place]
        if not 0 <= index - self._start < len(self._block):  # readers ask in order: keep the block around
            self._start = index - index % _ROWS_AT_A_TIME
            self._block = self._render(self._rows[self._start : self._start + _ROWS_AT_A_TIME])
        return self._block[index - self._start]

    def _render(self, rows: Rows) -> list[str]:
        return [render(row["title"], row["text"]) for row in pick(self._columns, rows).to_pylist()]
