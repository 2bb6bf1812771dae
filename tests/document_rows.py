"""Rows of a small corpus, and how the tests write and read them."""

import json
from pathlib import Path

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.mining.read import SCHEMA, read_documents

ROWS = [
    {"id": "a", "title": "Sake", "text": 'Rice,\nand "water".\r\nTwice.', "language": "en", "url": "https://x.org/a"},
    {"id": "b", "title": "酒", "text": "米と水。" * 3, "language": "ja", "url": None},
    {"id": "c", "title": "", "text": "Riz 🍚", "language": "fr", "url": None},
]
SKIP = CorpusConfig(on_error="skip")


def read(inputs, config: CorpusConfig | None = None) -> list[dict]:
    table = read_documents(inputs, config or CorpusConfig(), quiet=True)
    assert table.schema == SCHEMA
    return table.to_pylist()


def lines(path: Path, rows) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def reasons(rows: list[dict]) -> list[str | None]:
    return [row["reason"] for row in rows]
