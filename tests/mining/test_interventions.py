"""What changes when something is done to a corpus: translations are added, or its order is another."""

import random
from typing import Any

import pytest

from cmining_distilabel import MiningConfig, MiningResult, mine
from cmining_distilabel.mining.calibrate.parallel_text import parallel_text
from tests.corpus import documents
from tests.customs import customs
from tests.encoding import LANGUAGES, FourLanguages


@pytest.fixture
def run(session_store: str) -> Any:
    def run(rows: list[dict[str, str]], **knobs: Any) -> MiningResult:
        config = MiningConfig(store=session_store, max_per_template=0, near_duplicates=0, stability=0, **knobs)
        return mine(rows, config, encoder=FourLanguages())

    return run


def universal(*languages: str) -> list[dict[str, str]]:
    """The first sixty universal things of the built-in text in each of these languages."""
    text = parallel_text(LANGUAGES)
    rows = zip(text.titles, text.sentences, text.languages, text.entries, strict=True)
    return [
        {"id": f"universal-{language}-{entry}", "title": title, "text": sentence, "language": language}
        for title, sentence, language, entry in rows
        if language in languages and entry < 60
    ]


def points_of(result: MiningResult, kind_of_id: str) -> list[dict[str, Any]]:
    """Points most of whose seeds are of that kind."""
    return [
        point
        for point in result.points.to_pylist()
        if sum(key.startswith(kind_of_id) for key in point["seed_ids"]) > len(point["seed_ids"]) / 2
    ]


BASE = documents(15) + universal("ja")


@pytest.mark.parametrize("seed", range(3))
def test_customs_are_their_cultures_in_one_language_as_in_four(run: Any, seed: int) -> None:
    """Customs told in Japanese only, and told in four languages: Japan's, whoever tells them."""
    alone, told = run(BASE + customs("ja"), seed=seed), run(BASE + customs(*LANGUAGES), seed=seed)
    for result, number in ((alone, 16), (told, 64)):
        assert sum(key.startswith("custom") for key in result.seeds["id"].to_pylist()) == number
    (island, *_), points = points_of(alone, "custom"), points_of(told, "custom")
    assert island["group"] == "ja"
    for point in (island, *points):
        assert (point["kind"], point["culture"]) == ("culture", "JP")
    for point in points:  # cut by topic, not by language
        assert len({key.split("-")[1] for key in point["seed_ids"]}) >= len(LANGUAGES) - 1


def test_universal_things_in_one_language_are_no_culture_and_translated_no_island(run: Any) -> None:
    """Only Japanese has them: ownership alone mines them, anchors do not. Translated, they are mined by neither."""
    alone, everywhere = BASE, documents(15) + universal(*LANGUAGES)
    assert points_of(run(alone, anchors="off", points="language"), "universal")
    for rows, knobs in ((alone, {}), (everywhere, {}), (everywhere, {"anchors": "off", "points": "language"})):
        seeds = run(rows, **knobs).seeds["id"].to_pylist()
        assert seeds
        assert not [key for key in seeds if key.startswith("universal")]


def test_other_islands_do_not_mind(run: Any) -> None:
    """Tea and cheese stay what they are when a culture is added elsewhere."""
    for rows in (BASE, BASE + customs(*LANGUAGES)):
        topics = {key.rsplit("-", 1)[0] for key in run(rows).seeds["id"].to_pylist()}
        assert {"en-tea", "fr-fromage"} <= topics


def test_the_order_of_documents_is_no_matter(run: Any) -> None:
    rows = BASE + customs(*LANGUAGES)
    shuffled = random.Random(0).sample(rows, len(rows))
    first, again = (
        {(*(row[key] for key in ("point_id", "kind", "culture")), *sorted(row["seed_ids"])) for row in points}
        for points in (run(some).points.to_pylist() for some in (rows, shuffled))
    )
    assert len(first) > 5
    assert first == again
