"""`cmining compare`: two runs, or two arms of several draws."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class Correction(str, Enum):
    """For many comparisons."""

    bh = "bh"
    holm = "holm"


def compare(
    before: Annotated[
        Path, typer.Argument(metavar="RUN_A", help="A folder of cmining evaluate, or a folder of such: a run a draw.")
    ],
    after: Annotated[Path, typer.Argument(metavar="RUN_B", help="Another one, of the same questions.")],
    *,
    out: Annotated[Path | None, typer.Option(help="Folder for the table and the plot.")] = None,
    correction: Annotated[Correction, typer.Option(help="For many countries or topics.")] = Correction.bh,
    level: Annotated[float, typer.Option(min=0, max=1, help="At which a difference is shown.")] = 0.05,
    resamples: Annotated[int, typer.Option(min=1, help="Bootstrap resamples, over questions.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the resamples.")] = 0,
    plot: Annotated[
        bool | None, typer.Option("--plot/--no-plot", help="Draw a PNG; by default if the extra 'plot' is there.")
    ] = None,
) -> None:
    """Whether RUN_B is better than RUN_A: paired bootstrap, McNemar's exact test, corrected by country and topic.

    With several draws an arm, the interval and the test are over draws and questions.
    """
    from cmining_distilabel.evaluation.downstream.compare import compare as run
    from cmining_distilabel.evaluation.downstream.compare import save_comparison
    from cmining_distilabel.evaluation.downstream.show import print_comparison
    from cmining_distilabel.evaluation.plots import wants_plot
    from cmining_distilabel.evaluation.statistics import Resampling

    plot = wants_plot(plot) if out else False
    found = run(
        before, after, correction=correction.value, level=level, resampling=Resampling(resamples=resamples, seed=seed)
    )
    print_comparison(found)
    if out is not None:
        typer.echo(f"comparison in {save_comparison(found, out, plot=plot)}")
