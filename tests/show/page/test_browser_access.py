"""Who can read the report in real Chromium: contrast, keyboard, narrow screens, direction of writing."""

from pathlib import Path
from typing import Any

import pytest

from tests.results import seed
from tests.show.page.made import mapped_result, pointless_result, with_curves
from tests.show.page.visit import Visit, needs_chromium

pytestmark = needs_chromium

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


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_is_readable_and_nothing_scrolls_sideways(
    chromium: Any, tmp_path: Path, scheme: str, width: int
) -> None:
    visited = Visit(chromium, with_curves(mapped_result()), tmp_path, width=width, color_scheme=scheme)
    page = visited.page
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    page.wait_for_timeout(200)
    visited.screenshot(f"page-{width}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    contrast = page.evaluate(TOO_FAINT)
    assert contrast["found"] == []
    assert contrast["checked"] > 150
    page.locator("#table tbody button").first.click()
    visited.screenshot(f"panel-{width}-{scheme}.png")
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
    page.locator("#review summary").click()
    page.locator("body").click(position={"x": 1, "y": 1})
    for _ in range(90):
        page.keyboard.press("Tab")
        seen.append(focused(page))
        if seen[-1] == "forget":
            break
    assert not [name for name in seen if "unseen" in name]
    wanted = (
        "search", "culture", "share", "festival", "view", "colour", "in", "canvas", "Score ▼",
        "reviewer", "in-hand", "export-curation", "rater", "specificity", "export",
    )  # fmt: skip
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
    assert page.locator("#panel-title").evaluate("e => getComputedStyle(e).textAlign") in ("start", "right")
    visited.context.close()
