"""What stage 2 gives, whichever way it went: `paper.py` or `calibrated.py`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.arrays.clusterings import Partition
from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.scratch import filled, stored
from cmining_distilabel.mining.culture.owners import Ownership
from cmining_distilabel.mining.extract.dominance import Dominance
from cmining_distilabel.mining.reasons import Reasons

Rows = NDArray[np.int64]
Floats = NDArray[np.floating]


@dataclass(frozen=True)
class OwnedClusters:
    """Clusters that a later run takes over.

    Attributes:
        partition: their centroids.
        owners: shape (K,), what owns each, by name: a culture's code, several joined by "+", or "language:ja"; empty in
            the paper's mode.
    """

    partition: Partition
    owners: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """A Culture Point.

    Attributes:
        cluster: its cluster; the point's id is made of it.
        kind: "culture", "shared" or "language": what owns it.
        owner: place in `Ownership.owners`; -1 where a language owns it, or many cultures share it.
        members: shape (s,), rows of all documents that may be its seeds.
        rows: shape (m,), its seeds' rows, the most telling first; at most `seeds_per_point` of the members.
        similarity: shape (m,), cosine of each seed with the centroid.
    """

    cluster: int
    kind: str
    owner: int
    members: Rows
    rows: Rows
    similarity: NDArray[np.float32]


@dataclass(frozen=True)
class Chart:
    """What the map of documents is laid out by: a clustering of all candidates.

    Attributes:
        rows: shape (c,), the candidates.
        vectors: shape (c, d), of each.
        labels: shape (c,), int32, cluster of each.
        centroids: shape (L, d), of the clusters.
    """

    rows: Rows
    vectors: VectorArray
    labels: NDArray[np.int32]
    centroids: NDArray[np.float32]


@dataclass(frozen=True)
class Figures:
    """What stage 2 says of each document. Shapes (n,), float32; NaN where a document was no candidate or a part is off.

    Attributes:
        balanced, lower, q_value: share of the language that has most of what is around it, its lower bound, and the
            test's q-value; gamma of its cluster, twice, in the paper's mode, which has no test.
        facet_score, attribution: half the document's own, half the mean of what is around it.
        cultural: share of what is around it that is about culture.
        score: what points are sorted by.
    """

    balanced: Floats
    lower: Floats
    q_value: Floats
    facet_score: Floats
    attribution: Floats
    cultural: Floats
    score: Floats

    @classmethod
    def empty(cls, n: int) -> "Figures":
        """Figures of n documents of which nothing is known yet."""
        return cls(*(filled(n, np.nan, np.float32) for _ in range(7)))


@dataclass(frozen=True)
class Extraction:
    """What stage 2 found.

    Attributes:
        reason: shape (n,), why a candidate is no seed (`mining/reasons.py`), or None.
        figures: of each document.
        ownership: whose culture each document is; None without anchors.
        labels: shape (n,), int32, cluster of each seed, and of what is not one but lies in one; -1 for the others.
        clusters: centroids of the clusters, and their owners.
        dominance: who is in the clusters: of the seeds; of all candidates in the paper's mode.
        stability: shape (K,), of `stability`; NaN where it is off.
        points: best first.
        chart: for the map.
        count: how many points and seeds other values of theta, tau or culture_share would give, in these clusters.
        scales, recall: texts of neighbourhoods, and the share of them that were found; None in the paper's mode.
    """

    reason: Reasons
    figures: Figures
    ownership: Ownership | None
    labels: NDArray[np.int32]
    clusters: OwnedClusters
    dominance: Dominance
    stability: NDArray[np.float64]
    points: tuple[Point, ...]
    chart: Chart
    count: Callable[[ExtractConfig], tuple[int, int]]
    scales: tuple[int, ...] | None = None
    recall: float | None = None


def articles_of(table: pa.Table) -> Rows | None:
    """The article of each paragraph, as the row of its first paragraph; None where documents are whole."""
    column = table["article_id"]
    if not len(column) or column.null_count:
        return None
    codes = column.dictionary_encode().combine_chunks().indices.to_numpy()
    _, first = np.unique(codes, return_index=True)
    return stored(first[codes])


def sources_of(table: pa.Table) -> NDArray[np.str_] | None:
    """Where documents come from, for `extract`: a row without a source is one of its own; None where none has one."""
    column = table["source"].combine_chunks()
    if column.null_count == len(column):
        return None
    names = np.asarray(column.to_pylist(), dtype=object)
    alone = np.array([name is None for name in names])
    names[alone] = [f"row {row}" for row in np.flatnonzero(alone)]
    return names.astype(str)
