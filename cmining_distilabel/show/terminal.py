"""A result as tables in a terminal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.culture.reliability import in_words
from cmining_distilabel.mining.reasons import REASONS, STAGES
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.text import visible

_SEEDS_SHOWN, _TITLE = 4, 80
_NARROW = 110  # columns of a terminal; below, score and id of a point give way to its seeds
_PIPED = 140  # where there is no terminal that could be too narrow


def print_result(
    result: MiningResult,
    *,
    group: str | None = None,
    culture: str | None = None,
    facet: str | None = None,
    top: int = 5,
    console: Console | None = None,
) -> None:
    """Print the best points of each culture with their first seeds, the funnel, and why documents were left out.

    Args:
        result: what `mine` gave.
        group: only this group's points.
        culture: only points of this culture, by code or by English name.
        facet: only points that have this facet.
        top: points a culture (in the paper's mode, a group); 0 shows all.
        console: where to; standard output by default.

    Raises:
        UserError: no point is of that group, culture or facet; the message lists those that there are.
    """
    if console is None:
        console = Console()
        console.width = console.width if console.is_terminal else max(console.width, _PIPED)
    points = chosen_points(result, group=group, culture=culture, facet=facet)
    shown = best_of_each(points, top)
    console.print(points_table(result, shown, narrow=console.width < _NARROW))
    if len(shown) < len(points):
        console.print(f"{len(shown)} of {len(points)} points; --top 0 shows all")
    console.print(funnel_table(result))
    console.print(reasons_table(result))
    if line := in_words(result.funnel.get("cultures") or {}):
        console.print(Text(line))
    for warning in result.funnel.get("warnings", []):
        console.print(Text(f"Warning: {visible(warning)}", style="yellow"))


def chosen_points(
    result: MiningResult, *, group: str | None = None, culture: str | None = None, facet: str | None = None
) -> list[dict[str, Any]]:
    """The points of a group, culture and facet, best first.

    Raises:
        UserError: none of the result's points has that value.
    """
    points: list[dict[str, Any]] = result.points.to_pylist()
    columns = {"group": ("group",), "culture": ("culture", "culture_name"), "facet": ("facets",)}
    for name, wanted in (("group", group), ("culture", culture), ("facet", facet)):
        if wanted is None:
            continue
        values = [_values(point, columns[name]) for point in points]
        if not any(wanted in own for own in values):
            known = ", ".join(sorted(set().union(*values))) or "none"
            raise UserError(f"no point is of the {name} '{wanted}'; there are: {known}")
        points = [point for point, own in zip(points, values, strict=True) if wanted in own]
    return points


def _values(point: dict[str, Any], columns: tuple[str, ...]) -> set[str]:
    """What stands in some columns of a point, lists taken apart."""
    cells = [point[column] for column in columns]
    return {value for cell in cells for value in (cell if isinstance(cell, list) else [cell]) if value}


def best_of_each(points: list[dict[str, Any]], top: int) -> list[dict[str, Any]]:
    """The best points of each owner, owners in alphabetical order; all of them where `top` is 0."""
    kept: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for point in points:
        if not top or len(kept[_owner(point)]) < top:
            kept[_owner(point)].append(point)
    return [point for owner in sorted(kept) for point in kept[owner]]


def points_table(result: MiningResult, points: list[dict[str, Any]], *, narrow: bool = False) -> Table:
    """Some points with their first seeds. Titles are data: they are never read as markup."""
    titles: dict[str, list[str]] = defaultdict(list)
    for row in result.seeds.select(["point_id", "title", "text"]).to_pylist():
        titles[row["point_id"]].append(visible(row["title"] or row["text"], _TITLE))
    anchored = result.points["cultures"].null_count < len(result.points)
    table = Table(title="Culture Points", title_justify="left")
    about = ("share", "facet") if anchored else ("share",)
    for name in ("culture" if anchored else "group", *about, "size", *(() if narrow else ("score", "point"))):
        table.add_column(name, justify="right" if name in ("size", "share", "score") else "left", no_wrap=True)
    table.add_column("seeds", overflow="fold", min_width=20)
    for place, point in enumerate(points):
        share = point["culture_share"] if anchored else point["share"]
        cells = [f"{share:.0%}", point["facet"] or ""] if anchored else [f"{share:.2f}"]
        cells += [str(point["size"])] + ([] if narrow else [f"{point['score']:.2f}", point["point_id"]])
        seeds = " · ".join(titles[point["point_id"]][:_SEEDS_SHOWN])
        last = place + 1 == len(points) or _owner(points[place + 1]) != _owner(point)
        table.add_row(_text(_owner(point)), *map(_text, cells), Text(seeds), end_section=last)
    return table


def _owner(point: dict[str, Any]) -> str:
    """What a point is listed under: its culture, or the group that stands alone."""
    return str(point["culture_name"] or point["group"])


def funnel_table(result: MiningResult) -> Table:
    """Documents that passed each stage, by group."""
    rows = result.funnel["stages"]
    groups = sorted({row["group"] for row in rows})
    table = Table(title="Funnel: documents that passed each stage", title_justify="left", caption_justify="left")
    table.add_column("stage", no_wrap=True)
    for name in [*map(visible, groups), total_name(groups)]:
        table.add_column(Text(name), justify="right", no_wrap=True)
    table.add_row("input", *_counts(rows, groups, STAGES[0], "documents_in"))
    for stage in STAGES[:-1]:
        table.add_row(stage, *_counts(rows, groups, stage, "documents_out"))
    seconds = result.funnel.get("seconds", {})
    table.caption = "seconds: " + ", ".join(f"{visible(name)} {value:.1f}" for name, value in seconds.items())
    return table


def reasons_table(result: MiningResult) -> Table:
    """Why documents were left out, most frequent first."""
    counts: Counter[str] = Counter()
    for row in result.funnel["stages"]:
        counts.update(row["rejected"])
    table = Table(title="Left out", title_justify="left")
    table.add_column("documents", justify="right")
    table.add_column("reason", no_wrap=True)
    table.add_column("which means")
    for reason, count in counts.most_common():
        table.add_row(f"{count:,}", _text(reason), REASONS[reason][1] if reason in REASONS else "")
    return table


def total_name(groups: Collection[str]) -> str:
    """What the total over groups is called, where a group may be called "all" itself."""
    return next(name for name in ("all", "all groups", "all of the groups", "Σ") if name not in groups)


def _text(text: str) -> Text:
    """Text of rows, which is never read as markup, and never steers the terminal."""
    return Text(visible(text, _TITLE))


def _counts(rows: list[dict[str, Any]], groups: list[str], stage: str, field: str) -> list[str]:
    by_group = {row["group"]: row[field] for row in rows if row["stage"] == stage}
    return [f"{by_group[name]:,}" for name in groups] + [f"{sum(by_group.values()):,}"]
