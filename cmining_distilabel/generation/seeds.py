"""Seeds to write from: of a mining result, of a file of one's own, or of a data set on the Hub."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError, tell
from cmining_distilabel.generation.pairs import link, stored_vectors
from cmining_distilabel.generation.seed_rows import Seed as Seed
from cmining_distilabel.generation.seed_rows import as_seed
from cmining_distilabel.languages import unknown_line
from cmining_distilabel.mining.read.tables import read_table_rows

_FILE = "seeds.parquet"  # of a mining result
_TRUSTED = 0.5  # share of a seed from which its likeliest culture is named


def load_seeds(source: str | Path) -> list[Seed]:
    """Read seeds, check them (`seed_rows.as_seed`), and link each with its siblings (`pairs.link`).

    Args:
        source: a mining result's folder, a file of any kind that `mine` reads, a folder of these, or a data set on the
            Hub with a config `seeds` (`hub:org/name`), or another one (`hub:org/name:config`). Rows need `text` and
            `language`; `id` is made from the place where there is none.

    Raises:
        UserError: there is no such source, it has no seeds, two have one id, or a row is no seed.
    """
    seeds: dict[str, Seed] = {}
    for number, (where, row) in enumerate(_rows(source), start=1):
        seed = as_seed(row, number, where)
        if seed["id"] in seeds:
            raise UserError(f"{source}: two seeds have the id {seed['id']!r}")
        seeds[seed["id"]] = seed
    if not seeds:
        raise UserError(f"{source} holds no seeds")
    counts = defaultdict[str, int](int)
    for seed in seeds.values():
        counts[seed["language"]] += 1
    if line := unknown_line(counts):
        tell(line)
    found = list(seeds.values())
    folder = Path(str(source)).expanduser()
    link(found, sure_culture, stored_vectors(folder, found) if (folder / _FILE).is_file() else None)
    return found


def culture_of(seed: Mapping[str, Any]) -> str:
    """What the plan spreads over: the code of the seed's culture, or its group where nobody is sure of one."""
    found = trusted_culture(seed)
    return str(found.get("code") or found.get("name")) if found else str(seed.get("group") or seed["language"])


def sure_culture(seed: Mapping[str, Any]) -> str | None:
    """As `culture_of`, but None for a seed that has `cultures` of which none is sure."""
    return None if seed.get("cultures") and not trusted_culture(seed) else culture_of(seed)


def trusted_culture(seed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The likeliest of a seed's `cultures`, where it holds half of the seed or has no weight; else None.

    A guess must not go into a prompt as a fact: the answer, and what judges it, would inherit it.
    """
    first = next(iter(seed.get("cultures") or ()), None)
    found: Mapping[str, Any] | None = first if isinstance(first, Mapping) else {"name": str(first)} if first else None
    if found is None or (found.get("weight") is not None and found["weight"] < _TRUSTED):
        return None
    return found


def _rows(source: str | Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows of a result's seeds.parquet, or of any source of one's own."""
    name = str(source)
    file = Path(name).expanduser() / _FILE
    if name.strip() and file.parent.is_dir():
        if file.is_file():
            name = str(file)
        elif (file.parent / "documents.parquet").is_file() or not any(file.parent.iterdir()):
            raise UserError(f"{source} has no {_FILE}; give the folder of a mining result, or a file of seeds")
    for where, row, _ in read_table_rows(name, hub_config="seeds"):
        yield where, row
