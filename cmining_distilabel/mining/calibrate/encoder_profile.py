"""An encoder's profile: how much language there is in its vectors, and what each debias makes of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.calibrate.debias import (
    Bias,
    Debias,
    language_bias,
    mean_debias,
    no_debias,
    subspace_debias,
)
from cmining_distilabel.mining.calibrate.parallel_text import parallel_text
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import Encoder, load_encoder

Array = NDArray[np.float32]


@dataclass(frozen=True)
class ProfileRow:
    """What one debias achieves on sentences that it was not fitted on.

    Attributes:
        bias: language bias of the text.
        retrieval: top-1 share of sentences that find their translation, by (from, to).
        common: cosine of unrelated sentences; near 1 where the encoder packs all texts into a narrow cone.
    """

    bias: Bias
    retrieval: dict[tuple[str, str], float]
    common: float


def encoder_profile(
    config: EmbedConfig, *, encoder: Encoder | None = None, quiet: bool = True
) -> dict[str, ProfileRow]:
    """Measure an encoder on the built-in parallel text, in the languages that it knows.

    Each debias is fitted on every other entry and measured on the rest. "mean" is not among them: what a corpus does to
    it cannot be told without the corpus.

    Args:
        config: names the encoder and the store.
        encoder: used instead.
        quiet: no progress bar.

    Returns:
        A row for each of none, parallel and subspace.
    """
    encoder = encoder or load_encoder(config)
    text = parallel_text(encoder.languages)
    texts = text.rendered()
    vectors = np.asarray(embed_texts(texts, config, encoder=encoder, quiet=quiet).vectors)
    languages, entries = np.asarray(text.languages), np.asarray(text.entries)
    fitted, held_out = entries % 2 == 0, entries % 2 == 1
    makers: dict[str, Callable[[Array, NDArray[np.str_]], Debias]] = {
        "none": lambda rows, _: no_debias(rows.shape[1]),
        "parallel": mean_debias,
        "subspace": subspace_debias,
    }
    profile = {}
    for name, make in makers.items():
        debias = make(vectors[fitted], languages[fitted])
        moved = debias(vectors[held_out], debias.codes(languages[held_out]))
        bias = language_bias(moved, languages[held_out], entries[held_out])
        middle = moved.mean(axis=0)
        retrieval = translation_retrieval(moved, languages[held_out], entries[held_out])
        profile[name] = ProfileRow(bias, retrieval, float(middle @ middle))
    return profile


def translation_retrieval(
    vectors: Array, languages: NDArray[np.str_], entries: NDArray[np.int64]
) -> dict[tuple[str, str], float]:
    """Share of sentences whose nearest neighbour in another language is their translation, for every ordered pair."""
    order = {str(name): np.flatnonzero(languages == name) for name in np.unique(languages)}
    order = {name: rows[np.argsort(entries[rows])] for name, rows in order.items()}
    found = {}
    for source, rows in order.items():
        for target, others in order.items():
            if source != target:
                nearest = (vectors[rows] @ vectors[others].T).argmax(axis=1)
                found[source, target] = float((entries[others][nearest] == entries[rows]).mean())
    return found


def profile_table(profile: dict[str, ProfileRow], encoder_id: str) -> Table:
    """The profile as a table for a terminal."""
    table = Table(title=f"Encoder profile: {encoder_id}", title_justify="left")
    table.add_column("debias")
    for name in ("cosine", "enrichment", "offset energy", "retrieval, mean", "under 95 %"):
        table.add_column(name, justify="right")
    table.add_column("hardest pairs")
    for name, row in profile.items():
        shares = sorted(row.retrieval.items(), key=lambda pair: pair[1])
        under = sum(share < 0.95 for _, share in shares)
        table.add_row(
            name,
            f"{row.common:.2f}",
            f"{row.bias.enrichment:.2f}",
            f"{row.bias.offset_energy:.4f}",
            f"{np.mean(list(row.retrieval.values())):.3f}",
            f"{under} of {len(shares)}",
            ", ".join(f"{source}-{target} {share:.2f}" for (source, target), share in shares[:3]),
        )
    table.caption = (
        "cosine: mean of unrelated sentences; enrichment: same-language share among the 10 nearest unrelated ones, "
        "over its expectation (1: no bias)"
    )
    return table
