import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.mining.calibrate.debias import (
    Debias,
    DebiasedVectors,
    language_bias,
    mean_debias,
    no_debias,
    subspace_debias,
)
from tests.mining.maths import random_rotation, unit

LANGUAGES = ("de", "en", "fr", "ja")


def parallel(seed: int = 0, sentences: int = 40, offset: float = 0.6) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Translations: one meaning a sentence, one offset a language, a little noise."""
    rng = np.random.default_rng(seed)
    meaning, moved = unit(rng.normal(size=(sentences, 32))), offset * unit(rng.normal(size=(len(LANGUAGES), 32)))
    language, sentence = np.divmod(np.arange(len(LANGUAGES) * sentences), sentences)
    vectors = unit(meaning[sentence] + moved[language] + 0.02 * rng.normal(size=(len(sentence), 32)))
    return vectors.astype(np.float32), np.array(LANGUAGES)[language], sentence


@pytest.mark.parametrize("fit", [mean_debias, subspace_debias])
def test_what_separates_languages_goes_and_translations_come_together(fit: object) -> None:
    vectors, languages, sentences = parallel()
    before = language_bias(vectors, languages, sentences)
    found = fit(vectors, languages)  # type: ignore[operator]
    moved = found(vectors, found.codes(languages))
    after = language_bias(moved, languages, sentences)
    assert before.enrichment > 3
    assert after.enrichment < 1.2
    assert after.offset_energy < before.offset_energy / 20
    np.testing.assert_allclose(np.linalg.norm(moved, axis=1), 1, rtol=1e-5)
    cosine = (moved[languages == "en"] * moved[languages == "ja"]).sum(axis=1)
    assert np.median(cosine) > np.median((vectors[languages == "en"] * vectors[languages == "ja"]).sum(axis=1))


def test_vectors_without_an_offset_show_no_bias() -> None:
    found = language_bias(*parallel(offset=0.0))
    assert found.enrichment == pytest.approx(1, abs=0.15)
    assert found.offset_energy < 0.01


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 99))
def test_bias_does_not_depend_on_order_or_rotation(seed: int) -> None:
    vectors, languages, sentences = parallel(seed, sentences=15)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(vectors))
    turned = (vectors @ random_rotation(rng, 32))[order]
    again = language_bias(turned, languages[order], sentences[order])
    before = language_bias(vectors, languages, sentences)
    assert again.enrichment == pytest.approx(before.enrichment, rel=0.02)
    assert again.offset_energy == pytest.approx(before.offset_energy, rel=1e-3)


def test_offsets_are_the_means_and_sum_to_nothing() -> None:
    vectors, languages, _ = parallel()
    found = mean_debias(vectors, languages)
    assert found.languages == LANGUAGES
    np.testing.assert_allclose(found.offsets.sum(axis=0), 0, atol=1e-5)
    means = np.stack([vectors[languages == name].mean(axis=0) for name in LANGUAGES])
    np.testing.assert_allclose(found.offsets, means - means.mean(axis=0), atol=1e-5)


def test_a_subtag_falls_back_to_its_language_and_a_stranger_stays_where_it_is() -> None:
    vectors, languages, _ = parallel()
    found = mean_debias(vectors, languages)
    assert found.codes(["fr", "fr-CA", "sw", "ja-Latn"]).tolist() == [2, 2, 4, 3]
    stay = found(vectors[:1], found.codes(["sw"]))
    np.testing.assert_allclose(stay, vectors[:1], atol=1e-6)
    own = Debias(("zh", "zh-Hant"), found.offsets[:2], found.directions)
    assert own.codes(["zh-Hant", "zh-TW"]).tolist() == [1, 0]


def test_offsets_of_another_correction_join_by_name() -> None:
    vectors, languages, _ = parallel()
    some = languages != "ja"
    parallel_text, corpus = mean_debias(vectors[some], languages[some]), mean_debias(vectors, languages)
    both = parallel_text.joined(corpus, ["ja"])
    assert both.languages == ("de", "en", "fr", "ja")
    np.testing.assert_array_equal(both.offsets[3], corpus.offsets[3])
    np.testing.assert_array_equal(both.offsets[:3], parallel_text.offsets)


def test_the_subspace_has_the_rank_that_is_asked_for_and_is_gone_afterwards() -> None:
    vectors, languages, _ = parallel()
    for rank in (1, 3, 9):
        found = subspace_debias(vectors, languages, rank)
        assert len(found.directions) == min(rank, 3)  # means of four languages span three directions
        np.testing.assert_allclose(found.directions @ found.directions.T, np.eye(len(found.directions)), atol=1e-5)
        np.testing.assert_allclose(found(vectors, found.codes(languages)) @ found.directions.T, 0, atol=1e-5)


def test_one_language_alone_is_not_moved_and_no_debias_changes_nothing() -> None:
    vectors, _, _ = parallel()
    alone = mean_debias(vectors, ["en"] * len(vectors))
    np.testing.assert_allclose(alone(vectors, alone.codes(["en"] * len(vectors))), vectors, atol=1e-6)
    none = no_debias(32)
    np.testing.assert_allclose(none(vectors, none.codes(["en"] * len(vectors))), vectors, atol=1e-6)


def test_the_view_reads_the_same_in_blocks() -> None:
    vectors, languages, _ = parallel()
    found = mean_debias(vectors, languages)
    view = DebiasedVectors(vectors, found, found.codes(languages))
    whole = found(vectors, found.codes(languages))
    assert (len(view), view.shape) == (160, (160, 32))
    np.testing.assert_array_equal(view[slice(30, 60)], whole[30:60])
    np.testing.assert_array_equal(view[np.array([5, 159, 5])], whole[[5, 159, 5]])
