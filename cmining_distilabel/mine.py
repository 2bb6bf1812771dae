"""The method, from raw documents to Culture Points: read, filter noise, encode, score, extract."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import SupportsIndex, overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.assemble import assemble
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
from cmining_distilabel.documents import Source, check_groups, read_documents
from cmining_distilabel.embed import embed_texts
from cmining_distilabel.encoders import Encoder, check_languages, load_encoder
from cmining_distilabel.errors import UserError
from cmining_distilabel.extract import extract
from cmining_distilabel.geometry import build_geometry
from cmining_distilabel.mining.kmeans import VectorArray
from cmining_distilabel.noise import NoiseFilter
from cmining_distilabel.parts import parts, render
from cmining_distilabel.progress import bar
from cmining_distilabel.reasons import passed
from cmining_distilabel.result import MiningResult
from cmining_distilabel.score import score

Rows = NDArray[np.int64]
_ROWS_AT_A_TIME = 5_000


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
    encoder = encoder or load_encoder(config_part(config, EmbedConfig))
    clock = Clock()
    with clock("read"):
        table = read_documents(documents, config_part(config, CorpusConfig), quiet=quiet)
        check_groups(table)
    with clock("noise"):
        reason = filter_noise(table, config_part(config, NoiseConfig), quiet=quiet)
    kept = passed(reason)
    if not len(kept):
        raise UserError("the noise filter left no document; see --ner, --min-length, --no-check-language")
    check_languages(encoder, set(table["language"].unique().to_pylist()))
    store = config_part(config, EmbedConfig)
    with clock("encode"):
        vectors = embed_texts(RenderedTexts(table, kept), store, encoder=encoder, quiet=quiet)
    groups, languages = (np.asarray(table[name].take(pa.array(kept)).to_pylist()) for name in ("group", "language"))

    def encode(texts: list[str]) -> VectorArray:
        return embed_texts(texts, store, encoder=encoder, quiet=True).vectors

    with clock("calibrate"):
        calibration = config_part(config, GeometryConfig)
        geometry = build_geometry(vectors.vectors, languages, encode, calibration, encoder.languages)
    with clock("score"):
        scores = score(
            groups,
            geometry,
            lambda rows: [parts(text) for text in table["text"].take(pa.array(kept[rows])).to_pylist()],
            encode,
            config_part(config, ScoreConfig),
            quiet=quiet,
        )
    if not len(scores.candidates):
        raise UserError("stage 1 left no document; see --dispersion-quantile, --entropy-top, --thematic-clusters")
    with clock("extract"):
        extraction = extract(groups, geometry, scores, config_part(config, ExtractConfig))
    return assemble(table, reason, kept, geometry, scores, extraction, config, clock.seconds, encoder.id)


def filter_noise(table: pa.Table, config: NoiseConfig, *, quiet: bool = True) -> NDArray[np.object_]:
    """Why each row of a document table is left out before encoding, or None. Rows refused at reading keep theirs."""
    reason = np.asarray(table["reason"].to_pylist(), dtype=object)
    judge = NoiseFilter(config).judge
    with bar("Noise filter", len(reason), quiet=quiet) as advance:
        for rows in blocks(passed(reason)):
            reason[rows] = judge(table.take(pa.array(rows)).to_pylist())
            advance(len(rows))
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
        return [render(row["title"], row["text"]) for row in self._columns.take(pa.array(rows)).to_pylist()]


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[stage] = round(time.perf_counter() - start, 3)


def blocks(rows: Rows, size: int = _ROWS_AT_A_TIME) -> Iterator[Rows]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
