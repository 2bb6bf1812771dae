"""Seeds to write from: of a mining result, of a file of one's own, or of a data set on the Hub."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.json as pj
import pyarrow.parquet as pq
import xxhash

from cmining_distilabel.errors import UserError

Seed = dict[str, Any]

_SIBLINGS = 4  # names of things of other cultures that a prompt offers for wrong answers


def load_seeds(source: str | Path) -> list[Seed]:
    """Read seeds, and link each with its siblings (`link`).

    Args:
        source: a mining result's folder, a Parquet or JSONL file, or the id of a data set on the Hub with a config
            `seeds` (`org/name`), or another one (`org/name:config`). Rows need `text` and `language`; `id` is made
            from the place where there is none.

    Raises:
        UserError: there is no such source, it has no seeds, or a row lacks its text or language.
    """
    rows = _read(source)
    if not rows:
        raise UserError(f"{source} holds no seeds")
    for place, row in enumerate(rows, start=1):
        row["id"] = str(row.get("id") or f"row-{place}")
        for column in ("text", "language"):
            if not isinstance(row.get(column), str) or not row[column].strip():
                raise UserError(f"{source}: the seed {row['id']!r} (row {place}) has no {column}")
    counts = defaultdict[str, int](int)
    for row in rows:
        counts[row["id"]] += 1
        if counts[row["id"]] > 1:
            raise UserError(f"{source}: two seeds have the id {row['id']!r}")
    return link(rows)


def link(seeds: list[Seed]) -> list[Seed]:
    """Give seeds `siblings` (titles of seeds of the same facet from other cultures) and `other` (one such seed).

    Which ones is decided by ids alone, so that the same seeds always make the same prompts. A seed without a facet has
    neither.
    """
    by_facet: dict[Any, list[Seed]] = defaultdict(list)
    for seed in seeds:
        if seed.get("facet"):
            by_facet[seed["facet"]].append(seed)
    for alike in by_facet.values():
        alike.sort(key=lambda seed: xxhash.xxh3_64_intdigest(seed["id"].encode()))
        for place, seed in enumerate(alike):
            others = _others(alike, place)
            seed["siblings"] = [other["title"] for other in others if other.get("title")]
            # Without links of its own: rows must not hold each other in circles.
            seed["other"] = _bare(others[0]) if others else None
    return seeds


def culture_of(seed: Mapping[str, Any]) -> str:
    """What the plan spreads over: the likeliest culture's code, or the group where none was attributed."""
    cultures = seed.get("cultures")
    if cultures is None or len(cultures) == 0:
        return str(seed.get("group") or seed["language"])
    first = cultures[0]
    return str(first.get("code") or first.get("name")) if isinstance(first, Mapping) else str(first)


def _others(alike: list[Seed], place: int) -> list[Seed]:
    """The next seeds of other cultures, each culture once."""
    seen, found = {culture_of(alike[place])}, []
    for step in range(1, min(len(alike), 200)):
        other = alike[(place + step) % len(alike)]
        culture = culture_of(other)
        if culture not in seen:
            seen.add(culture)
            found.append(other)
        if len(found) == _SIBLINGS:
            break
    return found


def _bare(seed: Seed) -> Seed:
    names = ("id", "title", "text", "language", "cultures", "facet", "source", "url", "license")
    return {name: seed.get(name) for name in names}


def _read(source: str | Path) -> list[Seed]:
    path = Path(source)
    if path.is_dir():
        file = path / "seeds.parquet"
        files: Iterable[Path] = (
            [file] if file.is_file() else sorted(path.glob("*.parquet")) or sorted(path.glob("*.jsonl"))
        )
    else:
        files = [path] if path.is_file() else []
    if path.is_dir() and not files:
        raise UserError(f"{source} has no seeds.parquet; give the folder of a mining result, or a file of seeds")
    if not files:
        return _from_hub(str(source))
    try:
        return [row for file in files for row in _table(file).to_pylist()]
    except (OSError, pa.ArrowException) as error:
        raise UserError(f"{source} cannot be read: {' '.join(str(error).split())}") from None


def _table(file: Path) -> pa.Table:
    if file.suffix in (".jsonl", ".json"):
        return pj.read_json(file, parse_options=pj.ParseOptions(newlines_in_values=False))
    return pq.read_table(file)


def _from_hub(source: str) -> list[Seed]:
    name, _, config = source.partition(":")
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise UserError(f"{source} is no folder, no file, and no data set's id (org/name) either")
    import datasets

    try:
        rows: list[Seed] = datasets.load_dataset(name, config or "seeds", split="train").to_list()
    except (OSError, ValueError, datasets.exceptions.DatasetsError) as error:
        raise UserError(f"the seeds of {source} cannot be read from the Hub: {str(error).splitlines()[0]}") from None
    return rows
