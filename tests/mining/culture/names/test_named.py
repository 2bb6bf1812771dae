"""What a document's names count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.culture.names.named import READ, read_names
from cmining_distilabel.mining.culture.names.reader import Vocabulary
from cmining_distilabel.mining.culture.texts import Texts
from tests.mining.culture.names.reading import CULTURES, counts, named


def test_a_name_counts_once_however_often_it_stands() -> None:
    once, often = counts(named("en", "Tea of Japan.", "Tea of Japan. Japan, Japan and Japan."))
    assert once == often


def test_other_names_of_the_same_culture_count_more() -> None:
    one, two = counts(named("en", "Tea of Japan.", "Tea of Japan, Kyoto."))
    assert two["JP"] > one["JP"]


def test_a_late_name_counts_less_and_one_behind_the_end_of_reading_nothing() -> None:
    early, late, unread = counts(named("en", "Japan.", "A " * 200 + "Japan.", "A " * READ + "Japan."))
    assert early["JP"] == pytest.approx(1.0, abs=0.01)
    assert 0.1 < late["JP"] < 0.5
    assert unread == {}


def test_a_name_in_a_long_title_is_not_late() -> None:
    title = "Of the many ways in which people of all ages and places have been drinking tea: Japan"
    (found,) = counts(read_names([Texts(["en"], [title], ["Leaves in water."])], CULTURES))
    assert found["JP"] == 1.0


def test_namesakes_share_by_their_people_and_states_are_sure() -> None:
    found = named("en", "In Dutch.", "In Japan, in Kyoto.")
    shares = dict(zip(found.names, found.cultures.toarray(), strict=True))
    assert shares["en:dutch"][CULTURES.index("NL")] > 0.5 > shares["en:dutch"][CULTURES.index("BE")] > 0
    sure = dict(zip(found.names, found.sure, strict=True))
    assert sure["en:japan"]
    assert not sure["en:kyoto"]


def test_letters_of_one_country_in_a_foreign_text_speak_for_it() -> None:
    found = counts(
        named("en", "Sushi (すし) on rice.", "Kimchi (김치) in jars.", "Rice (米) in jars.", "Moussaka (μουσακάς).")
    )
    assert [set(row) for row in found] == [{"JP"}, {"KR"}, set(), {"GR"}]
    assert counts(named("ja", "すしと米。"))[0] == {}


def test_names_are_no_words_and_languages_share_a_vocabulary() -> None:
    vocabulary = Vocabulary()
    texts = Texts(["en", "es"], ["", ""], ["Sushi of Japan.", "Sushi de Japón."])
    found = read_names([texts], CULTURES, vocabulary)
    assert found.words[:, [vocabulary["japan"], vocabulary["japon"]]].nnz == 0
    assert (found.words.toarray()[:, vocabulary["sushi"]] == 1).all()


def test_a_users_own_culture_is_read_and_takes_nothing_from_others() -> None:
    cultures = (*CULTURES, "Ainu-Mosir", "Kyoto")
    (row,) = counts(named("en", "Salmon of Ainu-Mosir; tea of Japan, Kyoto.", cultures=cultures), cultures)
    assert set(row) == {"Ainu-Mosir", "JP", "Kyoto"}


TEXTS = ["Tea of Japan.", "Kyoto and Osaka.", "Nothing at all.", "", "Wine of Chile and of France.", "すし"]


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_documents_in_another_order_say_the_same(texts: list[str], random) -> None:
    order = list(range(len(texts)))
    random.shuffle(order)
    first = named("en", *texts).counts().toarray()
    np.testing.assert_allclose(named("en", *(texts[place] for place in order)).counts().toarray(), first[order])


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8), st.integers(1, 4))
def test_blocks_say_the_same_as_all_at_once(texts: list[str], size: int) -> None:
    parts = [texts[start : start + size] for start in range(0, len(texts), size)]
    found = read_names([Texts(["en"] * len(part), [""] * len(part), part) for part in parts], CULTURES)
    np.testing.assert_array_equal(found.counts().toarray(), named("en", *texts).counts().toarray())
    assert found.documents.shape[0] == found.words.shape[0] == len(texts)


def test_documents_that_name_nothing_are_rows_of_nothing() -> None:
    found = named("en", "Leaves in water.", "")
    assert found.names == ()
    assert found.counts().shape == (2, len(CULTURES))
    assert found.counts().nnz == 0


def test_copies_of_a_text_have_one_key_wherever_they_stand() -> None:
    keys = named("en", "Tea of Japan.", "Tea of Spain.", "Tea of Japan.").keys
    assert keys[0] == keys[2] != keys[1]
