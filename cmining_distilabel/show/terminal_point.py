"""One Culture Point, all of it, in a terminal."""

import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.acceptance import tests_of
from cmining_distilabel.show.names import facet_name, place_name
from cmining_distilabel.text import visible

_SEEDS, _TITLE, _TEXT = 10, 80, 200


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
    shown = min(_SEEDS, len(own))
    title = f"{visible(point_id, _TITLE)} · {place_name(point)}{share} · {facet_name(point['facet'])}"
    console.print(
        Text(f"{title} · {len(own):,} seeds{f', the first {shown}' if shown < len(own) else ''}", style="bold")
    )
    for row in own.slice(0, _SEEDS).to_pylist():
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
