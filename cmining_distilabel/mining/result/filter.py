"""Which seeds are wanted, by what their columns say; a word that no seed has is an error that lists those there are."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, Field

from cmining_distilabel.config.knobs import Knobs, Names
from cmining_distilabel.errors import UserError, unknown
from cmining_distilabel.languages import language_tag

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]
COLUMNS = (
    "id",
    "point_id",
    "group",
    "language",
    "culture",
    "culture_name",
    "culture_share",
    "facet",
    "region",
    "region_name",
)
"""What is read of a seed."""

_CODE = re.compile(r"(?:[A-Z]{2}(?:-[A-Z0-9]+)?|[a-z]{2,3})(?:\+.*)?")  # of a culture, a region, or several


class Filter(Knobs):
    """Which seeds, and the points that they are of."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    called = "filter"

    culture: Names = Field(
        default=(), description="Of these cultures: codes or names, comma-separated; or regions (JP-26)."
    )
    facet: Names = Field(default=(), description="About these facets.")
    language: Names = Field(default=(), description="In these languages.")
    group: Names = Field(default=(), description="Of these groups, where they are no languages.")
    min_share: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Whose culture holds this share of them at least: 0.7 leaves the sure ones.",
    )
    points: Names = Field(default=(), description="Of these Culture Points, by their ids.")

    def __bool__(self) -> bool:
        return bool(self.given())

    def given(self) -> dict[str, Any]:
        """What was asked for, as JSON takes it."""
        return self.model_dump(mode="json", exclude_defaults=True)


def chosen(rows: Sequence[Row], wanted: Filter) -> list[int]:
    """Places of the rows that have one of the wanted values in each respect.

    Args:
        rows: seeds with those of `COLUMNS` that they have, or with `cultures` as `generation.seeds` makes them.
        wanted: the filter.

    Raises:
        UserError: no row has a value, by itself or together with those before it.
    """
    places = list(range(len(rows)))
    before: list[str] = []
    for name, values_of in _VALUES.items():
        asked = [_spellings(name, value) for value in getattr(wanted, name)]
        if not asked:
            continue
        there: dict[str, set[str]] = {}
        for place in places:
            for spelling in values_of(rows[place]):
                there.setdefault(_same(name, spelling), set()).add(spelling)
        for spellings, said in zip(asked, getattr(wanted, name), strict=True):
            if spellings.isdisjoint(there):
                known = sorted(set().union(*there.values())) if there else []
                if name == "culture":  # names say it better than codes
                    known = [one for one in known if not _CODE.fullmatch(one)] or known
                raise unknown(f"seed of the {name.removesuffix('s')}", said, known, among=" and ".join(before))
        every = set().union(*asked)
        places = [place for place in places if any(_same(name, one) in every for one in values_of(rows[place]))]
        before.append(f"{name.removesuffix('s')} {', '.join(getattr(wanted, name))}")
    if wanted.min_share is None:
        return places
    shares = {place: rows[place].get("culture_share") or _weight(rows[place]) for place in places}
    left = [place for place in places if shares[place] >= wanted.min_share]
    if not left:
        raise UserError(
            f"no seed has a culture_share of {wanted.min_share:g} or more; the largest is "
            f"{max(shares.values(), default=0):.3f}"
        )
    return left


def passes(row: Row, wanted: Filter) -> bool:
    """Whether one row has one of the wanted values in each respect; `chosen` is for many, and names what none has."""
    if wanted.min_share is not None and (row.get("culture_share") or _weight(row)) < wanted.min_share:
        return False
    for name, values_of in _VALUES.items():
        asked = set().union(*(_spellings(name, value) for value in getattr(wanted, name)))
        if asked and not asked & {_same(name, value) for value in values_of(row)}:
            return False
    return True


def filtered(
    points: "pa.Table", seeds: "pa.Table", documents: "pa.Table", funnel: Mapping[str, Any], wanted: Filter
) -> dict[str, Any]:
    """The tables and the funnel of a result, with the wanted seeds and their points alone."""
    import pyarrow as pa  # slow to import, and the command line needs the names alone
    import pyarrow.compute as pc

    rows = chosen(seeds.select([name for name in COLUMNS if name in seeds.column_names]).to_pylist(), wanted)
    seeds = seeds.take(pa.array(rows, pa.int64()))
    points = points.filter(pc.is_in(points["point_id"], pc.unique(seeds["point_id"])))
    ids = seeds["id"].combine_chunks()
    there = set(ids.to_pylist())
    kept = [[seed for seed in own or () if seed in there] for own in points["seed_ids"].to_pylist()]
    points = points.set_column(
        points.column_names.index("seed_ids"), points.schema.field("seed_ids"), pa.array(kept, pa.list_(pa.string()))
    )
    if "point_id" in documents.column_names:
        of_point = pc.if_else(pc.is_in(documents["id"], ids), documents["point_id"], None)
        documents = documents.set_column(
            documents.column_names.index("point_id"), documents.schema.field("point_id"), of_point
        )
    counts = {"points": len(points), "seeds": len(seeds), "filter": {**funnel.get("filter", {}), **wanted.given()}}
    return {"points": points, "seeds": seeds, "documents": documents, "funnel": {**funnel, **counts}}


def _spellings(name: str, value: str) -> set[str]:
    """A value, and the code of a country by another of its names: Turkey is Türkiye, Hong Kong is HK."""
    code = _code(value) if name == "culture" and len(value) > len("JP+KR") else None
    return {_same(name, value)} | ({code.casefold()} if code else set())


@cache
def _code(name: str) -> str | None:
    from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
    from cmining_distilabel.mining.culture.names.readers import reader

    finder = reader("en", tuple(culture_codes()))
    found = list(finder.mentions(name.strip().title()))
    if len(found) != 1 or found[0].name != name.strip().casefold():
        return None
    codes = {code for code, _ in finder.share(found[0].name).of}
    return codes.pop() if len(codes) == 1 else None


def _same(name: str, value: str) -> str:
    """What two spellings of a value have in common."""
    if name == "language":
        return language_tag(value)
    folded = value.strip().casefold()
    return re.sub(r"[ &_]+", "_", folded) if name == "facet" else folded  # "music & dance" is music_dance


def _cultures(row: Row) -> Collection[str]:
    """Code and name of a seed's culture, and of its region; of several owners each one's, and all together."""
    if row.get("culture"):
        codes, names = str(row["culture"]), str(row.get("culture_name") or "")
        region = (row.get("region"), row.get("region_name"))
        return {codes, *codes.split("+"), *map(str, filter(None, (names, *names.split(", "), *region)))}
    first = next(iter(row.get("cultures") or ()), None) if "culture" not in row else None
    return {str(first[part]) for part in ("code", "name") if first.get(part)} if isinstance(first, Mapping) else set()


def _weight(row: Row) -> float:
    first = next(iter(row.get("cultures") or ()), None)
    return float(first.get("weight") or 0) if isinstance(first, Mapping) else 0.0


def _one(column: str) -> Callable[[Row], Collection[str]]:
    return lambda row: {str(row[column])} if row.get(column) else set()


_VALUES: dict[str, Callable[[Row], Collection[str]]] = {
    "culture": _cultures,
    "facet": _one("facet"),
    "language": _one("language"),
    "group": _one("group"),
    "points": _one("point_id"),
}
