"""The report in real Chromium."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from tests.results import seed
from tests.show.page.made import HOSTILE, hostile_seeds, mapped_result
from tests.show.page.visit import Visit, needs_chromium

pytestmark = needs_chromium

# From the input to the frame that shows what it did.
TIMED = """([what, value]) => new Promise(done => {
  const start = performance.now();
  if (what === "search") {
    const box = document.querySelector("#filters [name=search]");
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  } else [...document.querySelectorAll("#table thead button")].find(one => one.textContent.startsWith(value)).click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""

PLACE_OF_A_SEED = """() => {
  const { x, y, title } = JSON.parse(document.getElementById("data").textContent).documents;
  const { clientWidth: width, clientHeight: height } = document.getElementById("canvas");
  const far = [Math.max(...x), Math.max(...y)], scale = 0.94 * Math.min(width / far[0], height / far[1]);
  const i = title.indexOf("Maypole");
  return { x: x[i] * scale + (width - far[0] * scale) / 2, y: y[i] * scale + (height - far[1] * scale) / 2 };
}"""


def test_the_page_opens_without_a_request_or_an_error(visit: Visit) -> None:
    assert visit.requests == [visit.path.as_uri()]
    assert visit.errors == []
    assert visit.page.locator("#shown").inner_text() == "Documents shown: 210"
    drawn = visit.page.evaluate(
        "() => { const c = document.getElementById('canvas'); const own = c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data; return own.some(value => value > 0) }"
    )
    assert drawn


def test_a_request_that_a_script_would_send_is_refused(visit: Visit) -> None:
    refused = "() => fetch('https://example.org/').then(() => 'sent', () => 'refused')"
    assert visit.page.evaluate(refused) == "refused"
    assert all("Content Security Policy" in error or "Failed to fetch" in error for error in visit.errors)
    assert visit.errors


def test_filters_and_search_reach_the_table_and_the_map(visit: Visit) -> None:
    assert len(visit.titles()) == 2
    visit.page.select_option("#filters [name=group]", "ja")
    assert visit.titles() == ["盆踊り · 雛祭り · 節分"]
    assert visit.page.locator("#shown").inner_text() == "Documents shown: 105"
    visit.page.click("#filters [type=reset]")
    visit.page.fill("#filters [name=search]", "MORRIS")
    assert visit.titles() == ["Morris dance · Pancake race · Guy Fawkes Night"]
    assert visit.page.locator("#shown").inner_text() == "Documents shown: 1"
    visit.page.fill("#filters [name=search]", "")
    visit.page.fill("#filters [name=q]", "0.0015")
    assert visit.page.locator("#count").inner_text() == "1 of 2 points"


def test_a_column_sorts_both_ways_by_keyboard(visit: Visit) -> None:
    header = visit.page.locator("#table thead th", has_text="Score")
    assert header.get_attribute("aria-sort") == "descending"
    assert visit.titles()[0].startswith("Morris")
    header.locator("button").focus()
    visit.page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"
    assert visit.titles()[0].startswith("盆踊り")


def test_a_card_opens_and_closes_by_keyboard(visit: Visit) -> None:
    visit.page.locator("#table tbody button").first.focus()
    visit.page.keyboard.press("Enter")
    card = visit.page.locator("#dialog")
    assert "Why it was accepted" in card.inner_text()
    link = card.locator(".seeds a").first
    assert link.get_attribute("href") == "https://en.wikipedia.org/wiki/1"
    assert link.get_attribute("rel") == "noopener noreferrer"
    card.locator(".plain button").click()
    assert "盆踊り" in visit.page.locator("#card-title").inner_text()
    visit.page.keyboard.press("Escape")
    assert not card.is_visible()


def test_hover_shows_a_document_and_a_click_opens_its_point(visit: Visit) -> None:
    place = visit.page.evaluate(PLACE_OF_A_SEED)
    visit.page.hover("#canvas", position=place)
    tip = visit.page.locator("#tip").inner_text()
    assert "Maypole" in tip
    assert "score 0.95 · isolation 0.40" in tip
    visit.page.click("#canvas", position=place)
    assert "Morris dance" in visit.page.locator("#card-title").inner_text()


def rate(page: Any, value: int) -> None:
    for axis in ("specificity", "fidelity", "clarity"):
        page.check(f"#axes [name={axis}][value='{value}']")


def test_ratings_stay_in_the_browser_and_are_exported(visit: Visit) -> None:
    page = visit.page
    page.fill("#rating [name=rater]", "=me, myself")
    rate(page, 4)
    page.fill("#rating [name=note]", 'so "clear"\n祭り')
    page.click("#unrated")
    rate(page, 0)
    page.reload()
    assert "2 rated" in page.locator("#item-head").inner_text()
    assert page.input_value("#rating [name=rater]") == "=me, myself"
    with page.expect_download() as download:
        page.click("#export")
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["specificity"] for row in rows] == ["4", "0"]
    assert rows[0]["note"] == 'so "clear"\n祭り'
    assert rows[0]["rater"] == "'=me, myself"
    assert {row["arm"] for row in rows} <= {"mined", "random"}
    assert all(row["point_id"] and row["group"] and row["rated_at"] for row in rows)


def test_a_reviewer_is_not_told_the_arm_and_may_hide_the_group(visit: Visit) -> None:
    for _ in range(3):
        shown = visit.page.locator("#rating").inner_text()
        assert "random-" not in shown
        assert "cp-" not in shown
        visit.page.click("#next")
    visit.page.check("#rating [name=blind]")
    assert visit.page.locator("#item-head").inner_text() == "Set 4 of 4 · 0 rated"


def test_hostile_text_is_shown_and_nothing_runs(chromium: Any, tmp_path: Path) -> None:
    visited = Visit(chromium, mapped_result(hostile_seeds()), tmp_path, width=400)
    page = visited.page
    page.locator("#table tbody button").first.click()
    card = page.locator("#dialog").inner_text()
    assert HOSTILE[0] in card
    assert HOSTILE[1] in card
    assert "👩‍👩‍👧‍👦" in card
    assert page.locator("#dialog a").count() == 0
    assert (
        page.locator(".seeds [dir=auto]", has_text="مهرجان").first.evaluate("e => getComputedStyle(e).direction")
        == "rtl"
    )
    visited.screenshot("hostile-400.png")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.evaluate("document.getElementById('dialog').scrollWidth <= innerWidth")
    assert visited.requests == [visited.path.as_uri()]
    assert visited.errors == []
    visited.context.close()


def test_50_000_documents_fit_a_page_that_filters_and_sorts(chromium: Any, tmp_path: Path) -> None:
    """What it takes is printed, not asserted: `pytest -s` shows it."""
    seeds = [
        seed(code, 1 + number % 12, f"Feast {number}", point_id=f"cp-{code}-{number // 12}", id=f"{code}{number}")
        for code in ("en", "ja", "th", "ar")
        for number in range(3_000)
    ]
    visited = Visit(chromium, mapped_result(seeds, others=38_000), tmp_path)
    page = visited.page
    size = visited.path.stat().st_size
    assert size < 15e6
    assert page.locator("#shown").inner_text() == "Documents shown: 50,000"
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    search = page.evaluate(TIMED, ["search", "feast 29"])
    assert re.fullmatch(r"[\d,]+ of 1,000 points", page.locator("#count").inner_text())
    points = {number // 12 for number in range(3_000) if str(number).startswith("29")}
    assert page.locator("#table tbody tr").count() == 4 * len(points)
    sort = page.evaluate(TIMED, ["sort", "Score"])
    print(f"\n{size / 1e6:.1f} MB, ready after {ready:.0f} ms, search {search:.0f} ms, sort {sort:.0f} ms")
    assert visited.errors == []
    visited.context.close()
