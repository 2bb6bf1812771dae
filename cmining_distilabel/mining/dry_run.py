"""What a run would do, without doing it."""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from cmining_distilabel.config import EmbedConfig, MiningConfig
from cmining_distilabel.config.knobs import part_of
from cmining_distilabel.mining.encode.encoders import Encoder, check_languages, load_encoder
from cmining_distilabel.mining.noise.articles import read_units
from cmining_distilabel.mining.noise.ner import EntityFilter
from cmining_distilabel.mining.read import Source, check_groups
from cmining_distilabel.mining.read.pick import pick
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.text import parts, render

_TIMED = 256  # documents encoded to measure the machine; enough for a rate within some 10 %
_TIMED_PARTS = 512  # of their paragraphs
_TIMED_ENTITIES = 64  # documents that spaCy reads: it takes 10 to 19 ms each


def what_would_run(documents: Source, config: MiningConfig, *, quiet: bool = False) -> str:
    """Read the documents, time encoder and entity filter on some of them, and say what a run would take.

    The figures are upper bounds: noise is not filtered yet, and vectors that the store holds already are not
    subtracted.
    """
    table = read_units(documents, config, quiet=quiet)
    check_groups(table, cultures=config.points != "language")
    languages = Counter(table["group"].to_pylist())
    encoder = load_encoder(part_of(config, EmbedConfig))
    check_languages(encoder, {language for language in table["language"].unique().to_pylist() if language})
    good = Reasons.of(table["reason"]).passed()
    sample = np.sort(np.random.default_rng(config.seed).choice(good, min(_TIMED, len(good)), replace=False))
    rows = pick(table.select(["title", "text", "language"]), sample).to_pylist()
    lines = [
        f"mode      {config.mode}",
        f"encoder   {encoder.id}",
        f"{config.unit + 's':9} {len(table):,} ({len(good):,} readable)",
        *(f"  {group:8} {count:,}" for group, count in sorted(languages.items())),
        *_entity_lines(rows, len(good), config),
        *_encoding_lines(rows, len(good), encoder, config),
    ]
    return "\n".join(lines)


def _entity_lines(rows: Sequence[dict[str, Any]], count: int, config: MiningConfig) -> list[str]:
    if config.ner != "spacy":
        return []
    found = EntityFilter(config.spacy_models, match_case=config.match_case)
    found.reasons(list({row["language"]: row for row in rows}.values()))  # loading is not the rate
    start = time.perf_counter()
    found.reasons(rows[:_TIMED_ENTITIES])
    each = (time.perf_counter() - start) / len(rows[:_TIMED_ENTITIES])
    return [
        f"entities  {1000 * each:.0f} ms a lead in one process, about {_duration(count * each)}; at most as many",
        "          processes as languages share it",
    ]


def _encoding_lines(rows: Sequence[dict[str, Any]], count: int, encoder: Encoder, config: MiningConfig) -> list[str]:
    leads = [render(row["title"], row["text"]) for row in rows]
    encoder.encode(leads[:8])  # loading is not the rate
    lead = _seconds_each(encoder, leads)
    lines = [
        f"encoding  {1 / lead:,.0f} documents a second in one process",
        f"          about {_duration(count * lead)} in one process for titles and leads",
    ]
    if config.entropy_top < 1.0:  # Eq. 2-3 look at the parts of what Eq. 1 keeps
        units = [part for row in rows for part in parts(row["text"], config.entropy_units)]
        timed = np.random.default_rng(config.seed).permutation(len(units))[:_TIMED_PARTS]
        kept = config.dispersion_quantile * len(units) / len(rows)
        part = _seconds_each(encoder, [units[place] for place in timed])
        lines.append(
            f"          about {_duration(count * kept * part)} more for {len(units) / len(rows):.1f} paragraphs or "
            f"sentences a document, {kept * part / lead:.1f} times as much"
        )
    return [*lines, "          less with several workers, and for what the store holds already"]


def _seconds_each(encoder: Encoder, texts: list[str]) -> float:
    start = time.perf_counter()
    encoder.encode(texts)
    return (time.perf_counter() - start) / len(texts)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(2, seconds):.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
