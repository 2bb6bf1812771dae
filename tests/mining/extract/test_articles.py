"""Paragraphs of an article: it counts once wherever documents are counted, and gives a point one seed at most."""

import numpy as np
import pytest

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.extraction import Extraction
from cmining_distilabel.mining.extract.stage import extract
from cmining_distilabel.mining.score.score import Scores
from tests.mining.extract.test_calibrated import NAMES, no_texts
from tests.mining.maths import planted, unit


def found(vectors: np.ndarray, groups: np.ndarray, articles: np.ndarray | None) -> Extraction:
    geometry = Geometry(vectors, None, (), (), None, (), {})
    config = ExtractConfig(anchors="off", points="language", stability=0)
    first = (
        None
        if articles is None
        else np.unique(articles, return_index=True)[1][np.unique(articles, return_inverse=True)[1]]
    )
    return extract(groups, geometry, Scores.empty(len(groups)), no_texts, config, articles=first)


def test_one_long_article_is_no_island() -> None:
    """Forty German paragraphs about one thing: of forty articles they are a point, of one they are not."""
    vectors, truth = planted(np.random.default_rng(0), 10, 40, 32, 0.03)
    groups = np.where(truth == 0, "de", NAMES[np.arange(400) % 3])
    apart = np.arange(400)
    assert sorted(np.concatenate([point.rows for point in found(vectors, groups, apart).points])) == list(range(40))
    assert not found(vectors, groups, np.where(truth == 0, 0, apart)).points


def test_an_article_gives_a_point_its_best_seed() -> None:
    """Forty paragraphs of twenty articles: each point has one of an article."""
    vectors, truth = planted(np.random.default_rng(0), 10, 40, 32, 0.03)
    groups = np.where(truth == 0, "de", NAMES[np.arange(400) % 3])
    articles = np.where(truth == 0, np.arange(400) % 20, np.arange(400))
    result = found(vectors, groups, articles)
    assert result.points
    for point in result.points:
        assert len(set(articles[point.rows])) == len(point.rows) >= 5
    seeds = np.concatenate([point.rows for point in result.points])
    assert result.dominance.size.sum() == len(seeds)
    others = np.setdiff1d(np.flatnonzero(truth == 0), seeds)
    assert set(articles[others]) <= set(articles[seeds])
    assert set(result.reason[others]) == {"same_article"}


@pytest.mark.parametrize("seed", range(3))
def test_a_language_of_long_articles_owns_nothing_by_chance(seed: int) -> None:
    """As many articles in both languages, ten times as many paragraphs in one."""
    rng = np.random.default_rng(seed)
    articles = np.concatenate([np.repeat(np.arange(80), 10), np.arange(80, 160)])
    vectors = unit(rng.normal(size=(len(articles), 8))).astype(np.float32)
    assert not found(vectors, np.where(articles < 80, "de", "en"), articles).points


def test_the_paper_s_equation_cannot_count_articles_once() -> None:
    with pytest.raises(ValueError, match="article once"):
        extract(
            np.array(["de", "en"]),
            Geometry(np.eye(2, dtype=np.float32), None, (), (), None, (), {}),
            Scores.empty(2),
            no_texts,
            ExtractConfig(mode="paper"),
            articles=np.zeros(2, np.int64),
        )
