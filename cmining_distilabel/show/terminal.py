"""A result as tables in a terminal, and all of one Culture Point."""

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cmining_distilabel.errors import UserError, worded
from cmining_distilabel.mining.culture.reliability import in_words
from cmining_distilabel.mining.reasons import REASONS, STAGES
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.acceptance import tests_of
from cmining_distilabel.show.names import facet_and_region, facet_name, owner_name, place_name
from cmining_distilabel.show.notebook import chosen
from cmining_distilabel.text import counted, visible

_TITLE = 80
_NARROW = 110  # columns of a terminal, below which a point shows fewer seeds, and shorter titles
_SEEDS = {True: (2, 24), False: (4, 40)}  # of a point, with characters of a title, by whether the terminal is narrow
_FIGURES = ("share", "seeds", "documents")
_GROUPS = 6  # columns of the funnel; of more groups it shows the total
_OF_ONE, _TEXT = 10, 200  # seeds of a point that is shown alone, and characters of their texts
_WIDE = 1_000  # columns where a pipe reads: a point is one line, for grep and the like


def print_result(result: MiningResult, *, top: int = 5, funnel: bool = False, console: Console | None = None) -> None:
    """Print the best points of each culture with their first seeds, and what is hidden; on demand what was left out.

    Args:
        result: what `mine` gave, or some of it.
        top: points a culture (in the paper's mode, a group); 0 shows all.
        funnel: print the funnel, and why documents were left out, too.
        console: where to; standard output by default.
    """
    if console is None:
        console = Console()
        console.width = console.width if console.is_terminal else _WIDE
    points = result.points.to_pylist()
    shown = best_of_each(points, top)
    if points:
        console.print(points_table(result, shown, narrow=console.width < _NARROW, repeat=not console.is_terminal))
    if len(shown) < len(points):
        console.print(worded(f"{len(shown)} of {counted(len(points), 'point')}; top=0 shows all"))
    if result.funnel.get("filter"):
        console.print(Text(f"Filtered: {visible(chosen(result))}"))
    if funnel:
        console.print(Text("\nDocuments that passed each stage", style="bold"))
        console.print(funnel_table(result))
        seconds = result.funnel.get("seconds", {})
        console.print(Text("Seconds: " + ", ".join(f"{visible(name)} {value:.1f}" for name, value in seconds.items())))
        console.print(Text("\nLeft out", style="bold"))
        console.print(reasons_table(result))
        if line := in_words(result.funnel.get("cultures") or {}):
            console.print(Text(line))
    for warning in result.funnel.get("warnings", []):
        console.print(Text(f"Warning: {visible(warning)}", style="yellow"))


def best_of_each(points: list[dict[str, Any]], top: int) -> list[dict[str, Any]]:
    """The best points of each owner, owners in alphabetical order, those of nobody last; all where `top` is 0."""
    kept: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for point in points:
        if not top or len(kept[owner_name(point)]) < top:
            kept[owner_name(point)].append(point)
    return [point for owner in sorted(kept, key=lambda name: (name.startswith("("), name)) for point in kept[owner]]


def points_table(
    result: MiningResult, points: list[dict[str, Any]], *, narrow: bool = False, repeat: bool = False
) -> Table:
    """Some points with their first seeds. Titles are data: they are never read as markup.

    Args:
        result: that they are of.
        points: by owner.
        narrow: fewer seeds, and shorter titles.
        repeat: name the owner of each point, not of its first one alone.
    """
    most, longest = _SEEDS[narrow]
    titles: dict[str, list[str]] = defaultdict(list)
    for row in result.seeds.select(["point_id", "title", "text"]).to_pylist():
        if len(titles[row["point_id"]]) < most:
            titles[row["point_id"]].append(visible(row["title"] or row["text"], longest))
    anchored = result.points["cultures"].null_count < len(result.points)
    table = _table("culture" if anchored else "group", "share", *(["facet"] if anchored else []), "seeds", "point")
    table.add_column("first seeds", overflow="fold")
    before = ""
    for point in points:
        owner = owner_name(point) if anchored else point["group"]
        share = point["culture_share"] if anchored else point["share"]
        cells = ["" if owner == before and not repeat else owner, "" if share is None else f"{share:.0%}"]
        cells += [facet_and_region(point)] if anchored else []
        cells += [f"{len(point['seed_ids'] or ()):,}", point["point_id"]]
        table.add_row(*map(_text, cells), Text(" · ".join(titles[point["point_id"]])))
        before = owner
    return table


def funnel_table(result: MiningResult) -> Table:
    """Documents that passed each stage, by group."""
    rows = result.funnel["stages"]
    groups = sorted({row["group"] for row in rows})
    many = len(groups) > _GROUPS
    table = _table("stage")
    for name in [*([] if many else map(visible, groups)), total_name(groups)]:
        table.add_column(Text(name), justify="right", no_wrap=True)
    before = ["input", *_counts(rows, groups, STAGES[0], "documents_in")]
    for stage in STAGES[:-1]:
        counts = _counts(rows, groups, stage, "documents_out")
        if counts != before[1:]:  # a stage that left out nothing is no step
            table.add_row(before[0], *(before[-1:] if many else before[1:]))
            before = [stage, *counts]
    table.add_row(before[0], *(before[-1:] if many else before[1:]))
    return table


def reasons_table(result: MiningResult) -> Table:
    """Why documents were left out, most frequent first."""
    counts: Counter[str] = Counter()
    for row in result.funnel["stages"]:
        counts.update(row["rejected"])
    table = _table("documents", "reason")
    table.add_column("which means")
    for reason, count in counts.most_common():
        table.add_row(f"{count:,}", _text(reason), worded(REASONS[reason][1]) if reason in REASONS else "")
    return table


def _table(*columns: str) -> Table:
    """A table without lines, so that it is read by people, and by programs where it goes into a pipe."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if name in _FIGURES else "left", no_wrap=True)
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


def print_point(result: MiningResult, point_id: str, *, console: Console | None = None) -> None:
    """Print a point's first seeds, its facts, and why it was accepted. Texts are data: never read as markup.

    Raises:
        UserError: no such point.
    """
    found = result.points.filter(pc.equal(result.points["point_id"], point_id)).to_pylist()
    if not found:
        raise UserError(f"no Culture Point {point_id!r} in this result; `cmining show` lists them")
    point, console = found[0], console or Console()
    own = result.seeds.filter(pc.equal(result.seeds["point_id"], point_id)).sort_by("rank")
    share = "" if point["culture_share"] is None else f" {point['culture_share']:.0%}"
    shown = min(_OF_ONE, len(own))
    title = f"{visible(point_id, _TITLE)} · {place_name(point)}{share} · {facet_name(point['facet'])}"
    console.print(
        Text(f"{title} · {counted(len(own), 'seed')}{f', the first {shown}' if shown < len(own) else ''}", style="bold")
    )
    for row in own.slice(0, _OF_ONE).to_pylist():
        console.print(Text(f"\n{row['rank']}. {visible(row['title'] or row['id'], _TITLE)}", style="bold"))
        console.print(Text(visible(row["text"], _TEXT)))
        if source := visible(row["url"] or row["source"], _TEXT):
            console.print(Text(source, style="dim"), soft_wrap=True)
    cultures = ", ".join(f"{one['name']} {one['weight']:.2f}" for one in point["cultures"] or [])
    facts = {
        "group": point["group"],
        "cultures": cultures,
        "facets": ", ".join(map(facet_name, point["facets"] or [])),
        "keywords": ", ".join(point["keywords"] or []),
        "score": f"{point['score']:.3f}",
    }
    console.print()
    for name, value in facts.items():
        if value:
            console.print(Text(f"{name}: {visible(value, 4 * _TITLE)}"))
    console.print(Text("\nWhy it was accepted", style="bold"))
    tests = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("test", "figure", "limit", "met"):
        tests.add_column(name, justify="right" if name == "figure" else "left")
    for row in tests_of(point, result.config):
        met = {True: "yes", False: "not needed", None: ""}.get(row["passed"], "in part")
        tests.add_row(Text(visible(row["test"], _TITLE)), row["figure"], row["limit"], met)
    console.print(tests)
