"""One Culture Point as a card in a terminal."""

from __future__ import annotations

import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.page.acceptance import tests_of
from cmining_distilabel.text import visible

_SEEDS, _TITLE, _TEXT = 10, 80, 200


def print_point(result: MiningResult, point_id: str, *, console: Console | None = None) -> None:
    """Print a point's facts, why it was accepted, and its first seeds. Texts are data: never read as markup.

    Raises:
        UserError: no such point.
    """
    found = result.points.filter(pc.equal(result.points["point_id"], point_id)).to_pylist()
    if not found:
        raise UserError(f"no Culture Point {point_id!r} in this result; `cmining show` lists them")
    point, console = found[0], console or Console()
    cultures = ", ".join(f"{one['name']} {one['weight']:.2f}" for one in point["cultures"] or [])
    facts = {
        "group": point["group"],
        "belongs to": point["culture_name"] or f"nobody known: {point['group']} stands alone",
        "cultures": cultures,
        "facets": ", ".join(point["facets"] or []),
        "keywords": ", ".join(point["keywords"] or []),
        "score": f"{point['score']:.3f}",
    }
    card = Table(title=Text(visible(f"Culture Point {point_id}", _TITLE)), title_justify="left", show_header=False)
    for name, value in facts.items():
        if value:
            card.add_row(name, Text(visible(value, 4 * _TITLE)))
    tests = Table(title="Why it was accepted", title_justify="left")
    for name in ("test", "figure", "limit", "met"):
        tests.add_column(name, justify="right" if name == "figure" else "left")
    for row in tests_of(point, result.config):
        met = {True: "yes", False: "not needed", None: ""}.get(row["passed"], "in part")
        tests.add_row(Text(visible(row["test"], _TITLE)), row["figure"], row["limit"], met)
    own = result.seeds.filter(pc.equal(result.seeds["point_id"], point_id)).sort_by("rank")
    seeds = Table(title=f"Seeds: {min(_SEEDS, len(own))} of {len(own)}", title_justify="left")
    for name in ("title", "text", "source"):
        seeds.add_column(name, overflow="fold")
    for row in own.slice(0, _SEEDS).to_pylist():
        title = visible(row["title"] or row["id"], _TITLE)
        source = visible(row["url"] or row["source"], _TEXT)
        seeds.add_row(Text(title), Text(visible(row["text"], _TEXT)), Text(source))
    for table in (card, tests, seeds):
        console.print(table)
