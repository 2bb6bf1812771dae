"""What a run would do, without doing it."""

from __future__ import annotations

import time
from collections import Counter

import numpy as np

from cmining_distilabel.config import CorpusConfig, EmbedConfig, MiningConfig, part_of
from cmining_distilabel.mining.encode.encoders import check_languages, load_encoder
from cmining_distilabel.mining.kept import RenderedTexts
from cmining_distilabel.mining.read import Source, check_groups, read_documents
from cmining_distilabel.mining.reasons import Reasons

_TIMED = 256  # documents encoded to measure the machine; enough for a rate within some 10 %


def plan(documents: Source, config: MiningConfig, *, quiet: bool = False) -> str:
    """Read the documents, time the encoder on some of them, and say what a run would take.

    The figure is an upper bound of the encoding, which takes nearly all the time: noise is not filtered yet, and
    vectors that the store holds already are not subtracted.
    """
    table = read_documents(documents, part_of(config, CorpusConfig), quiet=quiet)
    check_groups(table, cultures=config.points != "language")
    languages = Counter(table["group"].to_pylist())
    encoder = load_encoder(part_of(config, EmbedConfig))
    check_languages(encoder, {language for language in table["language"].unique().to_pylist() if language})
    good = Reasons.of(table["reason"]).passed()
    sample = np.random.default_rng(config.seed).choice(good, min(_TIMED, len(good)), replace=False)
    texts = RenderedTexts(table, np.sort(sample))[:]
    encoder.encode(texts[:8])  # loading is not the rate
    start = time.perf_counter()
    encoder.encode(texts)
    rate = len(texts) / (time.perf_counter() - start)
    lines = [
        f"mode      {config.mode}",
        f"encoder   {encoder.id}",
        f"documents {len(table):,} ({len(good):,} readable)",
        *(f"  {group:8} {count:,}" for group, count in sorted(languages.items())),
        f"encoding  {rate:,.0f} documents a second in one process",
        f"          about {_duration(2 * len(good) / rate)} in one process for titles, leads and sentences; less with",
        "          several --workers, and for what the store holds already",
    ]
    return "\n".join(lines)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
