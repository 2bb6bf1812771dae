from pathlib import Path

import numpy as np
import pytest

from cmining_distilabel.config import EmbedConfig, GeometryConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.calibrate.anchors.compare import anchor_scores
from cmining_distilabel.mining.calibrate.geometry import Encode, Geometry, Moments, build_geometry
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders.e5 import E5Encoder
from cmining_distilabel.text import render
from tests.corpus import documents
from tests.customs import customs
from tests.encoding import FourLanguages

ROWS = documents(5) + customs("ja")
KNOWN = FourLanguages.languages


@pytest.fixture(scope="module")
def encode(session_store: str) -> Encode:
    config, encoder = EmbedConfig(store=session_store), FourLanguages()
    return lambda texts: embed_texts(texts, config, encoder=encoder, quiet=True).vectors


@pytest.fixture(scope="module")
def vectors(encode: Encode) -> np.ndarray:
    return encode([render(row["title"], row["text"]) for row in ROWS])[:]


def built(vectors: np.ndarray, encode: Encode, languages: list[str] | None = None, **knobs: object) -> Geometry:
    codes = languages or [row["language"] for row in ROWS]
    return build_geometry(vectors, codes, encode, GeometryConfig(mode="paper", **knobs), KNOWN)  # type: ignore[arg-type]


def test_the_papers_mode_leaves_vectors_as_they_are_and_encodes_nothing(vectors: np.ndarray) -> None:
    def never(texts: list[str]) -> np.ndarray:
        raise AssertionError(texts)

    found = built(vectors, never)
    assert found.vectors is vectors
    assert (found.anchors, found.null, found.bias, found.unknown_languages) == (None, None, {}, ())


@pytest.mark.parametrize("debias", ["parallel", "subspace"])
def test_translations_take_the_language_out(debias: str, vectors: np.ndarray, encode: Encode) -> None:
    found = built(vectors, encode, debias=debias)
    before, after = found.bias["before"], found.bias["after"]
    assert before.enrichment > 1.1  # the figure without any bias is 1
    assert abs(after.enrichment - 1) < abs(before.enrichment - 1)
    assert after.offset_energy < before.offset_energy / 2
    np.testing.assert_allclose(np.linalg.norm(found.vectors[:], axis=1), 1, rtol=1e-4)


def test_the_corpus_own_means_make_the_languages_means_equal(vectors: np.ndarray, encode: Encode) -> None:
    found = built(vectors, encode, debias="mean")
    languages = np.array([row["language"] for row in ROWS])
    means = [found.vectors[:][languages == name].mean(axis=0) for name in ("en", "es")]
    raw = [vectors[languages == name].mean(axis=0) for name in ("en", "es")]
    assert np.linalg.norm(means[0] - means[1]) < 0.5 * np.linalg.norm(raw[0] - raw[1])


def test_a_language_without_translations_is_named_and_moved_by_the_corpus(vectors: np.ndarray, encode: Encode) -> None:
    languages = ["gsw" if row["language"] == "fr" else row["language"] for row in ROWS]
    found = built(vectors, encode, languages, debias="parallel")
    assert found.unknown_languages == ("gsw",)
    strange = np.array(languages) == "gsw"
    assert not np.allclose(found.vectors[:][strange], vectors[strange], atol=1e-3)
    plain = built(vectors, encode, debias="parallel")
    np.testing.assert_array_equal(found.vectors[:][~strange], plain.vectors[:][~strange])
    variant = built(vectors, encode, [f"{row['language']}-XX" for row in ROWS], debias="parallel")
    assert variant.unknown_languages == ()
    np.testing.assert_array_equal(variant.vectors[:], plain.vectors[:])


def test_customs_score_as_culture_and_trains_do_not(vectors: np.ndarray, encode: Encode) -> None:
    found = built(vectors, encode, debias="parallel", anchors="builtin")
    assert found.anchors is not None
    assert found.null is not None
    scored = anchor_scores(found.vectors, found.anchors)
    custom = np.array(["custom" in row["id"] for row in ROWS])
    neutral = np.array([any(word in row["id"] for word in ("railway", "weather")) for row in ROWS])
    assert np.median(scored.facet[custom]) > found.null.facet_limit
    assert (scored.facet[neutral] < found.null.facet_limit).all()
    assert np.median(scored.attribution[custom]) > np.median(scored.attribution[neutral]) + 0.1
    likeness = found.vectors[:] @ found.anchors.cultures.T
    gain = likeness[custom].mean(axis=0) - likeness[~custom].mean(axis=0)
    assert found.cultures[gain.argmax()] == "JP"


def test_as_many_universal_sentences_pass_the_limit_as_alpha_says(vectors: np.ndarray, encode: Encode) -> None:
    loose, strict = (
        built(vectors, encode, debias="parallel", anchors="builtin", facet_alpha=alpha) for alpha in (0.5, 0.02)
    )
    assert loose.null is not None
    assert strict.null is not None
    assert loose.null.facet == strict.null.facet
    assert loose.null.facet_limit == pytest.approx(loose.null.facet.mean, abs=0.05)
    assert strict.null.facet_limit > loose.null.facet_limit


def test_a_users_file_of_anchors(vectors: np.ndarray, encode: Encode, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("facets: {rail: [a railway station, steam trains]}\ncultures: [Narnia]\n", encoding="utf-8")
    found = built(vectors, encode, anchors=str(path))
    assert found.facets == ("rail",)
    assert found.cultures[-1] == "Narnia"


def test_an_encoder_without_any_built_in_language_is_one_line(vectors: np.ndarray, encode: Encode) -> None:
    config = GeometryConfig(mode="paper", debias="parallel")
    with pytest.raises(UserError, match="debias='none' and anchors='off'"):
        build_geometry(vectors, ["yo"] * len(vectors), encode, config, {"yo", "ig"})


def test_an_encoder_of_many_languages_encodes_the_built_in_text_of_the_corpus_and_english(
    vectors: np.ndarray, encode: Encode
) -> None:
    asked: list[str] = []

    def noted(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return encode(texts)[:]

    many, config = E5Encoder.languages, GeometryConfig(mode="paper", debias="parallel")
    found = build_geometry(
        vectors, ["ja", "yo"] * (len(vectors) // 2) + ["ja"] * (len(vectors) % 2), noted, config, many
    )
    assert len(asked) == 2 * 220
    assert found.unknown_languages == ("yo",)


def test_share_of_the_null_that_is_exceeded() -> None:
    null = Moments.of(np.array([-1.0, 1.0]))
    exceeded = null.exceeded(np.array([-9.0, 0.0, 1.0, 9.0, np.nan]))
    np.testing.assert_allclose(exceeded, [0.01, 0.5, 0.8413, 1.0, 0.5], atol=1e-4)
