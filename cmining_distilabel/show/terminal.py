"""A result as tables in a terminal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cmining_distilabel.mining.reasons import REASONS, STAGES
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.text import visible

_SEEDS_SHOWN, _TITLE = 4, 80
_NARROW = 110  # columns of a terminal; below, the kind of a point gives way to its seeds
_PIPED = 140  # where there is no terminal that could be too narrow


def print_result(
    result: MiningResult,
    *,
    group: str | None = None,
    facet: str | None = None,
    top: int = 5,
    console: Console | None = None,
) -> None:
    """Print the best points of each group with their first seeds, the funnel, and why documents were left out.

    Args:
        result: what `mine` gave.
        group: only this group's points.
        facet: only points that have this facet.
        top: points a group.
        console: where to; standard output by default.
    """
    if console is None:
        console = Console()
        console.width = console.width if console.is_terminal else max(console.width, _PIPED)
    console.print(points_table(result, group=group, facet=facet, top=top, narrow=console.width < _NARROW))
    console.print(funnel_table(result))
    console.print(reasons_table(result))
    for warning in result.funnel.get("warnings", []):
        console.print(Text(f"Warning: {visible(warning)}", style="yellow"))


def points_table(
    result: MiningResult, *, group: str | None = None, facet: str | None = None, top: int = 5, narrow: bool = False
) -> Table:
    """The best points of each group. Titles are data: they are never read as markup."""
    titles: dict[str, list[str]] = defaultdict(list)
    for row in result.seeds.select(["point_id", "title", "text"]).to_pylist():
        titles[row["point_id"]].append(visible(row["title"] or row["text"], _TITLE))
    anchored = result.points["cultures"].null_count < len(result.points)
    table = Table(title="Culture Points", title_justify="left")
    about = ("culture", "facet") if narrow else ("kind", "culture", "facet")
    for name in ("group", "point", *(about if anchored else ("share",)), "size", "score"):
        table.add_column(name, justify="right" if name in ("size", "share", "score") else "left", no_wrap=True)
    table.add_column("seeds", overflow="fold", min_width=20)
    shown: Counter[str] = Counter()
    points = result.points.to_pylist()
    for point in sorted(points, key=lambda point: str(point["group"])):  # stable: best first within a group
        name = point["group"]
        if (group is not None and name != group) or (facet is not None and facet not in (point["facets"] or ())):
            continue
        shown[name] += 1
        if shown[name] > top:
            continue
        if anchored:
            owner = f"{point['culture_name']} {point['culture_share']:.0%}" if point["culture"] else "?"
            middle: list[Any] = [_text(owner), _text(point["facet"] or "")]
            middle = middle if narrow else [_text(point["kind"]), *middle]
        else:
            middle = [f"{point['share']:.2f}"]
        seeds = " · ".join(titles[point["point_id"]][:_SEEDS_SHOWN])
        figures = (str(point["size"]), f"{point['score']:.2f}")
        table.add_row(
            _text(name), _text(point["point_id"]), *middle, *figures, Text(seeds), end_section=shown[name] == top
        )
    return table


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
