"""Stage 1, document by document: what a document is about, how isolated, how dense and how rich it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.config import ScoreConfig
from cmining_distilabel.mining.arrays.categories import Categories, categories
from cmining_distilabel.mining.arrays.kmeans import VectorArray, kmeans
from cmining_distilabel.mining.arrays.rows import as_unit
from cmining_distilabel.mining.arrays.scratch import filled, stored
from cmining_distilabel.mining.calibrate.anchors.compare import anchor_scores
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.encode.embed import Texts
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.score.dispersion import local_dispersion
from cmining_distilabel.mining.score.entropy import second_order_entropy, semantic_entropy
from cmining_distilabel.mining.score.isolation import isolation
from cmining_distilabel.progress import bar

_TEXTS_AT_A_TIME = 20_000  # documents whose parts are encoded together
_LENGTH_STRATA = (0, 3, 4, 6, 9, 14, np.inf)  # numbers of parts among which second-order entropies are compared

Rows = NDArray[np.int64]
PartsOf = Callable[[Rows], pa.ChunkedArray]
Encode = Callable[[Texts], VectorArray]


@dataclass(frozen=True)
class Scores:
    """One entry a document; NaN or -1 where a document did not come that far, or the part is off.

    Attributes:
        cluster: thematic cluster within the document's group, int32.
        dispersion: Local Dispersion, Eq. 1.
        entropy: Semantic Entropy in nats, Eq. 2-3, or the second-order entropy.
        isolation: rank in (0, 1] within the group; 1 is the farthest from all other groups.
        facet: row of the best facet, int32.
        facet_score: over 0 is about culture.
        attribution: over 0 is about some culture's things.
        reason: why the document was left out (`reasons.py`), or None.
    """

    cluster: NDArray[np.int32]
    dispersion: NDArray[np.float32]
    entropy: NDArray[np.float32]
    isolation: NDArray[np.float32]
    facet: NDArray[np.int32]
    facet_score: NDArray[np.float32]
    attribution: NDArray[np.float32]
    reason: Reasons

    @property
    def candidates(self) -> Rows:
        """Rows that go on to stage 2."""
        return stored(self.reason.passed())

    @classmethod
    def empty(cls, n: int) -> "Scores":
        """Scores of n documents of which nothing is known yet."""
        return cls(
            cluster=filled(n, -1, np.int32),
            dispersion=filled(n, np.nan, np.float32),
            entropy=filled(n, np.nan, np.float32),
            isolation=filled(n, np.nan, np.float32),
            facet=filled(n, -1, np.int32),
            facet_score=filled(n, np.nan, np.float32),
            attribution=filled(n, np.nan, np.float32),
            reason=Reasons(n),
        )


def score(
    groups: ArrayLike | Categories,
    geometry: Geometry,
    parts_of: PartsOf,
    encode: Encode,
    config: ScoreConfig,
    *,
    quiet: bool = False,
) -> Scores:
    """Score documents.

    Args:
        groups: shape (n,), group of each document.
        geometry: their vectors, calibrated, and the anchors.
        parts_of: gives the parts (paragraphs or sentences) of the documents in some rows, as lists of strings.
        encode: encodes texts to unit vectors; called for documents that survive the dispersion filter only.
        config: the knobs of this stage.
        quiet: no progress bars.
    """
    found = categories(groups)
    names, codes, scores = found.names, found.codes, Scores.empty(len(found))
    if geometry.anchors is not None:
        _compare_with_anchors(geometry, scores)
    if config.isolation:
        scores.isolation[:] = isolation(geometry.vectors, codes, pool_size=config.isolation_pool, seed=config.seed)
    if config.dispersion_quantile < 1.0 or config.entropy_top < 1.0:
        with bar("Thematic clusters", len(names), quiet=quiet) as advance:
            for code in range(len(names)):
                _score_density(np.flatnonzero(codes == code), geometry.vectors, config, scores)
                advance(1)
    if config.entropy_top < 1.0:
        _filter_entropy(codes, parts_of, encode, config, scores, quiet)
    return scores


def _compare_with_anchors(geometry: Geometry, scores: Scores) -> None:
    assert geometry.anchors is not None
    found = anchor_scores(geometry.vectors, geometry.anchors)
    scores.facet[:], scores.facet_score[:] = found.best_facet, found.facet
    scores.attribution[:] = found.attribution


def _score_density(rows: Rows, vectors: VectorArray, config: ScoreConfig, scores: Scores) -> None:
    own = vectors[rows]
    scores.cluster[rows] = kmeans(own, config.thematic_clusters, config.seed).labels
    for local in members(scores.cluster[rows]):
        cluster = rows[local]
        if len(local) <= config.num_neighbors:
            scores.reason[cluster] = "small_cluster"
            continue
        dispersion = local_dispersion(own[local], config.num_neighbors, self_neighbor=config.self_neighbor)
        scores.dispersion[cluster] = dispersion
        limit = np.quantile(dispersion, config.dispersion_quantile)
        scores.reason[cluster[dispersion > limit]] = "dispersed"


def _filter_entropy(
    codes: NDArray[np.int32], parts_of: PartsOf, encode: Encode, config: ScoreConfig, scores: Scores, quiet: bool
) -> None:
    by_length = config.entropy == "length_strata"
    entropy_of = second_order_entropy if by_length else semantic_entropy
    survivors = scores.candidates
    lengths = np.empty(len(survivors), np.int64)
    with bar("Semantic entropy", len(survivors), quiet=quiet) as advance:
        for start in range(0, len(survivors), _TEXTS_AT_A_TIME):
            rows = survivors[start : start + _TEXTS_AT_A_TIME]
            texts = parts_of(rows)
            own = lengths[start : start + len(rows)]
            own[:] = pc.list_value_length(texts)
            encoded = encode(pc.list_flatten(texts))
            for row, count, end in zip(rows, own, np.cumsum(own), strict=True):
                scores.entropy[row] = entropy_of(as_unit(encoded[slice(end - count, end)]))
            advance(len(rows))
    stratum = codes[survivors] * config.thematic_clusters + scores.cluster[survivors]
    if by_length:
        stratum = stratum * len(_LENGTH_STRATA) + np.digitize(lengths, _LENGTH_STRATA)
    defined = np.flatnonzero(~np.isnan(scores.entropy[survivors]))  # undefined is no reason to reject
    for place in members(stratum[defined]):
        local = defined[place]
        ranked = local[np.argsort(-scores.entropy[survivors[local]], kind="stable")]
        top = max(1, int(len(ranked) * config.entropy_top))
        scores.reason[survivors[ranked[top:]]] = "low_entropy"


def members(labels: NDArray[np.integer]) -> Iterator[NDArray[np.int64]]:
    """The positions of each label, labels ascending, positions ascending."""
    order = np.argsort(labels, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(order) else ()
