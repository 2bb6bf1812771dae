"""The screen on made-up documents, with vectors that are made of their words: no encoder, all of its rounds."""

import functools
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from cmining_distilabel import MiningConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.calibrate.anchors.compare import AnchorVectors, CultureScale
from cmining_distilabel.mining.calibrate.debias import no_debias, unit_rows
from cmining_distilabel.mining.calibrate.geometry import Geometry, Moments, Null
from cmining_distilabel.mining.kept import Kept
from cmining_distilabel.mining.read.schema import SCHEMA
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.screen import screen as stage
from cmining_distilabel.mining.screen.rounds import stands_for
from cmining_distilabel.mining.screen.screen import Screened, screen

DIMENSION = 12
NEUTRAL = [a + b for a in ("sul", "ferr", "mag", "pot", "chlor", "nitr") for b in ("ate", "ide", "ine", "on", "al")]
CULTURAL = [a + b for a in ("dans", "fest", "sagu", "mask") for b in ("ora", "ima", "ell", "usk")]
EYE = np.eye(DIMENSION, dtype=np.float32)


def word_vectors(words: list[str]) -> np.ndarray[Any, Any]:
    """Culture lies along the first axis, the rest along the second; each word has a direction of its own, too."""
    return np.stack([word_vector(word) for word in words])


@functools.cache
def word_vector(word: str) -> np.ndarray[Any, Any]:
    own = np.random.default_rng(sum(map(ord, word))).normal(0, 0.1, DIMENSION)
    own[0] += word in CULTURAL
    own[1] += word in NEUTRAL
    return own.astype(np.float32)


def corpus(count: int, cultural_share: float, seed: int = 0) -> tuple[Kept, np.ndarray[Any, Any], Any]:
    """Documents of six words, their vectors, and which are about culture; French ones write other letters."""
    rng = np.random.default_rng(seed)
    cultural = rng.random(count) < cultural_share
    languages = np.where(rng.random(count) < 0.8, "en", "fr")
    texts, vectors = [], []
    for about in cultural:
        words = [str(rng.choice(CULTURAL if about and rng.random() < 0.8 else NEUTRAL)) for _ in range(6)]
        texts.append(" ".join(words))
        vectors.append(word_vectors(words).mean(axis=0))
    rows = [
        {"id": str(n), "title": "", "text": text, "language": language, "group": language}
        for n, (text, language) in enumerate(zip(texts, languages, strict=True))
    ]
    return Kept(pa.Table.from_pylist(rows, SCHEMA), Reasons(count)), unit_rows(vectors), cultural


def geometry_of(rows: Any, vectors: Any) -> Geometry:
    anchors = AnchorVectors(facets=EYE[:1], non_facets=EYE[1:2], cultures=EYE[2:4], neutral=EYE[4:5])
    scale = CultureScale(EYE[2:4], np.zeros(2, np.float32), np.ones(2, np.float32))
    null = Null(Moments(-0.8, 0.3), Moments(0.0, 1.0), -0.3, scale, 0.9)
    return Geometry(vectors, anchors, ("food",), ("JP", "FR"), null, (), {}, no_debias(DIMENSION))


class Encoder:
    """Gives vectors, and counts what was asked for."""

    def __init__(self, vectors: Any) -> None:
        self.asked: list[int] = []
        self._vectors = vectors

    def __call__(self, rows: Any, _: str) -> Any:
        self.asked += rows.tolist()
        return self._vectors[rows]


def screened(kept: Kept, encode: Encoder, recall: float = 0.95) -> Screened | None:
    return screen(kept, encode, word_vectors, geometry_of, recall, neighborhood=33, seed=0)


def test_culture_is_kept_and_most_of_the_rest_is_never_encoded() -> None:
    kept, vectors, cultural = corpus(5_000, 0.02)
    encode = Encoder(vectors)
    found = screened(kept, encode)
    assert found is not None
    assert cultural[found.encoded].sum() >= 0.95 * cultural.sum()
    assert len(found.encoded) < 0.5 * len(cultural)
    # What was paid for stays, and nothing else goes on.
    assert set(encode.asked) == set(found.encoded.tolist())
    # A document that does not pass stands for those that were left out.
    assert found.weights.min() == 1
    assert found.weights.sum() == pytest.approx(5_000, rel=0.02)
    figures = found.figures
    assert (figures["documents"], figures["encoded"]) == (5_000, len(found.encoded))
    assert figures["passed"] <= figures["culture"] <= figures["held_out"] == figures["sampled"] // 2
    assert figures["recall"] >= figures["recall_lower"]
    seeds = np.isin(found.encoded, np.flatnonzero(cultural))
    told = found.in_funnel({"warnings": ["another"]}, seeds)
    assert f"ruled out {5_000 - len(found.encoded):,} of 5,000 documents" in told["warnings"][1]
    told = told["screen"]
    assert told["seeds"] == cultural[found.encoded[found.held]].sum()
    assert told["seeds_passed"] == (seeds[found.held] & found.passed).sum()


def test_the_same_seed_gives_the_same_and_rules_hold_for_documents_that_were_not_learned_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept, vectors, cultural = corpus(5_000, 0.03, seed=1)
    monkeypatch.setattr(stage, "_LEARNED", 3_000)
    first, second = screened(kept, Encoder(vectors)), screened(kept, Encoder(vectors))
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.encoded, second.encoded)
    assert first.figures == second.figures
    assert cultural[first.encoded].sum() >= 0.9 * cultural.sum()
    assert len(first.encoded) < 0.5 * len(cultural)


@pytest.mark.parametrize(("count", "share", "why"), [(3_000, 0.05, "too few to screen"), (4_500, 0.0, "about culture")])
def test_a_corpus_that_a_screen_cannot_help_is_encoded_whole_and_said_so(
    count: int, share: float, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, vectors, _ = corpus(count, share)
    assert screened(kept, Encoder(vectors)) is None
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert why in told
    assert "all documents are encoded" in told


def test_documents_of_the_sample_stand_for_their_language() -> None:
    languages = np.array([0] * 6 + [1] * 4, np.int32)
    passed = np.array([True] + [False] * 5 + [True, False, False, False])
    found = stands_for(languages, passed, sample=np.array([0, 1, 2, 7]))
    np.testing.assert_allclose(found[[0, 1, 2, 6, 7]], [1, 2.5, 2.5, 1, 3])


@pytest.mark.parametrize("knobs", [{"unit": "paragraph"}, {"vector_column": "vector"}])
def test_what_it_cannot_save_anything_on_is_refused_in_one_line(knobs: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="leave screen out"):
        MiningConfig(screen=0.9, **knobs)


@pytest.mark.parametrize("knobs", [{"mode": "paper"}, {"mode": "reference"}, {"anchors": "off"}, {"entropy_top": 0.2}])
def test_modes_without_anchors_refuse_it_in_one_line(knobs: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="a screen goes by the anchors") as error:
        MiningConfig(screen=0.98, **knobs)
    assert "\n" not in str(error.value)
