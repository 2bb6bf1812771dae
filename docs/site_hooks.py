"""Hooks of mkdocs: README is the first page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]


def on_files(files: Files, config: Any) -> Files:
    """Add README.md as index.md."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    text = text.replace("](docs/", "](")
    text = re.sub(r"\[([^\]]+)\]\((?:examples/[^)]*|CITATION\.cff)\)", r"`\1`", text)  # no pages
    files.append(File.generated(config, "index.md", content=text))
    return files
