"""`cmining arms`: data for a fair comparison of ways to find seeds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cmining_distilabel.cli.app import App
from cmining_distilabel.config import MiningConfig

arms_app = App(help="Training data that differ only in how their seeds were found.")


def arm_seeds(
    inputs: Annotated[
        list[str],
        typer.Argument(help="JSONL, Parquet, CSV, folders, Hub data set ids; LANG=INPUT sets a language."),
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder for a folder of seeds an arm.")],
    own: Annotated[
        str | None, typer.Option(help="Seeds of your own, as a further arm: folder, file or Hub id.")
    ] = None,
    size: Annotated[int | None, typer.Option(min=1, help="Seeds an arm. [default: of the smallest]")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")] = False,
    config: MiningConfig,
) -> None:
    """Seeds of each arm from INPUTS: random, monolingual (stage 1 only), paper, calibrated, and your own."""
    from cmining_distilabel.training.arms import make_arms

    for name, count in make_arms(inputs, out, config, own=own, size=size, quiet=quiet).items():
        typer.echo(f"{name}: {count} seeds in {out / name}")
    typer.echo(f"next, for each: cmining generate {out}/ARM --out {out}/ARM; then: cmining arms match {out} --out data")


@arms_app.command("match")
def arm_match(
    arms: Annotated[list[Path], typer.Argument(help="Folders of cmining generate, or one that holds them.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder for ARM.jsonl and match.json.")],
    benchmark: Annotated[
        list[str] | None,
        typer.Option(help="Must not be in the data: files or data sets' ids; repeatable."),
    ] = None,
    similarity: Annotated[
        float, typer.Option(min=0, max=1, help="From which a row repeats a benchmark; 0: words only.")
    ] = 0.7,
    tokens: Annotated[int | None, typer.Option(min=1, help="An arm. [default: of the smallest]")] = None,
    tokenizer: Annotated[
        str | None, typer.Option(help="That counts: folder or Hub id. [default: an estimate from letters]")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the order of the rows.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")] = False,
) -> None:
    """Cut the instruction data of ARMS to the same number of tokens, without what repeats a benchmark."""
    from cmining_distilabel.training.match import match_arms

    report = match_arms(
        arms,
        out,
        benchmarks=benchmark or (),
        similarity=similarity,
        tokens=tokens,
        tokenizer=tokenizer,
        seed=seed,
        quiet=quiet,
    )
    for name, row in report.items():
        dropped = sum(row["dropped"].values())
        typer.echo(
            f"{name}: {row['kept']} of {row['rows']} rows, {row['tokens']:,} tokens; {dropped} repeat a benchmark"
        )
    if not benchmark:
        typer.echo("no benchmark was named, so none was looked for: --benchmark")
