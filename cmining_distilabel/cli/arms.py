"""`cmining arms`: data for a fair comparison of ways to find seeds."""

from pathlib import Path
from typing import Annotated

import typer

from cmining_distilabel.cli.app import App, Inputs, Quiet
from cmining_distilabel.config import MiningConfig
from cmining_distilabel.text import counted

arms_app = App(help="Training data that differ only in how their seeds were found.")


def arm_seeds(
    inputs: Inputs,
    *,
    out: Annotated[Path, typer.Option(help="Folder for a folder of seeds an arm.")],
    arm: Annotated[
        list[str] | None,
        typer.Option(
            help="Arm to make; repeatable. same-facet-shared is small, and the smallest arm sets the size of all. "
            "[default: random, monolingual, paper, calibrated, neutral-matched]"
        ),
    ] = None,
    own: Annotated[
        str | None, typer.Option(help="Seeds of your own, as a further arm: folder, file or Hub id.")
    ] = None,
    translations: Annotated[
        str | None,
        typer.Option(help="Of calibrated seeds, as the arm 'translated': a file with their id, a text, a language."),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(
            min=2, help="Make each arm so many times, from another half of the documents, in draw-1, draw-2 ..."
        ),
    ] = None,
    seed_language: Annotated[
        list[str] | None,
        typer.Option(help="That seeds are in, of all that are mined: the model's; repeatable. [default: all]"),
    ] = None,
    held_out: Annotated[
        int | None,
        typer.Option(min=1, help="Seeds, and as many documents not about culture, for no arm but for held-out/."),
    ] = None,
    size: Annotated[int | None, typer.Option(min=1, help="Seeds an arm. [default: of the smallest]")] = None,
    quiet: Quiet = False,
    config: MiningConfig,
) -> None:
    """Seeds of each arm from INPUTS: random, monolingual (stage 1 only), paper, calibrated, their likes, your own."""
    from cmining_distilabel.training.arms import DEFAULT, make_arms

    found = make_arms(
        inputs,
        out,
        config,
        arms=arm or DEFAULT,
        own=own,
        translations=translations,
        size=size,
        draws=draws,
        seed_languages=seed_language or (),
        held_out=held_out,
        quiet=quiet,
    )
    folder = out / "draw-N" if draws else out
    for name, count in found.items():
        typer.echo(f"{name}: {counted(count, 'seed')} in {folder / name}")
    typer.echo(
        f"next, for each: cmining generate {folder}/ARM --out {folder}/ARM; "
        f"then: cmining arms match {folder} --out data"
        + ("/draw-N --tokens COUNT, with the same COUNT" if draws else "")
    )


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
    texts: Annotated[
        bool, typer.Option("--texts", help="Each seed's own text as the answer to its title: no model has written.")
    ] = False,
    quiet: Quiet = False,
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
        texts=texts,
        quiet=quiet,
    )
    for name, row in report.items():
        dropped = sum(row["dropped"].values())
        typer.echo(
            f"{name}: {row['kept']} of {row['rows']} rows, {row['tokens']:,} tokens; {dropped} repeat a benchmark"
        )
    if not benchmark:
        typer.echo("no benchmark was named, so none was looked for: --benchmark")
