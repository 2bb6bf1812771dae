"""`cmining report`, `diff` and `figures`: a result shown, compared and drawn."""

import re
import time
from pathlib import Path
from typing import Annotated

import typer

from cmining_distilabel.cli.app import Result
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.text import visible


def report(
    folder: Result,
    *,
    out: Annotated[
        Path | None, typer.Option(help="HTML file. [default: report.html in FOLDER; here for some of it, or the Hub's]")
    ] = None,
    sweep: Annotated[
        Path | None, typer.Option(help="What `cmining sweep` wrote, to show. [default: one that is in FOLDER]")
    ] = None,
    wanted: Filter,
) -> None:
    """Write FOLDER as one HTML page: cultures and facets, maps, points, a place to review them. It needs no network."""
    from cmining_distilabel.show.current import load_current
    from cmining_distilabel.show.page import write_report

    if not wanted and Path(folder).is_dir():
        typer.echo(f"report in {write_report(folder, out, sweep=sweep)}")
        return
    some = load_current(folder).filter(wanted)
    name = "-".join(re.findall(r"\w+", f"{folder.rpartition('/')[2]} {' '.join(map(str, wanted.given().values()))}"))
    typer.echo(f"report in {write_report(some, out or Path(f'{name}.html'), sweep=sweep)}")


def report_of(folder: Path) -> tuple[str, int]:
    """Write the page of a result that was just mined; what to say of it, and an exit code.

    A page that fails must not take the result with it.
    """
    from cmining_distilabel.show.page import write_report

    start = time.perf_counter()
    try:
        return f"report in {write_report(folder)} ({time.perf_counter() - start:.1f} s)", 0
    except KeyboardInterrupt:
        why, code = "it was stopped", 130
    except Exception as error:  # noqa: BLE001 - whatever it is, the result is there
        why, code = str(error) or type(error).__name__, 0
    return f"cmining: no report: {visible(why)}; the result is kept, try `cmining report {folder}`", code


def diff(
    before: Annotated[Path, typer.Argument(help="A result folder.")],
    after: Annotated[Path, typer.Argument(help="Another one, of the same documents.")],
    *,
    top: Annotated[int, typer.Option(min=1, help="Points of each kind of change.")] = 20,
) -> None:
    """Which Culture Points came, went or moved from BEFORE to AFTER, matched by their seeds."""
    from rich.console import Console

    from cmining_distilabel.show.current import load_current
    from cmining_distilabel.show.difference import common_documents, difference, difference_table

    first, second = load_current(before), load_current(after)
    Console().print(difference_table(difference(first, second), top))
    if others := common_documents(first, second):
        typer.echo(f"cmining: {others}", err=True)


def figures(
    folder: Annotated[Path, typer.Argument(help="A result folder.")],
    *,
    file_format: Annotated[str, typer.Option("--format", help="png, pdf or svg.")] = "png",
    out: Annotated[Path | None, typer.Option(help="Folder for the files. [default: figures in FOLDER]")] = None,
    ablation: Annotated[
        Path | None, typer.Option(help="What `cmining ablate` wrote, to draw. [default: one that is in FOLDER]")
    ] = None,
) -> None:
    """Figures for papers from FOLDER: seeds by culture and facet, map, funnel, counts, theta curve, ablation."""
    from cmining_distilabel.show.current import load_current
    from cmining_distilabel.show.figures.figures import save_figures, texts_of
    from cmining_distilabel.show.figures.fonts import scripts_without_font
    from cmining_distilabel.show.figures.measured import find_ablation

    result = load_current(folder)
    paths = save_figures(result, out or folder / "figures", file_format, ablation=find_ablation(folder, ablation))
    for path in paths:
        typer.echo(path)
    drawn = {path.stem for path in paths}
    if "ablation" not in drawn:
        typer.echo("no ablation bars: give what `cmining ablate` wrote with --ablation", err=True)
    if "theta" not in drawn:
        typer.echo("no theta curve: the result is of an earlier version; mine it again", err=True)
    if missing := scripts_without_font(texts_of(result)):
        packages = " ".join(sorted(set(missing.values())))
        typer.echo(f"no font here for {', '.join(missing)}: boxes stand for letters (Debian: {packages})", err=True)
