"""Stage 1, within each group: Local Dispersion, then Semantic Entropy. The survivors are the paper's C_high."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import ScoreConfig
from cmining_distilabel.mining import kmeans, local_dispersion, semantic_entropy
from cmining_distilabel.mining.kmeans import VectorArray
from cmining_distilabel.progress import bar
from cmining_distilabel.reasons import passed

_TEXTS_AT_A_TIME = 20_000  # documents whose parts are in memory at once

Rows = NDArray[np.int64]
PartsOf = Callable[[Rows], list[list[str]]]
Encode = Callable[[list[str]], VectorArray]


@dataclass(frozen=True)
class Scores:
    """One entry a document; NaN where a document did not come that far.

    Attributes:
        cluster: thematic cluster within the document's group, int32; -1 without one.
        dispersion: Local Dispersion, Eq. 1.
        entropy: Semantic Entropy in nats, Eq. 2-3.
        reason: why the document was left out (`reasons.py`), or None.
    """

    cluster: NDArray[np.int32]
    dispersion: NDArray[np.float32]
    entropy: NDArray[np.float32]
    reason: NDArray[np.object_]

    @property
    def candidates(self) -> Rows:
        """Rows that go on to stage 2."""
        return passed(self.reason)


def score(
    groups: NDArray[np.str_],
    vectors: VectorArray,
    parts_of: PartsOf,
    encode: Encode,
    config: ScoreConfig,
    *,
    quiet: bool = False,
) -> Scores:
    """Score documents within their groups.

    Args:
        groups: shape (n,), group of each document.
        vectors: shape (n, d), unit rows.
        parts_of: gives the parts (paragraphs or sentences) of the documents in some rows.
        encode: encodes texts to unit vectors; called for documents that survive the dispersion filter only.
        config: the knobs of this stage.
        quiet: no progress bars.
    """
    n = len(groups)
    scores = Scores(
        cluster=np.full(n, -1, np.int32),
        dispersion=np.full(n, np.nan, np.float32),
        entropy=np.full(n, np.nan, np.float32),
        reason=np.full(n, None, object),
    )
    names = np.unique(groups)
    with bar("Thematic clusters", len(names), quiet=quiet) as advance:
        for name in names:
            _score_group(np.flatnonzero(groups == name), vectors, config, scores)
            advance(1)
    if config.entropy_top < 1.0:
        _filter_entropy(groups, parts_of, encode, config, scores, quiet)
    return scores


def _score_group(rows: Rows, vectors: VectorArray, config: ScoreConfig, scores: Scores) -> None:
    own = vectors[rows]
    scores.cluster[rows] = kmeans(own, config.thematic_clusters, config.seed).labels
    for local in members(scores.cluster[rows]):
        cluster = rows[local]
        if len(local) <= config.num_neighbors:
            scores.reason[cluster] = "small_cluster"
            continue
        dispersion = local_dispersion(own[local], config.num_neighbors)
        scores.dispersion[cluster] = dispersion
        limit = np.quantile(dispersion, config.dispersion_quantile)
        scores.reason[cluster[dispersion > limit]] = "dispersed"


def _filter_entropy(
    groups: NDArray[np.str_], parts_of: PartsOf, encode: Encode, config: ScoreConfig, scores: Scores, quiet: bool
) -> None:
    survivors = scores.candidates
    with bar("Semantic entropy", len(survivors), quiet=quiet) as advance:
        for start in range(0, len(survivors), _TEXTS_AT_A_TIME):
            rows = survivors[start : start + _TEXTS_AT_A_TIME]
            texts = parts_of(rows)
            encoded = encode([part for document in texts for part in document])
            ends = np.cumsum([len(document) for document in texts])
            for row, document, end in zip(rows, texts, ends, strict=True):
                scores.entropy[row] = semantic_entropy(encoded[slice(end - len(document), end)])
            advance(len(rows))
    _, codes = np.unique(groups[survivors], return_inverse=True)
    stratum = codes * config.thematic_clusters + scores.cluster[survivors]
    for local in members(stratum):
        ranked = local[np.argsort(-scores.entropy[survivors[local]], kind="stable")]
        top = max(1, int(len(ranked) * config.entropy_top))
        scores.reason[survivors[ranked[top:]]] = "low_entropy"


def members(labels: NDArray[np.integer]) -> Iterator[NDArray[np.int64]]:
    """The positions of each label, labels ascending, positions ascending."""
    order = np.argsort(labels, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else ()
