"""Rating and curation on the page, in real Chromium."""

import csv
from typing import Any

from typer.testing import CliRunner

from cmining_distilabel.cli.main import app
from cmining_distilabel.mining.result.result import MiningResult
from tests.show.page.made import mapped_result
from tests.show.page.visit import Visit, needs_chromium

pytestmark = needs_chromium


def rate(page: Any, value: int) -> None:
    for axis in ("specificity", "fidelity", "clarity"):
        page.check(f"#axes [name={axis}][value='{value}']")


def test_ratings_stay_in_the_browser_and_are_exported(visit: Visit) -> None:
    page = visit.page
    page.click("#review summary")
    page.fill("#rating [name=rater]", "=me, myself")
    rate(page, 4)
    page.fill("#rating [name=note]", 'so "clear"\n祭り')
    page.click("#unrated")
    rate(page, 0)
    page.reload()
    page.click("#review summary")
    assert "2 rated" in page.locator("#item-head").inner_text()
    assert page.input_value("#rating [name=rater]") == "=me, myself"
    with page.expect_download() as download:
        page.click("#export")
    assert download.value.suggested_filename == "ratings-me-myself.csv"
    rows = exported(download.value)
    assert [row["specificity"] for row in rows] == ["4", "0"]
    assert rows[0]["note"] == 'so "clear"\n祭り'
    assert rows[0]["rater"] == "'=me, myself"
    assert {row["arm"] for row in rows} <= {"mined", "random"}
    assert all(row["point_id"] and row["language"] and row["rated_at"] for row in rows)


def exported(download: Any) -> list[dict[str, str]]:
    with open(download.path(), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_reviewer_is_not_told_the_arm(visit: Visit) -> None:
    visit.page.click("#review summary")
    for _ in range(3):
        shown = visit.page.locator("#rating").inner_text()
        assert "random-" not in shown
        assert "cp-" not in shown
        visit.page.click("#next")


def test_a_reader_curates_by_keyboard_and_the_command_applies_it(visit: Visit) -> None:
    page = visit.page
    page.fill("#curation [name=reviewer]", "Anna B.")
    page.select_option("#curation [name=reads]", "ja")
    assert page.locator("#found").inner_text() == "5 seeds in 1 point"
    page.focus("#in-hand")
    first = page.locator("#in-hand-title").inner_text()
    page.keyboard.press("a")
    page.keyboard.press("u")  # the seed that was decided, and one is back at it
    assert page.locator("#in-hand-title").inner_text() == first
    assert page.locator("#curated").inner_text().startswith("0 of 5 seeds decided")
    page.keyboard.press("a")
    second = page.locator("#in-hand-title").inner_text()
    assert second != first
    page.keyboard.press("r")
    third = page.locator("#in-hand-title").inner_text()
    page.keyboard.press("c")
    page.keyboard.type("China")
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    page.keyboard.type("from over the sea")
    page.keyboard.press("Escape")
    assert page.locator("#verdict").inner_text() == "Accepted · culture: China"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("a")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#curated").inner_text() == "4 of 5 seeds decided: 3 accepted, 1 rejected"
    page.reload()
    assert page.input_value("#curation [name=reviewer]") == "Anna B."
    page.select_option("#curation [name=reads]", "ja")
    with page.expect_download() as download:
        page.click("#export-curation")
    assert download.value.suggested_filename == "curation-Anna-B-ja.csv"
    rows = {row["title"]: row for row in exported(download.value)}
    assert {title: rows[title]["verdict"] for title in (first, second, third)} == {
        first: "accept",
        second: "reject",
        third: "accept",
    }
    assert (rows[third]["correct_culture"], rows[third]["note"]) == ("China", "from over the sea")

    folder = mapped_result().save(visit.path.parent / "result")
    said = CliRunner().invoke(
        app, ["review", "apply", str(folder), str(download.value.path()), "--out", str(folder.parent / "curated")]
    )
    assert "4 seeds decided by 1 reviewer: 1 rejected, 1 of another culture" in said.output
    curated = MiningResult.load(folder.parent / "curated")
    assert second not in curated.seeds["title"].to_pylist()
    owner = dict(zip(curated.seeds["title"].to_pylist(), curated.seeds["culture_name"].to_pylist(), strict=True))
    assert (owner[third], owner[first]) == ("China", "Japan")
