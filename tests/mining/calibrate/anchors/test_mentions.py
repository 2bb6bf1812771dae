"""Which cultures texts name, and what a corpus makes to be expected of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.calibrate.anchors.mentions import culture_prior, mentions

CULTURES = culture_codes()


def reader(texts: list[str]) -> Callable[[np.ndarray], list[str]]:
    return lambda rows: [texts[row] for row in rows]


def test_texts_name_cultures_in_their_own_language() -> None:
    assert mentions("Ein griechischer Brauch, den man auch in Ägypten kennt", "de") >= {"GR", "EG"}
    assert mentions("日本の祭り", "ja") == {"JP"}
    assert mentions("Una fiesta mexicana", "es") == {"MX"}
    assert mentions("A Roman road", "en") == set()  # not Oman: stems begin words
    assert mentions("the drum of the Sámi", "en", ("Sami", "Ainu")) == {"Sami"}
    assert mentions("nothing is known of such a language", "qqq") == set()


def test_what_is_named_often_is_expected() -> None:
    texts = ["a shrine in Japan"] * 60 + ["a dance of Mexico"] * 20 + ["a lake"] * 20
    prior = dict(zip(CULTURES, culture_prior(np.array(["en"] * 100), reader(texts), CULTURES), strict=True))
    assert np.isclose(sum(prior.values()), 1)
    assert prior["JP"] > prior["MX"] > prior["FR"] > 0
    assert np.isclose(prior["JP"], 61 / (80 + len(CULTURES)))


def test_a_large_language_does_not_drown_a_small_one() -> None:
    texts = ["a shrine in Japan"] * 900 + ["un baile de México"] * 30
    languages = np.array(["en"] * 900 + ["es"] * 30)
    prior = dict(zip(CULTURES, culture_prior(languages, reader(texts), CULTURES), strict=True))
    assert np.isclose(prior["JP"], prior["MX"])


def test_a_corpus_that_names_none_expects_all_alike() -> None:
    prior = culture_prior(np.array(["en", "qqq"]), reader(["a lake", "a lake"]), CULTURES)
    np.testing.assert_allclose(prior, 1 / len(CULTURES))


def test_a_name_that_another_begins_with_is_not_cut() -> None:
    assert mentions("Mexican food", "en") == {"MX"}
    assert mentions("a Romanian dance", "en") == {"RO"}
    assert "DO" not in mentions("an island of Dominica", "en")
