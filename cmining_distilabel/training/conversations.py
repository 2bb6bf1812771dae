"""Conversations to train on: read them, and leave out what repeats a benchmark."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GateConfig
from cmining_distilabel.generation.gates import pass_gates
from cmining_distilabel.generation.gates.base import Gate
from cmining_distilabel.generation.gates.benchmarks import benchmark_texts
from cmining_distilabel.generation.gates.contamination import GramGate, NeighbourGate
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.languages import language_tag
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.mining.read.inputs import read_table_rows

FILE = "instructions.parquet"
_DEFAULTS = GateConfig()
SIMILARITY = _DEFAULTS.benchmark_similarity
"""From which a conversation repeats a benchmark, for USE multilingual v3 (`generation.config.GateConfig`)."""


def read_conversations(source: str | Path) -> list[dict[str, Any]]:
    """Rows with `messages`: of a folder of `cmining generate`, or of whatever `mine` reads.

    Raises:
        UserError: there is no such file, it cannot be read, or a row has no conversation that ends with an answer.
    """
    path = Path(source)
    file = path / FILE if str(source).strip() and path.is_dir() and (path / FILE).is_file() else path
    rows = []
    for where, row, columns in read_table_rows(file):
        if "messages" not in columns:
            raise UserError(f"{file} has no column 'messages'; its columns are: {', '.join(columns)}")
        rows.append(_checked(row, where))
    if not rows:
        raise UserError(f"{file} holds no conversation")
    return rows


def titled_texts(source: str | Path) -> list[dict[str, Any]]:
    """Each seed's own text as the answer to its title: conversations of which no model has written anything.

    Raises:
        UserError: the seeds cannot be read, or one has no title.
    """
    seeds = load_seeds(source)
    for seed in seeds:
        if not seed.get("title"):
            raise UserError(f"{source}: the seed {seed['id']} has no title, which its text would answer")
    return [{"id": seed["id"], "language": seed["language"], "messages": titled(seed)} for seed in seeds]


def titled(seed: Mapping[str, Any]) -> list[dict[str, str]]:
    """A seed's text as the answer to its title."""
    return [{"role": "user", "content": seed["title"]}, {"role": "assistant", "content": seed["text"]}]


def _checked(row: dict[str, Any], where: str) -> dict[str, Any]:
    """A row whose messages are texts that end with the assistant's, and whose language is a tag."""
    messages = row["messages"]
    good = isinstance(messages, list) and all(
        isinstance(message, dict) and isinstance(message.get("content"), str) and message["content"]
        for message in messages
    )
    if not good or not messages or messages[-1].get("role") != "assistant":
        raise UserError(f"{where}: messages must hold texts and end with one of the assistant")
    return {**row, "language": language_tag(str(row.get("language") or "und"))}


def decontaminate(
    rows: Sequence[dict[str, Any]],
    benchmarks: Sequence[str],
    *,
    similarity: float = SIMILARITY,
    encoder: str = _DEFAULTS.encoder,
    quiet: bool = True,
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Leave out conversations that share 13 tokens in a row with a benchmark, or mean the same as a text of it.

    Args:
        rows: as `read_conversations` gives them.
        benchmarks: files, folders or data sets' ids, as `gates.benchmarks.benchmark_texts` takes them; none: nothing is
            checked.
        similarity: from which two texts mean the same; 0 compares words only.
        encoder: of the similarity.
        quiet: no progress bar.

    Returns:
        The rows that are left, and how many were dropped for which reason (`gates.REASONS`).

    Raises:
        UserError: a benchmark or the encoder cannot be used.
    """
    texts = benchmark_texts(benchmarks)
    if not texts:
        return list(rows), {}
    gates: dict[str, Gate] = {"contamination": GramGate(texts)}
    if similarity:
        embed = EmbedConfig(encoder=encoder)
        loaded = load_encoder(embed)

        def encode(texts: list[str]) -> NDArray[np.float32]:
            return embed_texts(texts, embed, encoder=loaded, quiet=quiet).vectors[:]

        gates["neighbours"] = NeighbourGate(texts, encode, similarity, loaded.languages)
    verdicts = pass_gates(gates, list(rows))
    kept = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict is None]
    return kept, dict(Counter(verdict[1] for verdict in verdicts if verdict is not None))


def texts_of(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """All that was said in each conversation."""
    for row in rows:
        yield "\n".join(message["content"] for message in row["messages"])
