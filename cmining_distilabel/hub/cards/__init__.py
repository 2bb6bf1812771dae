"""The README.md of a result, in its folder and on the Hub, filled from its files."""

from __future__ import annotations

import contextlib
from pathlib import Path

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import write_text
from cmining_distilabel.hub.cards.card import make_card
from cmining_distilabel.hub.cards.facts import Facts, read_facts

__all__ = ["FILE", "Facts", "make_card", "read_facts", "write_card"]

FILE = "README.md"


def write_card(folder: Path) -> None:
    """Write the README.md of a result folder, so that ``datasets.load_dataset(folder, "seeds")`` finds its tables.

    What the folder's owner wrote into it stays; one whose front matter cannot be read is left alone.
    """
    path = folder / FILE
    with contextlib.suppress(UserError, UnicodeDecodeError):
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        write_text(path, make_card(read_facts(folder, check=False), folder.resolve().name, before))
