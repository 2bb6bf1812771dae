"""A result as Python's prompt and notebooks show it."""

import math
from collections import defaultdict
from typing import Any

from markupsafe import Markup

from cmining_distilabel.mining.result.advice import advice
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.matrix import seed_counts
from cmining_distilabel.show.names import facet_name, place_name
from cmining_distilabel.text import counted, visible

_POINTS, _SEEDS, _CULTURES, _FACETS = 10, 3, 15, 12  # shown of each
_TITLE = 60
_NAMED = 5  # cultures in a line
_TABLE = Markup('<table style="border-collapse: collapse; margin: .5em 0">{}</table>')
_CELL = Markup(
    '<{tag} style="text-align: {side}; padding: .1em .5em; background: rgba(42, 109, 176, {shade:.2f})">{text}</{tag}>'
)


def in_lines(result: MiningResult) -> str:
    """Three lines: how much, whose, how."""
    cultures, _, counts = seed_counts(result)
    totals = [f"{visible(name, _TITLE)} {count:,}" for name, count in zip(cultures, counts.sum(axis=1), strict=True)]
    more = f" and {len(totals) - _NAMED} more" if len(totals) > _NAMED else ""
    by = visible(chosen(result))
    return (
        f"MiningResult: {sizes(result)}{f' ({by})' if by else ''}\n"
        f"seeds of: {', '.join(totals[:_NAMED]) or 'no culture that is known'}{more}\n"
        f"{result.config.mode} mode, {visible(result.versions.get('encoder', ''), _TITLE)}; "
        "see .points, .seeds, .documents, .filter(culture=...), .report()"
    )


def sizes(result: MiningResult) -> str:
    """Points, seeds and documents in words."""
    counts = {"Culture Point": len(result), "seed": len(result.seeds), "document": result.funnel.get("documents", 0)}
    return ", ".join(counted(count, name) for name, count in counts.items())


def chosen(result: MiningResult) -> str:
    """By what a result was filtered, in words; empty where it is a whole run's."""
    parts = (
        f"{name.replace('_', ' ')} {', '.join(value) if isinstance(value, list) else value}"
        for name, value in result.funnel.get("filter", {}).items()
    )
    return ", ".join(parts)


def in_html(result: MiningResult) -> str:
    """Counts, seeds by culture and facet, and the first points. Everything from rows is escaped."""
    cultures, facets, counts = seed_counts(result)
    lines = [in_lines(result).splitlines()[1], *advice(result.funnel, result.config)]
    parts = [Markup("<p><b>{}</b>{}</p>").format(sizes(result), Markup("").join(map(Markup("<br>{}").format, lines)))]
    if cultures:
        shown = facets[:_FACETS]
        header = ["", *shown]
        rows: list[list[str | int]] = [
            [visible(name, _TITLE), *map(int, own[:_FACETS])]
            for name, own in zip(cultures[:_CULTURES], counts, strict=False)
        ]
        parts.append(_table(header, rows))
    points = result.points.slice(0, _POINTS).to_pylist()
    titles: dict[str, list[str]] = defaultdict(list)
    for row in result.seeds.select(["point_id", "title", "text"]).to_pylist():
        if len(titles[row["point_id"]]) < _SEEDS:
            titles[row["point_id"]].append(visible(row["title"] or row["text"], _TITLE))
    parts.append(
        _table(
            ["point", "culture", "share", "facet", "seeds", "first seeds"],
            [_row(point, titles[point["point_id"]]) for point in points],
        )
    )
    if len(result) > len(points):
        parts.append(
            Markup("<p>{} more points: <code>.points</code>, <code>.report()</code></p>").format(
                f"{len(result) - len(points):,}"
            )
        )
    return str(Markup("").join(parts))


def _row(point: dict[str, Any], titles: list[str]) -> list[str | int]:
    share = point["culture_share"]
    return [
        visible(point["point_id"], _TITLE),
        place_name(point),
        "" if share is None else f"{share:.0%}",
        facet_name(point["facet"]),
        len(point["seed_ids"] or ()),
        " · ".join(titles),
    ]


def _table(header: list[str], rows: list[list[str | int]]) -> Markup:
    """Numbers are shaded by how large they are among all."""
    most = max((cell for row in rows for cell in row if isinstance(cell, int)), default=0)

    def cell(value: str | int, tag: str = "td") -> Markup:
        if isinstance(value, str):
            return _CELL.format(tag=tag, side="left", shade=0, text=value)
        shade = 0.5 * math.log1p(value) / math.log1p(most) if value else 0
        return _CELL.format(tag=tag, side="right", shade=shade, text=f"{value:,}" if value else "")

    lines = [Markup("").join(cell(name, "th") for name in header)]
    lines += [Markup("").join(map(cell, row)) for row in rows]
    return _TABLE.format(Markup("").join(Markup("<tr>{}</tr>").format(line) for line in lines))
