"""The report in real Chromium. With CMINING_SCREENSHOTS=FOLDER its screenshots are kept there, as CI may do."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cmining_distilabel.report import write_report
from cmining_distilabel.result import MiningResult
from tests.report.made import HOSTILE, hostile_seeds, mapped_result, pointless_result, with_curves
from tests.results import seed

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium (Debian: chromium)"),
]
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

# Every text that is shown, and every border of a control, against what lies behind it: WCAG 2.2, 1.4.3 and 1.4.11.
TOO_FAINT = """() => {
  const parse = text => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return { rgb: [r, g, b], a }; };
  const light = ({ rgb }) => rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (...two) => {
    const [high, low] = two.map(light).sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.a === 1) return colour;
    }
    return parse("rgb(255, 255, 255)");
  };
  const found = [], checked = [];
  const check = (element, colour, least, what) => {
    const value = ratio(parse(colour), behind(element));
    checked.push(value);
    if (value < least) found.push(`${what} in ${element.tagName}.${element.className}: ${value.toFixed(2)}`);
  };
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility() || ["SCRIPT", "OPTION"].includes(element.tagName)) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const own = [...element.childNodes].filter(node => node.nodeType === 3 && node.data.trim());
    const text = own[0]?.data || element.value;
    if (text) check(element, style.color, large ? 3 : 4.5, String(text).slice(0, 20));
    if (element.placeholder) check(element, getComputedStyle(element, "::placeholder").color, 4.5, element.placeholder);
    if (element.matches("input:not([type=radio], [type=checkbox]), select, textarea"))
      check(element.parentElement, style.borderTopColor, 3, "border");
  }
  return { found, least: Math.min(...checked), checked: checked.length };
}"""

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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A page in a browser of its own, with the requests and errors that it caused."""

    def __init__(self, chromium: Any, result: MiningResult, folder: Path, width: int = 1200, **options: Any) -> None:
        self.path = write_report(result, folder / "report.html")
        self.context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.goto(self.path.as_uri())

    def screenshot(self, name: str, **options: Any) -> None:
        """Keep a picture where the environment says, else beside the page."""
        self.page.screenshot(path=Path(os.environ.get("CMINING_SCREENSHOTS", self.path.parent)) / name, **options)

    def titles(self) -> list[str]:
        """The first column of the table of points."""
        texts: list[str] = self.page.locator("#table tbody tr td:first-child").all_inner_texts()
        return texts


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Visit]:
    visited = Visit(chromium, mapped_result(), tmp_path)
    yield visited
    visited.context.close()


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


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_is_readable_and_nothing_scrolls_sideways(
    chromium: Any, tmp_path: Path, scheme: str, width: int
) -> None:
    visited = Visit(chromium, with_curves(mapped_result()), tmp_path, width=width, color_scheme=scheme)
    page = visited.page
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    visited.screenshot(f"page-{width}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    contrast = page.evaluate(TOO_FAINT)
    assert contrast["found"] == []
    assert contrast["checked"] > 150
    page.locator("#table tbody button").first.click()
    visited.screenshot(f"card-{width}-{scheme}.png")
    assert page.evaluate(TOO_FAINT)["found"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visited.errors == []
    visited.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_without_points_is_readable(chromium: Any, tmp_path: Path, scheme: str) -> None:
    visited = Visit(chromium, pointless_result(), tmp_path, width=400, color_scheme=scheme)
    visited.screenshot(f"no-points-{scheme}.png", full_page=True)
    assert visited.page.locator("#none").is_visible()
    assert visited.page.evaluate(TOO_FAINT)["found"] == []
    assert visited.page.evaluate("document.documentElement.scrollWidth") <= 400
    assert visited.errors == []
    visited.context.close()


def focused(page: Any) -> str:
    """The element that has the focus, as its id, name or text; and whether a reader can see that it has."""
    name: str = page.evaluate(
        """() => { const own = document.activeElement, style = getComputedStyle(own);
        const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        return `${own.id || own.name || own.textContent.trim()}${seen ? "" : " (unseen)"}`; }"""
    )
    return name


def test_everything_is_reached_by_keyboard_alone(visit: Visit) -> None:
    page, seen = visit.page, []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.append(focused(page))
        if seen[-1] == "forget":
            break
    assert not [name for name in seen if "unseen" in name]
    wanted = ("search", "group", "q", "colour", "in", "canvas", "Score ▼", "rater", "specificity", "note", "export")
    assert list(dict.fromkeys(name for name in seen if name in wanted)) == list(wanted)
    assert any(name.startswith("Morris dance") for name in seen)

    page.locator("#filters [name=search]").focus()
    page.keyboard.type("maypole")
    assert page.locator("#count").inner_text() == "1 of 2 points"
    before = page.locator("#canvas").screenshot()
    page.locator("#canvas").focus()
    for key in ("+", "ArrowLeft"):
        page.keyboard.press(key)
    page.wait_for_timeout(100)
    assert page.locator("#canvas").screenshot() != before
    page.locator("#axes [name=clarity][value='0']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert page.locator("#axes [name=clarity][value='1']").is_checked()
    assert page.evaluate("document.activeElement.value") == "1"


def test_titles_are_laid_out_in_their_own_direction(chromium: Any, tmp_path: Path) -> None:
    titles = ("مهرجان الربيع", "רקדנים", "Morris dance")
    seeds = [seed("xx", number, title, point_id=f"cp-{number}", rank=1) for number, title in enumerate(titles)]
    visited = Visit(chromium, mapped_result(seeds), tmp_path)
    page = visited.page
    direction = "all => all.map(one => [one.innerText, getComputedStyle(one).direction])"
    found = dict(page.locator("#table tbody button").evaluate_all(direction))
    assert found == {titles[0]: "rtl", titles[1]: "rtl", titles[2]: "ltr"}
    page.fill("#filters [name=search]", "مهرجان")
    assert page.locator("#filters [name=search]").evaluate("e => getComputedStyle(e).direction") == "rtl"
    page.click("#table tbody button")
    visited.screenshot("right-to-left.png")
    link = page.locator(".seeds a").first
    assert link.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator("#card-title").evaluate("e => getComputedStyle(e).textAlign") in ("start", "right")
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
