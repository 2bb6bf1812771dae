"""The method, from raw documents to Culture Points: read, filter noise, encode, score, extract."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.assemble import assemble
from cmining_distilabel.config import CorpusConfig, EmbedConfig, ExtractConfig, MiningConfig, NoiseConfig, ScoreConfig
from cmining_distilabel.config import part_of as config_part
from cmining_distilabel.documents import Source, check_groups, read_documents
from cmining_distilabel.embed import embed_texts
from cmining_distilabel.encoders import Encoder, check_languages, load_encoder
from cmining_distilabel.errors import UserError
from cmining_distilabel.extract import extract
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
    groups = np.asarray(table["group"].take(pa.array(kept)).to_pylist())
    with clock("score"):
        scores = score(
            groups,
            vectors.vectors,
            lambda rows: [parts(text) for text in table["text"].take(pa.array(kept[rows])).to_pylist()],
            lambda texts: embed_texts(texts, store, encoder=encoder, quiet=True).vectors,
            config_part(config, ScoreConfig),
            quiet=quiet,
        )
    with clock("extract"):
        extraction = extract(groups, vectors.vectors, scores.candidates, config_part(config, ExtractConfig))
    return assemble(table, reason, kept, scores, extraction, config, clock.seconds, encoder.id)


def filter_noise(table: pa.Table, config: NoiseConfig, *, quiet: bool = True) -> NDArray[np.object_]:
    """Why each row of a document table is left out before encoding, or None. Rows refused at reading keep theirs."""
    reason = np.asarray(table["reason"].to_pylist(), dtype=object)
    judge = NoiseFilter(config).judge
    with bar("Noise filter", len(reason), quiet=quiet) as advance:
        for rows in blocks(passed(reason)):
            reason[rows] = judge(table.take(pa.array(rows)).to_pylist())
            advance(len(rows))
    return reason


class RenderedTexts:
    """The texts to encode, made from the table when asked for, so that they are never all in memory."""

    def __init__(self, table: pa.Table, rows: Rows) -> None:
        self._columns = table.select(["title", "text"])
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def take(self, positions: Rows) -> list[str]:
        block = self._columns.take(pa.array(self._rows[positions]))
        return [render(row["title"], row["text"]) for row in block.to_pylist()]


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
