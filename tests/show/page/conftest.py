from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.show.page.made import mapped_result
from tests.show.page.visit import CHROMIUM, FLAGS, Visit


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Visit]:
    visited = Visit(chromium, mapped_result(), tmp_path)
    yield visited
    visited.context.close()
