"""A visit to a page of the report in real Chromium. Screenshots are kept in CMINING_SCREENSHOTS, as CI does."""

import os
from pathlib import Path
from typing import Any

import pytest

from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.page import write_report

CHROMIUM = Path("/usr/bin/chromium")
needs_chromium = [
    pytest.mark.full,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium (Debian: chromium)"),
]
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


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
