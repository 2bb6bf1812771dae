"""docs/columns.md, made from the schemas and from what columns.yaml says of each column."""

import sys
from pathlib import Path
from typing import Any

import pyarrow as pa

from cmining_distilabel.files import load_yaml, write_text
from cmining_distilabel.generation.jobs import INSTRUCTIONS, REJECTED
from cmining_distilabel.hub.cards.facts import kind_name
from cmining_distilabel.mining.result.columns import DOCUMENTS, POINTS, SEEDS

TABLES: dict[str, tuple[pa.Schema, str]] = {
    "points": (POINTS, "A row a Culture Point, best first. Figures of a point are means over its seeds."),
    "seeds": (SEEDS, "A row a seed document, by point and rank."),
    "documents": (DOCUMENTS, "A row a document that was read, in the order of the corpus."),
    "instructions": (
        INSTRUCTIONS,
        "A row an instruction that a model wrote from a seed (`cmining generate`).",
    ),
    "rejected": (REJECTED, "The same for answers that a gate refused."),
}
_HEAD = """# Columns

Made by `python -m cmining_distilabel.hub.cards.columns` from the schemas in the code; changes here are lost.

A result's folder, and a data set that was pushed from it, hold a Parquet file a table, named as below:
`datasets.load_dataset("result", "seeds")` loads one. "Null" says when a value is missing; where it is empty, never.
"""


def meanings() -> dict[str, dict[str, str]]:
    """What columns.yaml says of each column."""
    found: dict[str, dict[str, str]] = load_yaml(Path(__file__).parent / "columns.yaml")
    return found


def columns_page() -> str:
    """The page."""
    return "\n".join([_HEAD, *(_table(name, schema, what) for name, (schema, what) in TABLES.items())])


def _table(name: str, schema: pa.Schema, what: str) -> str:
    lines = [f"## {name}", "", what, "", "| column | type | what | values | null | good |", "|---|---|---|---|---|---|"]
    for field in schema:
        said: dict[str, Any] = meanings()[field.name]
        cells = (said.get(key, "") for key in ("what", "values", "null", "good"))
        lines.append(f"| `{field.name}` | {kind_name(field.type)} | {' | '.join(map(str, cells))} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    write_text(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/columns.md"), columns_page())
