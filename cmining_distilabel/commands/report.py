"""`cmining report`, `review`, `diff` and `figures`: a result shown, rated, compared and drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

review_app = typer.Typer(no_args_is_help=True, help="Ratings of a result by reviewers.")


@review_app.callback()
def _group() -> None:
    """Keep `summarize` a command of its own, as others stand beside it."""


def report(
    folder: Annotated[Path, typer.Argument(help="A result folder.")],
    *,
    out: Annotated[Path | None, typer.Option(help="HTML file. [default: report.html in FOLDER]")] = None,
) -> None:
    """Show what is in FOLDER as one HTML page: funnel, map, points, and a place to rate them. It needs no network."""
    from cmining_distilabel.report import write_report

    typer.echo(f"report in {write_report(folder, out)}")


@review_app.command("summarize")
def summarize_review(
    files: Annotated[list[Path], typer.Argument(help="CSV files that reviewers exported from the report.")],
    *,
    resamples: Annotated[int, typer.Option(min=0, help="Bootstrap resamples of the intervals; 0: none.")] = 1000,
) -> None:
    """Means of mined and random points on each axis, with intervals, and how far the reviewers agree."""
    from cmining_distilabel.evaluation.statistics import Resampling
    from cmining_distilabel.evaluation.tables import print_table, shown
    from cmining_distilabel.report.ratings import ARMS, read_ratings, summarize

    ratings = read_ratings(files)
    rows = [
        (
            axis,
            *(f"{shown(found.means[arm], 2)} (n = {found.points[arm]})" for arm in ARMS),
            shown(found.difference, 2),
            "–" if found.alpha is None else f"{found.alpha:.2f}",
        )
        for axis, found in summarize(ratings, Resampling(resamples=resamples)).items()
    ]
    raters = len({rating.rater for rating in ratings})
    header = ("axis", *ARMS, "mined less random", "Krippendorff's alpha")
    print_table(f"Ratings from 0 to 4 of {raters} reviewer{'s' if raters != 1 else ''}", header, rows)


def diff(
    before: Annotated[Path, typer.Argument(help="A result folder.")],
    after: Annotated[Path, typer.Argument(help="Another one, of the same documents.")],
    *,
    top: Annotated[int, typer.Option(min=1, help="Points of each kind of change.")] = 20,
) -> None:
    """Which Culture Points came, went or moved from BEFORE to AFTER, matched by their seeds."""
    from rich.console import Console

    from cmining_distilabel.difference import difference, difference_table
    from cmining_distilabel.result import MiningResult

    Console().print(difference_table(difference(MiningResult.load(before), MiningResult.load(after)), top))


def figures(
    folder: Annotated[Path, typer.Argument(help="A result folder.")],
    *,
    file_format: Annotated[str, typer.Option("--format", help="pdf, svg or png.")] = "pdf",
    out: Annotated[Path | None, typer.Option(help="Folder for the files. [default: figures in FOLDER]")] = None,
) -> None:
    """Figures for papers from FOLDER: the map before and after mining, the funnel, points by group."""
    from cmining_distilabel.figures import save_figures
    from cmining_distilabel.result import MiningResult

    for path in save_figures(MiningResult.load(folder), out or folder / "figures", file_format):
        typer.echo(path)
