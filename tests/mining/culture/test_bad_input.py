"""Corpora that a posterior over cultures may stumble over, through `mine()` and the real encoder."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cmining_distilabel import MiningConfig, MiningResult, mine
from cmining_distilabel.mining.reasons import stage_of
from tests.corpus import documents
from tests.customs import customs
from tests.encoding import FourLanguages

LANGUAGES = ("ja", "en", "es", "fr")
Run = Callable[..., MiningResult]


@pytest.fixture(scope="module")
def run(session_store: str) -> Run:
    encoder = FourLanguages()

    def run(rows: list[dict[str, Any]], **changed: Any) -> MiningResult:
        knobs = {"max_per_template": 0, "stability": 0, **changed}
        return mine(rows, MiningConfig(store=session_store, **knobs), encoder=encoder)

    return run


@pytest.fixture(scope="module")
def mixed(run: Run) -> MiningResult:
    """Made-up topics of three languages, and sights of Japan in four."""
    return run(
        [*documents(10), *customs(*LANGUAGES), {"id": "short", "title": "Tea", "text": "Tea.", "language": "en"}]
    )


def own(folder: Path, *names: str) -> str:
    """An anchors file with a user's own cultures."""
    file = folder / "anchors.yaml"
    file.write_text(f"cultures: [{', '.join(names)}]\n", encoding="utf-8")
    return str(file)


def passed_noise(result: MiningResult) -> list[dict[str, Any]]:
    return [row for row in result.documents.to_pylist() if stage_of(row["reason"]) not in ("read", "noise")]


def owned(result: MiningResult, prefix: str = "custom-") -> Counter[str | None]:
    """Cultures of the documents whose ids begin so."""
    return Counter(row["culture"] for row in passed_noise(result) if row["id"].startswith(prefix))


def check(result: MiningResult) -> None:
    """What holds for every posterior."""
    for row in passed_noise(result):
        weights = [entry["weight"] for entry in row["cultures"]]
        assert weights == sorted(weights, reverse=True)
        assert 0 < sum(weights) <= 1 + 1e-5
        assert np.isfinite(weights).all()
        assert row["culture_share"] >= weights[0] - 1e-6
        assert (row["culture"] is not None) == (row["culture_share"] >= result.config.culture_share)
        if row["culture"] is not None:
            assert row["culture_name"]
    for point in result.points.to_pylist():
        if point["kind"] != "language":
            assert point["culture"] is not None
            assert point["culture_share"] >= result.config.culture_share


def test_every_document_that_is_no_noise_lists_its_cultures_and_abstains_below_the_share(mixed: MiningResult) -> None:
    check(mixed)
    assert len(passed_noise(mixed)) > 100
    assert None in owned(mixed, "")
    (short,) = (row for row in mixed.documents.to_pylist() if row["id"] == "short")
    assert stage_of(short["reason"]) == "noise"
    assert (short["culture"], short["culture_share"], short["cultures"]) == (None, None, None)


def test_a_higher_share_abstains_more_and_lists_the_same(mixed: MiningResult, run: Run) -> None:
    strict = run([*documents(10), *customs(*LANGUAGES)], culture_share=0.95)
    check(strict)
    assert owned(strict, "")[None] > owned(mixed, "")[None]
    before, after = ({row["id"]: row["cultures"] for row in passed_noise(found)} for found in (mixed, strict))
    assert before == after


def test_a_corpus_of_one_culture_has_it_for_every_document(run: Run) -> None:
    """All Japan: what every document shares is not what none of them has."""
    result = run(customs(*LANGUAGES))
    check(result)
    assert owned(result)["JP"] >= 0.9 * len(passed_noise(result))
    assert {(point["kind"], point["culture"]) for point in result.points.to_pylist()} == {("culture", "JP")}


def test_a_corpus_that_names_nothing_owns_nothing(run: Run) -> None:
    """Railways and weather; some of the made-up places are cities somewhere."""
    rows = [row for row in documents(20) if "-railway-" in row["id"] or "-weather-" in row["id"]]
    result = run(rows)
    check(result)
    assert owned(result, "")[None] >= 0.85 * len(passed_noise(result))
    assert len(result.points) == 0


@pytest.mark.parametrize("names", [("Fiesta", "Tea", "Pan"), ("Bread", "Harvest", "Temple")])
def test_own_cultures_that_are_words_of_the_language_take_nothing(
    names: tuple[str, ...], mixed: MiningResult, run: Run, tmp_path: Path
) -> None:
    result = run([*documents(10), *customs(*LANGUAGES)], anchors=own(tmp_path, *names))
    check(result)
    assert owned(result)["JP"] >= owned(mixed)["JP"] - 2
    assert sum(owned(result, "")[name] for name in names) <= 5


def test_two_names_for_one_culture_leave_the_state_that_it_lies_in(run: Run, tmp_path: Path) -> None:
    """Kyoto and Kioto are one: each may have a part of the city's texts, none of them takes Japan's."""
    says = {"en": "So it is in Kyoto.", "es": "Así es en Kioto.", "fr": "C'est ainsi à Kyoto."}
    rows = [{**row, "text": f"{row['text']} {says[row['language']]}"} for row in customs(*says)]
    result = run([*documents(10), *rows], anchors=own(tmp_path, "Kyoto", "Kioto"))
    check(result)
    listed = Counter(entry["name"] for row in passed_noise(result) for entry in row["cultures"])
    assert listed["Kyoto"] > 0
    assert owned(result)["JP"] >= 0.8 * len(rows)


def test_an_own_culture_of_which_texts_speak_is_found_in_the_language_that_names_it_only(
    run: Run, tmp_path: Path
) -> None:
    """No French text says its name."""
    told = {
        "en": "The Zorblatt people {n} carve masks of cedar and dance at the winter feast of the Zorblatt elders.",
        "es": "El pueblo Zorblatt {n} talla máscaras y baila en la fiesta de invierno de los ancianos Zorblatt.",
    }
    rows = [
        {"id": f"zorblatt-{language}-{n}", "title": f"Zorblatt {n}", "text": text.format(n=n), "language": language}
        for language, text in told.items()
        for n in ("masks", "songs", "drums", "boats", "tales", "robes")
    ]
    result = run([*documents(10), *rows], anchors=own(tmp_path, "Zorblatt"), near_duplicates=0.0)
    check(result)
    assert owned(result, "zorblatt-")["Zorblatt"] >= 0.8 * len(rows)
    assert owned(result, "fr-")["Zorblatt"] == 0


def test_groups_that_are_countries_do_not_change_whose_a_text_is(mixed: MiningResult, run: Run) -> None:
    country = {"en": "GB", "es": "ES", "fr": "FR"}
    rows = [{**row, "country": country[row["language"]]} for row in documents(10)]
    rows += [{**row, "country": "JP"} for row in customs(*LANGUAGES)]
    result = run(rows, group_column="country")
    check(result)
    assert set(result.documents["group"].to_pylist()) == {"GB", "ES", "FR", "JP"}
    assert owned(result)["JP"] >= owned(mixed)["JP"] - 2
    assert "JP" in result.points["culture"].to_pylist()


def test_documents_in_another_order_have_the_same_cultures(mixed: MiningResult, run: Run) -> None:
    rows = [*documents(10), *customs(*LANGUAGES)]
    result = run([rows[place] for place in np.random.default_rng(0).permutation(len(rows))], near_duplicates=0.0)
    straight = run(rows, near_duplicates=0.0)
    first, other = (
        {row["id"]: (row["culture"], row["cultures"][0]["code"], row["culture_share"]) for row in passed_noise(found)}
        for found in (straight, result)
    )
    assert first.keys() == other.keys()
    same = [first[key][:2] == other[key][:2] for key in first]
    assert np.mean(same) > 0.95  # the words of a document are read with what three quarters of the others taught
