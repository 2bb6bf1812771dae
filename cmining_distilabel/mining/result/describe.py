"""What is said of a point or a document once all is known: its words, its neighbours, its warnings."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.categories import Categories
from cmining_distilabel.mining.calibrate.debias import unit_rows
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.exclusivity import SMALLEST_GROUP
from cmining_distilabel.mining.extract.extraction import Extraction, Point
from cmining_distilabel.mining.read.pick import names, pick, runs
from cmining_distilabel.mining.result.keywords import document_frequencies, joined, telling_terms
from cmining_distilabel.text import counted

_BACKGROUND = 20_000  # texts of a language that its keywords are measured against
_POINTS = 1_000  # whose similarity with all others is in memory at once
_TOGETHER = 100  # points whose seeds' texts are in memory at once
_KEYWORDS = 8  # of a point, at most
_NEIGHBORS = 3  # points of other groups that are named as nearest
_SEEDS = 50  # seeds of a point that its keywords and mentions are taken from

_LEAST_RECALL = 0.8  # of the neighbours; those that are missed are the farther ones
_MOST_BIAS = 1.3  # same-language share among the neighbours of unrelated sentences, over its expectation

Rows = NDArray[np.int64]
Seed = dict[str, str]


def warnings_of(geometry: Geometry, extraction: Extraction, groups: Categories) -> list[str]:
    """What a reader of the result should know before trusting it, one line each."""
    found = []
    after = geometry.bias.get("after")
    if after is not None and after.enrichment > _MOST_BIAS:
        found.append(
            f"the encoder still puts texts of one language together {after.enrichment:.1f} times as often as chance"
            f" would, after debiasing (over {_MOST_BIAS}); see `cmining encoder-profile`"
        )
    if geometry.unknown_languages:
        names = ", ".join(geometry.unknown_languages)
        found.append(f"no built-in translations in {names}: their offset was taken from the corpus itself")
    if extraction.recall is None:
        return found
    for name, count in zip(groups.names, np.bincount(groups.codes), strict=True):
        if count < SMALLEST_GROUP:
            size = counted(int(count), "document")
            found.append(f"group {str(name)!r} has {size}, too few for a test: it owns no point")
    if extraction.recall < _LEAST_RECALL:
        found.append(f"only {extraction.recall:.0%} of the nearest neighbours were found (measured on a sample)")
    return found


def seeds_of(table: pa.Table, kept: Rows, points: Sequence[Point]) -> Iterator[list[Seed]]:
    """Id, text and language of each point's seeds; of many points at once, since picking looks into every chunk."""
    columns = table.select(["id", "text", "language"])
    for start in range(0, len(points), _TOGETHER):
        some = points[start : start + _TOGETHER]
        seeds = pick(columns, kept[np.concatenate([point.rows for point in some])]).to_pylist()
        for point in some:
            yield seeds[: len(point.rows)]
            seeds = seeds[len(point.rows) :]


class Keywords:
    """Keywords of points, each in the language of most of its seeds, against a sample of that language."""

    def __init__(self, table: pa.Table, kept: Rows) -> None:
        self._texts, self._kept = table.select(["text"]), kept
        self._languages = names(table["language"], kept)
        self._backgrounds: dict[str, tuple[Counter[str], int]] = {}

    def of(self, seeds: Sequence[Seed]) -> list[str]:
        """The keywords of a point with these seeds."""
        language = Counter(seed["language"] for seed in seeds).most_common(1)[0][0]
        if language not in self._backgrounds:
            self._backgrounds[language] = self._background(language)
        texts = [seed["text"] for seed in seeds if seed["language"] == language][:_SEEDS]
        background, count = self._backgrounds[language]
        found = telling_terms(document_frequencies(texts), len(texts), background, count, 2 * _KEYWORDS)
        return joined(found, texts)[:_KEYWORDS]

    def _background(self, language: str) -> tuple[Counter[str], int]:
        rows = np.flatnonzero(self._languages.codes == np.searchsorted(self._languages.names, language))
        rows = rows[:: -(-len(rows) // _BACKGROUND)]
        blocks = (pick(self._texts, some)["text"].to_pylist() for some in runs(self._texts["text"], self._kept[rows]))
        return document_frequencies(itertools.chain.from_iterable(blocks)), len(rows)


def point_neighbors(extraction: Extraction) -> list[list[int]]:
    """For each point the clusters of the points of other groups whose centroids are nearest to its own, by cosine."""
    own = np.array([point.cluster for point in extraction.points], dtype=np.int64)
    centroids = unit_rows(extraction.clusters.partition.centroids[own])
    group = extraction.dominance.dominant[own]
    near: list[list[int]] = [[] for _ in own]
    for start in range(0, len(own), _POINTS):  # all pairs of a large corpus' points would be gigabytes
        some = np.arange(start, min(start + _POINTS, len(own)))
        likeness = np.where(group[some, None] != group, centroids[some] @ centroids.T, -np.inf)
        for _ in range(_NEIGHBORS):
            best = likeness.argmax(axis=1)
            for place, other, value in zip(some, best, likeness.max(axis=1), strict=True):
                if value > -np.inf:
                    near[place].append(int(own[other]))
            likeness[some - start, best] = -np.inf
    return near
