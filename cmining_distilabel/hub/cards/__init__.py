"""README.md and croissant.json of a result, in its folder and on the Hub, filled from its files."""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import write_json, write_text
from cmining_distilabel.hub.cards.card import data_file, make_card
from cmining_distilabel.hub.cards.croissant import CROISSANT, make_croissant
from cmining_distilabel.hub.cards.facts import Facts, read_facts
from cmining_distilabel.mining.fitted import FILE as MODEL
from cmining_distilabel.mining.result.result import CLUSTERS

__all__ = [
    "CROISSANT",
    "FILE",
    "OF_DOCUMENTS",
    "Facts",
    "listed_files",
    "make_card",
    "make_croissant",
    "read_facts",
    "write_card",
]

FILE = "README.md"
OF_DOCUMENTS = (CLUSTERS, MODEL)
"""Files that go and stay with the table of all documents."""


def write_card(folder: Path) -> None:
    """Write README.md and croissant.json of a result folder: `datasets` and mlcroissant find its tables by them.

    What the folder's owner wrote into README.md stays; one whose front matter cannot be read is left alone.
    """
    path, name = folder / FILE, folder.resolve().name
    with contextlib.suppress(UserError):
        facts = read_facts(folder, check=False)
        files = {file.name: file for file in folder.iterdir() if file.is_file()}
        croissant = make_croissant(facts, name, listed_files(files, facts.rows))
        write_json(folder / CROISSANT, croissant)
        sums = {entry["name"]: entry["sha256"] for entry in croissant["distribution"] if "sha256" in entry}
        with contextlib.suppress(UnicodeDecodeError):
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            write_text(path, make_card(facts, name, before, sums))


def listed_files(files: Mapping[str, Path], tables: Iterable[str]) -> dict[str, Path]:
    """Those files whose checksums croissant.json has: tables, and what goes with the table of all documents."""
    return {name: files[name] for name in (*map(data_file, tables), *OF_DOCUMENTS) if name in files}
