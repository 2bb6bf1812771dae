"""What single witnesses say, on made arrays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.culture.witnesses.language import language_prior, language_witness, speakers
from cmining_distilabel.mining.culture.witnesses.names import name_witness, naming
from cmining_distilabel.mining.culture.witnesses.neighbors import neighbor_witness
from cmining_distilabel.mining.culture.witnesses.vectors import Discriminant
from cmining_distilabel.mining.culture.witnesses.words import WordWitness, usual_words
from tests.mining.culture.witnesses.made import made_named
from tests.mining.maths import planted

CULTURES = ("ES", "FR", "JP", "MX")


def test_more_names_say_more_and_distrusted_ones_nothing() -> None:
    named = made_named([[0], [0, 1], [2], []], [2, 2, 0], [True] * 3, 4)
    found = name_witness(named).toarray()
    assert 0 < found[0, 2] < found[1, 2]
    assert found[3].sum() == 0
    assert name_witness(named, np.array([1.0, 1.0, 0.0])).toarray()[2].sum() == 0


@given(arrays(np.float64, (5, 4), elements=st.floats(0, 3)))
def test_documents_share_themselves_at_most_once(counts: np.ndarray) -> None:
    shares = naming(csr_matrix(counts)).toarray()
    assert (shares.sum(axis=1) <= 1 + 1e-9).all()
    assert (shares >= 0).all()


@given(st.lists(st.sampled_from(["ja", "es", "xx"]), min_size=1, max_size=12), st.data())
def test_a_prior_is_a_distribution_in_which_nothing_is_impossible(languages: list[str], data: st.DataObject) -> None:
    shares = data.draw(arrays(np.float64, (len(languages), 4), elements=st.floats(0, 0.25)))
    prior = language_prior(csr_matrix(shares), np.array(languages), CULTURES)
    assert np.isfinite(prior).all()
    assert (np.exp(prior) > 0).all()
    np.testing.assert_allclose(np.exp(prior).sum(axis=1), 1.0, atol=0.01)


def test_a_language_speaks_of_its_speakers_until_its_texts_name_others() -> None:
    silent = language_prior(csr_matrix((50, 4)), np.array(["ja"] * 50), CULTURES)
    assert silent[0].argmax() == CULTURES.index("JP")
    named = np.zeros((200, 4))
    named[:, CULTURES.index("FR")] = 1
    assert language_prior(csr_matrix(named), np.array(["ja"] * 200), CULTURES)[0].argmax() == CULTURES.index("FR")


def test_a_corpus_of_one_culture_has_it_beforehand() -> None:
    named = np.zeros((300, 4))
    named[:200, CULTURES.index("JP")] = 1
    prior = np.exp(language_prior(csr_matrix(named), np.array(["en", "ja", "es"] * 100), CULTURES))
    assert (prior.argmax(axis=1) == CULTURES.index("JP")).all()
    assert (prior.max(axis=1) > 0.5).all()


@pytest.mark.parametrize("language", ["es", "ja", "zh-Hant", "xx", "la"])
def test_speakers_are_shares(language: str) -> None:
    assert speakers(language, CULTURES).sum() == pytest.approx(1.0)


def test_neighbours_that_name_a_culture_speak_for_it_and_translations_do_not() -> None:
    shares = np.zeros((6, 4))
    shares[1:4, 2] = 1.0
    groups, prior = np.zeros(6, np.int64), np.log(np.full((1, 4), 0.25))
    near, none = np.array([[1, 2, 3, 5]]), np.zeros((1, 4), np.float32)
    found = neighbor_witness(near, np.ones((1, 4), np.float32), csr_matrix(shares), groups, prior)[0]
    assert found.argmax() == 2
    assert found[2] > 0 > found[0]
    np.testing.assert_allclose(neighbor_witness(near, none, csr_matrix(shares), groups, prior), 0.0)


def test_a_text_among_japanese_ones_is_japans() -> None:
    groups = np.array([0] * 10 + [1] * 10)  # ja, es
    prior = np.log(np.array([[0.02, 0.02, 0.94, 0.02], [0.45, 0.05, 0.05, 0.45]]))
    near = np.array([[1, 2, 3], [11, 12, 13]])
    found = language_witness(near, np.ones((2, 3), np.float32), groups, prior)
    assert found[0].argmax() == 2
    assert found[0, 2] > found[1].max()
    assert found[1, 0] == pytest.approx(found[1, 3])


WORDS = arrays(np.float64, (12, 6), elements=st.sampled_from([0.0, 1.0]))


SHARES = arrays(np.float64, (12, 4), elements=st.floats(0, 0.25))


def _taught(words: np.ndarray, shares: np.ndarray) -> WordWitness:
    groups, prior = np.arange(12) % 2, np.log(np.full((2, 4), 0.25))
    return WordWitness.of(csr_matrix(words, dtype=np.int8), csr_matrix(shares), groups, prior, np.arange(12))


@given(WORDS, SHARES)
def test_no_word_speaks_against_a_culture(words: np.ndarray, shares: np.ndarray) -> None:
    found = _taught(words, shares)
    for odds in (found.whole, *found.odds):
        assert odds.shape == (6, 4)
        assert (odds.data > 0).all()
    said = found[np.arange(12)]
    assert said.shape == (12, 4)
    assert (said >= 0).all()


@given(WORDS, SHARES)
def test_a_part_is_read_with_what_the_others_teach(words: np.ndarray, shares: np.ndarray) -> None:
    found = _taught(words, shares)
    for part, odds in enumerate(found.odds):
        others = np.where(found.part[:, None] == part, 0, shares)
        np.testing.assert_allclose(odds.toarray(), _taught(words, others).whole.toarray(), atol=1e-12)


def test_documents_without_words_say_nothing() -> None:
    found = _taught(np.zeros((12, 0)), np.full((12, 4), 0.25))
    assert not found[np.arange(12)].any()


def test_a_word_that_goes_with_a_culture_says_so_of_documents_that_name_none() -> None:
    """Word 0 stands where culture 2 is named, and in a document that names nothing; word 1 stands anywhere."""
    words = np.zeros((400, 2))
    words[:7, 0] = 1
    words[::80, 1] = 1
    shares = np.zeros((400, 4))
    shares[:6, 2] = 1
    shares[6:100, 0] = 1
    shares[6] = 0
    prior = np.log((shares.sum(axis=0, keepdims=True) + 1) / (shares.sum() + 4))
    groups, keys = np.zeros(400, np.int64), np.arange(400)
    found = WordWitness.of(csr_matrix(words), csr_matrix(shares), groups, prior, keys)[np.arange(len(keys))]
    assert found[6].argmax() == 2
    assert found[6, 2] > 0.5
    assert found[80].max() < found[6, 2]


def test_what_words_say_is_no_matter_of_the_order_and_copies_of_a_text_do_not_teach_one_another() -> None:
    rng = np.random.default_rng(0)
    words, shares = rng.random((80, 12)) < 0.2, np.eye(4)[rng.integers(4, size=80)]
    groups, prior, keys = np.zeros(80, np.int64), np.log(np.full((1, 4), 0.25)), rng.integers(1_000, size=80)

    def say(rows: np.ndarray) -> np.ndarray:
        some = csr_matrix(words[rows].astype(float)), csr_matrix(shares[rows])
        return WordWitness.of(*some, groups, prior, keys[rows])[np.arange(len(rows))]

    order = rng.permutation(80)
    np.testing.assert_allclose(say(order), say(np.arange(80))[order])
    words[:, 0] = False
    words[:5, 0], keys[:5] = True, keys[0]
    alone = words.copy()
    alone[:5, 0] = False
    before, words = say(np.arange(80)), alone
    np.testing.assert_allclose(say(np.arange(80))[:5], before[:5])


def test_a_word_of_everybody_and_one_that_is_met_once_teach_nothing() -> None:
    words = np.zeros((300, 3))
    words[:, 0] = 1
    words[0, 1] = 1
    words[:5, 2] = 1
    assert usual_words(csr_matrix(words)).tolist() == [2]


def test_documents_are_told_by_what_those_that_name_a_culture_look_like() -> None:
    vectors, truth = planted(np.random.default_rng(0), 4, 60, 16, 0.1)
    named = np.arange(240) % 2 == 0
    shares = csr_matrix(np.eye(4)[truth] * named[:, None])
    found = Discriminant.of(vectors, shares).witness(vectors[~named])
    assert (found.argmax(axis=1) == truth[~named]).mean() > 0.95


def test_documents_that_name_nothing_teach_nothing_and_nothing_breaks() -> None:
    vectors, _ = planted(np.random.default_rng(0), 2, 10, 8, 0.1)
    found = Discriminant.of(vectors, csr_matrix((20, 4))).witness(vectors)
    np.testing.assert_allclose(found, 0.0, atol=1e-6)
