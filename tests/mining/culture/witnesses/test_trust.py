"""Doubtful names are trusted as far as the other witnesses agree with them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.arrays.categories import categories
from cmining_distilabel.mining.culture.witnesses.trust import trust
from tests.mining.culture.names.reading import named
from tests.mining.culture.witnesses.made import made_named

WITH_SHARES = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(st.integers(0, 3), max_size=3, unique=True), min_size=n, max_size=n),
        st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=n, max_size=n),
    )
)


@given(WITH_SHARES)
def test_trust_is_between_nothing_and_all_and_sure_names_have_all(
    made: tuple[list[list[int]], list[list[float]]],
) -> None:
    documents, shares = made
    made_names = made_named(documents, [0, 1, 2, 0], [True, False, False, False], 3)
    likely = np.array(shares) / 3
    found = trust(made_names, [(slice(0, len(documents)), likely)], categories(np.array(["en"] * len(documents))))
    assert ((found >= 0) & (found <= 1)).all()
    assert found[0] == 1


def test_a_name_that_is_a_word_loses_and_one_that_agrees_keeps_its_trust() -> None:
    """Names 0 and 1 are both of culture 0: one stands where the others see it, the other everywhere."""
    documents = [[0]] * 20 + [[1]] * 20 + [[]] * 60
    likely = np.zeros((100, 2))
    likely[:20, 0] = 0.9
    found = trust(
        made_named(documents, [0, 0], [False, False], 2),
        [(slice(0, 50), likely[:50]), (slice(50, 100), likely[50:])],
        categories(np.array(["en"] * 100)),
    )
    assert found[0] > 0.9
    assert found[1] < 0.2


def test_a_name_that_is_met_once_is_taken_to_be_right_more_often_than_not() -> None:
    found = trust(
        made_named([[0], []], [0], [False], 2), [(slice(0, 2), np.zeros((2, 2)))], categories(np.array(["en", "en"]))
    )
    assert 0.5 < found[0] < 0.7


def test_a_city_that_is_a_word_in_small_letters_is_trusted_less() -> None:
    """Of two cities that are named once, "Solo" is written small in many texts of its language, and "Bandung" never."""
    texts = ["Solo makes batik.", "Bandung makes tea."] + ["A dance for solo voices and a solo drum."] * 12
    found = named("en", *texts)
    languages = categories(np.array(["en"] * len(texts)))
    silent = np.zeros((len(texts), found.cultures.shape[1]))
    trusted = dict(zip(found.names, trust(found, [(slice(0, len(texts)), silent)], languages), strict=True))
    assert trusted["en:solo"] < 0.1 < 0.5 < trusted["en:bandung"]
