"""`cmining report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(help="A result folder.")],
    *,
    out: Annotated[Path | None, typer.Option(help="HTML file. [default: report.html in FOLDER]")] = None,
) -> None:
    """Show what is in FOLDER as one HTML page: funnel, map, points, and a place to rate them. It needs no network."""
    from cmining_distilabel.report import write_report

    typer.echo(f"report in {write_report(folder, out)}")
