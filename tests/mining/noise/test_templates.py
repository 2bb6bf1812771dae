import pytest

from cmining_distilabel.mining.noise.templates import TemplateFilter, mask
from tests.mining.noise.rows import row

PLACES = ["Oakby", "North Elmford", "Stonewick", "Little Marren", "Ashdale", "Wyreham"]


def village(name: str, people: int, language: str = "en") -> dict[str, str]:
    text = {
        "en": f"{name} is a village in the county of Northshire in the east of the country with {people} people.",
        "de": f"{name} ist ein Dorf im Kreis Nordheim im Osten des Landes und hat etwa {people} Einwohner.",
        "ja": f"{name}は国の東部にある県の村で、人口はおよそ{people}人であり、農業が主な産業である。",
    }[language]
    return row(text, name, language)


@pytest.mark.parametrize("limit", [1, 3])
def test_the_first_of_a_template_stay(limit: int) -> None:
    rows = [village(name, 100 + 37 * number) for number, name in enumerate(PLACES)]
    assert TemplateFilter(limit).reasons(rows) == [None] * limit + ["template"] * (len(rows) - limit)


@pytest.mark.parametrize(("language", "names"), [("de", PLACES), ("ja", ["大村", "川上", "石井", "山根", "森田"])])
def test_titles_and_numbers_are_masked_where_capitals_tell_nothing(language: str, names: list[str]) -> None:
    rows = [village(name, 100 + 37 * number, language) for number, name in enumerate(names)]
    assert TemplateFilter(2).reasons(rows) == [None, None] + ["template"] * (len(names) - 2)


def test_articles_of_their_own_stay() -> None:
    rows = [
        row("A maypole is a tall wooden pole around which dancers wind ribbons on the first of May.", "Maypole"),
        row(
            "The pancake race is run by women who toss a pancake in a pan as they go through the town.", "Pancake race"
        ),
        row("A village hall is a building that the people of a village share for meetings and feasts.", "Village hall"),
    ]
    assert TemplateFilter(1).reasons(rows) == [None] * 3


def test_languages_do_not_share_templates_and_batches_do() -> None:
    reasons = TemplateFilter(1).reasons
    assert reasons([village("Oakby", 12), village("Oakby", 12, "de"), village("Oakby", 12, "ja")]) == [None] * 3
    assert reasons([village("Ashdale", 900), village("Ashdale", 900, "de")]) == ["template", "template"]


def test_a_text_that_is_all_names_is_left_alone() -> None:
    rows = [row("Anna Smith, Ben Jones and Carla Brown, 1990 and 1991", name) for name in ("Anna", "Ben", "Carla")]
    assert TemplateFilter(1).reasons(rows) == [None] * 3


@pytest.mark.parametrize(
    ("title", "text", "language", "expected"),
    [
        ("Oakby", "Oakby lies in North Shire, West Riding.", "en", "_ lies in _."),
        ("Oakby (Northshire)", "Oakby has 1,234 people.", "en", "_ has _ people."),
        ("Bach", "Bach ist ein Dorf in Hessen.", "de", "_ ist ein dorf in hessen."),
        ("Bach", "Bach est un village de Moselle.", "fr", "_ est un village de _."),
        ("東村", "東村は人口300人の村である。", "ja", "_は人口_人の村である。"),
        ("", "the sea and 2 hills", "en", "the sea and _ hills"),
    ],
)
def test_mask(title: str, text: str, language: str, expected: str) -> None:
    assert mask(title, text, language) == expected
