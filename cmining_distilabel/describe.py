"""What is said of a point or a document once all is known: its cultures, its words, its score."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.anchors.cultures import chief_language
from cmining_distilabel.extract import Clusters, Extraction
from cmining_distilabel.geometry import Geometry
from cmining_distilabel.mining.keywords import document_frequencies, log_odds_keywords
from cmining_distilabel.score import Scores

_TEMPERATURE = 0.5  # of the softmax over standardised cosines, as for documents
_SPEAKER = 1.0  # standard deviations that a language which owns a cluster adds to the cultures that speak it
_BACKGROUND = 20_000  # texts of a language that its keywords are measured against
_SEEDS = 50  # seeds of a point that its keywords are taken from

Rows = NDArray[np.int64]


def document_scores(
    geometry: Geometry, scores: Scores, extraction: Extraction
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Exclusivity of each document's cluster, and its score, of the same parts as a point's.

    Its own facet and attribution are shrunk half-way to the means of its cluster, as the filter does. NaN for a
    document that was no candidate.
    """
    labels, clusters = extraction.labels, extraction.clusters
    inside = labels >= 0
    exclusivity = np.where(inside, clusters.exclusivity[labels], np.nan).astype(np.float32)
    parts: list[NDArray[np.floating]] = [np.clip(np.nan_to_num(exclusivity), 0.01, 1.0)]
    if geometry.null is not None:
        for name in ("facet_score", "attribution"):
            shrunk = (getattr(scores, name) + getattr(clusters, name)[labels]) / 2
            moments = geometry.null.facet if name == "facet_score" else geometry.null.attribution
            parts.append(moments.exceeded(shrunk))
    if not np.isnan(scores.isolation).all():
        parts.append(np.clip(np.nan_to_num(scores.isolation), 0.01, 1.0))
    score = np.exp(np.mean([np.log(part) for part in parts], axis=0))
    return exclusivity, np.where(inside, score, np.nan).astype(np.float32)


def point_cultures(
    geometry: Geometry, clusters: Clusters, cluster: int
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The three likeliest cultures of a cluster and their weights.

    A language island says little of its own country by name, so the language that owns a cluster speaks for the
    cultures whose chief language it is; a foreign culture (Greek myth in Korean) outweighs that where it is there.
    """
    if clusters.culture is None:
        return np.full(3, -1, np.int32), np.full(3, np.nan, np.float32)
    strength = clusters.culture.strength[cluster].astype(np.float64)
    found = clusters.dominance
    owner = found.groups[found.dominant[cluster]].partition("-")[0]
    speaks = np.array([chief_language(code) == owner for code in geometry.cultures])
    strength = strength + _SPEAKER * found.gamma[cluster] * speaks
    rows = np.argsort(-strength, kind="stable")[:3].astype(np.int32)
    odds = np.exp((strength[rows] - strength[rows[0]]) / _TEMPERATURE)
    return rows, (odds / odds.sum()).astype(np.float32)


def point_keywords(table: pa.Table, kept: Rows, extraction: Extraction) -> list[list[str]]:
    """Keywords of each point, in the language of most of its seeds, against a sample of that language."""
    languages = np.asarray(table["language"].take(pa.array(kept)).to_pylist())
    backgrounds: dict[str, Counter[str]] = defaultdict(Counter)
    words = []
    for point in extraction.points:
        language = Counter(languages[point.rows].tolist()).most_common(1)[0][0]
        if language not in backgrounds:
            rows = np.flatnonzero(languages == language)
            rows = rows[:: -(-len(rows) // _BACKGROUND)]
            backgrounds[language] = document_frequencies(_texts(table, kept[rows]))
        rows = point.rows[languages[point.rows] == language][:_SEEDS]
        words.append(log_odds_keywords(document_frequencies(_texts(table, kept[rows])), backgrounds[language]))
    return words


def _texts(table: pa.Table, rows: Rows) -> list[str]:
    return list(table["text"].take(pa.array(rows)).to_pylist())
