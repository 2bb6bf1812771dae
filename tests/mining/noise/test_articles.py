"""Articles into rows, a paragraph each, that lead back to their article."""

from typing import Any

from cmining_distilabel.config import MiningConfig, NoiseConfig
from cmining_distilabel.mining.noise.articles import read_units
from cmining_distilabel.mining.read import SCHEMA
from tests.mining.noise.test_sections import ARTICLE

LONG = "The lantern fair is held every autumn, when children carry paper lanterns to the mill pond. "


def split(*rows: dict[str, Any], **knobs: Any) -> list[dict[str, Any]]:
    given = [{"id": f"a{place}", "language": "en", "title": "Fair", **row} for place, row in enumerate(rows)]
    table = read_units(given, MiningConfig(unit="paragraph", **knobs), quiet=True)
    assert table.schema == SCHEMA
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def test_a_paragraph_has_an_id_of_its_own_and_all_that_its_article_has() -> None:
    rows = split(
        {"title": "Marlow Hill", "text": ARTICLE, "url": "https://example.org/m", "license": "CC0", "source": "w"}
    )
    assert [row["id"] for row in rows] == [f"a0#{number}" for number in range(1, 10)]
    assert {row["article_id"] for row in rows} == {"a0"}
    assert {(row["url"], row["license"], row["source"], row["group"]) for row in rows} == {
        ("https://example.org/m", "CC0", "w", "en")
    }
    assert [row["title"] for row in rows[1:4]] == ["Marlow Hill", "Marlow Hill > Festivals", "Marlow Hill > Food"]
    assert [row["reason"] for row in rows].count(None) == 3


def test_a_list_of_paragraphs_is_an_article() -> None:
    rows = split({"text": [LONG, LONG.replace("autumn", "spring")]})
    assert [(row["id"], row["text"]) for row in rows] == [
        ("a0#1", LONG.strip()),
        ("a0#2", LONG.replace("autumn", "spring").strip()),
    ]


def test_an_article_that_is_none_is_one_row_and_keeps_its_reason() -> None:
    rows = split(
        {"title": "List of fairs", "text": f"{LONG}\n\n{LONG}"},
        {"title": "Fair (disambiguation)", "text": "Fair may refer to:\n\nA market.\n\nA festival."},
        {"text": "#REDIRECT [[Lantern fair]]"},
        {"text": ""},
        {"text": "Fair"},
        {"text": "{{Infobox fair}}\n\n" + LONG},
    )
    assert [(row["id"], row["reason"]) for row in rows] == [
        ("a0#0", "title_list"),
        ("a1#0", "title_disambiguation"),
        ("a2#0", "redirect"),
        ("a3#0", "empty_text"),
        ("a4#0", "empty_text"),
        ("a5#1", None),  # the noise filter looks at each paragraph again
        ("a5#2", None),
    ]
    assert all(row["reason"] is None for row in split({"title": "List of fairs", "text": ARTICLE}, page_rules=False))


def test_limits_and_duplicate_ids_are_those_of_articles() -> None:
    rows = [{"id": f"a{number}", "title": "Fair", "text": f"{LONG}\n\n{LONG}", "language": "en"} for number in range(9)]
    table = read_units([*rows, rows[0]], MiningConfig(unit="paragraph", max_documents=4), quiet=True)
    good = [row for row in table.to_pylist() if row["reason"] is None]
    assert len(good) == 8
    assert len({row["article_id"] for row in good}) == 4
    assert [row["id"] for row in table.to_pylist() if row["reason"] == "duplicate_id"] == ["a0#0"]


def test_the_filter_looks_at_paragraphs(tmp_path) -> None:
    from cmining_distilabel.mining.noise.pool import filter_noise

    rows = [{"id": "a", "title": "Fair", "language": "en", "text": "{{Infobox fair}}\n\n" + LONG + "\n\nShort."}]
    table = read_units(rows, MiningConfig(unit="paragraph"), quiet=True)
    assert list(filter_noise(table, NoiseConfig())[:]) == ["markup", None, "too_short"]
