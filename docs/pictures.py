"""The pictures of README: the report of a result in Chromium, as small PNGs.

    python docs/pictures.py demo

It needs Playwright (`--group browser`) and Debian's chromium.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from cmining_distilabel.show.page import write_report

CHROMIUM = "/usr/bin/chromium"
PICTURES = Path(__file__).parent / "pictures"
COLOURS = 96  # of a picture, which keep it under 200 kB


def main(folder: str) -> None:
    """Write the pictures of a result."""
    PICTURES.mkdir(exist_ok=True)
    report = write_report(folder, Path(folder) / "report.html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(report.resolve().as_uri())
        page.wait_for_timeout(1_500)  # until the map is laid out
        save(page.screenshot(), "page")
        save(page.locator("#canvas-box").screenshot(), "map")
        save(page.locator("#matrix").screenshot(), "matrix")
        page.select_option("#view", "world")
        save(page.locator("#world-box").screenshot(), "world")
        curation(page)
        browser.close()


def curation(page: Page) -> None:
    """A reader at work on the seeds of a culture."""
    page.locator("#filters [name=culture]").select_option("Japan")
    page.locator("#curation").scroll_into_view_if_needed()
    save(page.locator("#curation").screenshot(), "curate")


def save(png: bytes, name: str) -> None:
    """Keep a picture with few colours, which these have anyway."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(PICTURES / f"{name}.png", optimize=True)
    print(PICTURES / f"{name}.png", (PICTURES / f"{name}.png").stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1])
