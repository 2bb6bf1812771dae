"""Hooks of mkdocs: README is the first page, and what is no page is named, not linked."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
_NO_PAGE = re.compile(r"\[`?([^\]`]+)`?\]\((?:\.\./|examples/|CITATION)[^)]*\)")


def on_files(files: Files, config: Any) -> Files:
    """Add README.md as index.md."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    files.append(File.generated(config, "index.md", content=text.replace("](docs/", "](")))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Write links to files of the repository as code."""
    return _NO_PAGE.sub(r"`\1`", markdown)
