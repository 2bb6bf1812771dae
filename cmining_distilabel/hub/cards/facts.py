"""What a card says about a result folder, counted from its files."""

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.errors import UserError, one_line
from cmining_distilabel.files import read_yaml_mapping
from cmining_distilabel.hub.cards.licenses import RollUp, license_id, roll_up
from cmining_distilabel.mining.result.command import public_name
from cmining_distilabel.mining.result.result import read_command

CONFIGS = ("points", "seeds", "documents", "instructions", "rejected")
"""The tables that become configs, where the folder has them."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_POINTS_SHOWN, _TITLES_SHOWN = 3, 4  # of a group, of a point
_TITLE = 40  # characters
_Row = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where seeds come from: the source's name (or the host of the address), its licence, and its seeds."""

    name: str | None
    license: str | None
    rows: int
    without_url: int


@dataclass(frozen=True)
class Group:
    """A group's Culture Points and their seeds; `titles` holds the nearest seeds of each of its first points."""

    name: str
    points: int
    seeds: int
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Counts and names of a result. Every text in it may come from rows, and is not to be trusted.

    Attributes:
        rows: of each config. A table without rows is none: `datasets` cannot load it.
        empty: configs that the folder says have no rows.
        columns: of each config: name and type.
        languages: of the seeds, as the rows have them, most frequent first, with their number of seeds.
        licenses: roll-up of the seeds.
        sources: of the seeds, most frequent first.
        groups: by name.
        kinds, facets, cultures: Culture Points by kind, first facet and culture; empty where there is none.
        tasks, models: rows of `instructions` by task and by the model that wrote them.
        written: generate.json, as `config`; empty where no instructions were written.
        funnel: funnel.json, and config: config.yaml, without what names places on the machine; empty where absent.
        versions: versions.json.
        command: command.json, arguments of `cmining`.
        has_pipeline: whether there is a pipeline.yaml.
    """

    rows: dict[str, int]
    empty: tuple[str, ...]
    columns: dict[str, dict[str, str]]
    languages: dict[str, int]
    licenses: RollUp
    sources: tuple[Source, ...]
    groups: tuple[Group, ...]
    kinds: dict[str, int]
    facets: dict[str, int]
    cultures: dict[str, int]
    tasks: dict[str, int]
    models: dict[str, int]
    written: dict[str, Any]
    funnel: dict[str, Any]
    config: dict[str, Any]
    versions: dict[str, str]
    command: tuple[str, ...]
    has_pipeline: bool

    @property
    def bcp47_codes(self) -> list[str]:
        """The languages that are BCP-47 codes, sorted."""
        return sorted(code for code in self.languages if _LANGUAGE.fullmatch(code))

    @property
    def language_codes(self) -> list[str]:
        """Their ISO 639 codes, sorted: `zh` for `zh-Hant`."""
        return sorted({code.split("-")[0] for code in self.bcp47_codes})


def read_facts(folder: Path, *, left_out: Collection[str] = (), check: bool = True) -> Facts:
    """Count what is in a result folder.

    Args:
        folder: of a result.
        left_out: of `CONFIGS`, tables that the card is not to name.
        check: whether to read the tables from end to end.

    Raises:
        UserError: a file is missing or damaged.
    """
    tables = {name: folder / f"{name}.parquet" for name in CONFIGS if name not in left_out}
    needed = {"points", "seeds"} | ({"documents"} if (folder / "funnel.json").exists() else set())
    tables = {name: path for name, path in tables.items() if path.exists() or name in needed}
    try:
        if check:
            check_tables(tables.values())
        rows = {name: pq.read_metadata(path).num_rows for name, path in tables.items()}
        schemas = {name: pq.read_schema(path) for name, path in tables.items() if rows[name]}
        wanted = ("id", "point_id", "rank", "title", "language", "group", "source", "url", "license")
        seeds = list(_rows(tables["seeds"], wanted))
        points = list(_rows(tables["points"], ("point_id", "group", "kind", "facets", "culture_name")))
        written = list(_rows(tables["instructions"], ("task", "model"))) if "instructions" in tables else []
        versions = _json(folder / "versions.json")
        funnel = _json(folder / "funnel.json")
        report = _json(folder / "generate.json")
        command = read_command(folder)
        for name in ("points", "seeds", *(["documents"] if "documents" in tables else [])):
            if funnel.get(name, rows[name]) != rows[name]:
                raise ValueError(f"{name}.parquet has {rows[name]} rows, and funnel.json says {funnel[name]}")
    except (OSError, pa.ArrowException, ValueError) as error:
        raise UserError(f"the result in {folder} is damaged: {one_line(error)}") from None
    config = folder / "config.yaml"
    # What was written leaves no table behind where nothing was accepted, or rejected.
    empty = [name for name in CONFIGS if not rows.get(name) and (name in rows or report)]
    return Facts(
        rows={name: count for name, count in rows.items() if count},
        empty=tuple(empty),
        columns={name: {field.name: kind_name(field.type) for field in schema} for name, schema in schemas.items()},
        languages=_counts(seeds, "language"),
        licenses=roll_up(Counter(row.get("license") for row in seeds)),
        sources=_sources(seeds),
        groups=_groups(points, seeds),
        kinds=_counts(points, "kind"),
        facets=_counts(points, "facets"),
        cultures=_counts(points, "culture_name"),
        tasks=_counts(written, "task"),
        models=_counts(written, "model"),
        written=public_config(report),
        funnel=funnel,
        config=public_config(read_yaml_mapping(config)) if config.exists() else {},
        versions={str(name): str(value) for name, value in versions.items()},
        command=command,
        has_pipeline=(folder / "pipeline.yaml").exists(),
    )


def check_tables(paths: Iterable[Path]) -> None:
    """Read tables from end to end: what is pushed can be loaded.

    Raises:
        ValueError: a table is missing, cut or garbled; the message names it.
    """
    for path in paths:
        try:
            for batch in pq.ParquetFile(path).iter_batches():
                batch.validate(full=True)
        except (OSError, pa.ArrowException) as error:
            raise ValueError(f"{path.name}: {error}") from None


def public_config(config: dict[str, Any]) -> dict[str, Any]:
    """A config without the places of the machine that it ran on: files and folders are named, not located."""
    public: dict[str, Any] = _named(config)
    return {**public, "store": None} if "store" in config else public


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _named(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner) for inner in value]
    if not isinstance(value, str):
        return value
    key, equals, place = value.rpartition("=")  # en=FOLDER
    address = " " not in value and ("://" in place or "\\" in place)
    if address or place.startswith((".", "/", "~")) or os.path.exists(place):
        return key + equals + public_name(place)
    return value


def _rows(path: Path, wanted: tuple[str, ...]) -> Iterator[_Row]:
    file = pq.ParquetFile(path)
    for batch in file.iter_batches(columns=[name for name in wanted if name in file.schema_arrow.names]):
        yield from batch.to_pylist()


def _counts(rows: list[_Row], column: str) -> dict[str, int]:
    """Rows by a column's value, most frequent first. Of a list its first value counts, and of a mapping the name."""
    counts: Counter[str] = Counter()
    for row in rows:
        value = row.get(column)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("name")
        if value:
            counts[str(value)] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _sources(seeds: list[_Row]) -> tuple[Source, ...]:
    rows: Counter[tuple[str | None, str | None]] = Counter()
    without_url: Counter[tuple[str | None, str | None]] = Counter()
    for row in seeds:
        written = row.get("license")
        key = (row.get("source") or _host(row.get("url")), (license_id(written) or written) if written else None)
        rows[key] += 1
        without_url[key] += not row.get("url")
    ordered = sorted(rows, key=lambda key: (-rows[key], str(key)))
    return tuple(Source(*key, rows[key], without_url[key]) for key in ordered)


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def _groups(points: list[_Row], seeds: list[_Row]) -> tuple[Group, ...]:
    of_point: dict[Any, list[_Row]] = defaultdict(list)
    for row in seeds:
        of_point[row["point_id"]].append(row)
    by_group: dict[str, list[list[_Row]]] = defaultdict(list)
    for point in points:
        by_group[str(point["group"])].append(of_point[point["point_id"]])
    return tuple(
        Group(name, len(own), sum(map(len, own)), tuple(", ".join(_titles(rows)) for rows in own[:_POINTS_SHOWN]))
        for name, own in sorted(by_group.items())
    )


def _titles(seeds: list[_Row]) -> list[str]:
    nearest = sorted(seeds, key=lambda row: row.get("rank") or 0)[:_TITLES_SHOWN]
    return [str(row.get("title") or row.get("id"))[:_TITLE] for row in nearest]


def _json(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} holds no mapping")
    return value


def kind_name(kind: pa.DataType) -> str:
    """A type as people write it."""
    return str(kind).replace("element: ", "").replace("item: ", "")
