"""The command line: thin commands over the functions of the package."""

import errno
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from cmining_distilabel.cli import downstream as downstream  # its commands are beneath `evaluate`
from cmining_distilabel.cli.app import App, Inputs, Quiet, Result
from cmining_distilabel.cli.arms import arm_seeds, arms_app
from cmining_distilabel.cli.compare import compare
from cmining_distilabel.cli.cost import cost
from cmining_distilabel.cli.evaluate import ablate, evaluate_app, sweep
from cmining_distilabel.cli.generate import generate
from cmining_distilabel.cli.options import in_options, with_config_options, with_filter_options
from cmining_distilabel.cli.recipes import recipe_app, run_pipeline
from cmining_distilabel.cli.report import diff, figures, report, report_of
from cmining_distilabel.cli.review import review_app
from cmining_distilabel.cli.score import score
from cmining_distilabel.config import MiningConfig
from cmining_distilabel.errors import Failure, UserError, word_lines, worded
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.secrets import redacted
from cmining_distilabel.show.printing import safe_printing
from cmining_distilabel.text import counted, visible
from cmining_distilabel.version import __version__

# Typer carries its own copy of click, or uses the real one, by its version: this is whichever's.
ClickException: Any = typer.BadParameter.__mro__[2]

app = App(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Mine Culture Points from raw multilingual text.",
)
_MINE, _SEE, _USE, _MEASURE = "Mine", "See and review", "Use", "Measure"

_Out = Annotated[str, typer.Option(help="Folder for the result, local or any fsspec URL.")]
_Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the result that is in --out.")]
_Report = Annotated[bool, typer.Option("--report/--no-report", help="Write report.html into the result.")]


@app.command(rich_help_panel=_MINE)
@with_config_options
def mine(
    inputs: Inputs,
    *,
    out: Annotated[str | None, typer.Option(help="Folder for the result, local or any fsspec URL.")] = None,
    overwrite: _Overwrite = False,
    quiet: Quiet = False,
    report: _Report = True,
    update: Annotated[
        bool, typer.Option("--update", help="Do nothing if --out is what this run would give; else replace it.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would run, and roughly how long.")] = False,
    config: MiningConfig,
) -> None:
    """Mine Culture Points from INPUTS into the folder --out."""
    from cmining_distilabel.mining.dry_run import what_would_run
    from cmining_distilabel.mining.miner import Miner
    from cmining_distilabel.mining.result.fingerprint import is_current
    from cmining_distilabel.mining.result.result import check_output

    overwrite = overwrite or update
    if out is not None:
        check_output(out, overwrite=overwrite)
    if dry_run:
        typer.echo(what_would_run(inputs, config, quiet=quiet))
        return
    if out is None:
        raise UserError("name a folder for the result with --out FOLDER")
    miner = Miner(inputs, config, quiet=quiet)
    if update and is_current(out, miner.fingerprint(config)):
        typer.echo(f"{out} is what these documents and knobs give; nothing to do")
        return
    _finish(miner.mine(config), out, overwrite, quiet, report)


@app.command(rich_help_panel=_MINE)
@with_config_options
def demo(
    *,
    out: _Out = "demo",
    overwrite: _Overwrite = False,
    quiet: Quiet = False,
    per_language: Annotated[int, typer.Option(min=1, help="Documents a language.")] = 3000,
    report: _Report = True,
    config: MiningConfig,
) -> None:
    """Mine real Wikipedia leads in English, French and Spanish (extra 'demo')."""
    from cmining_distilabel.mining.miner import mine as run
    from cmining_distilabel.mining.read.demo_corpus import load_demo
    from cmining_distilabel.mining.result.result import check_output

    check_output(out, overwrite=overwrite)
    result = run(load_demo(per_language, config.seed), config, quiet=quiet)
    _finish(replace(result, command=("demo", "--per-language", str(per_language))), out, overwrite, quiet, report)


@app.command(rich_help_panel=_SEE)
@with_filter_options
def show(
    folder: Result,
    point_id: Annotated[str | None, typer.Argument(help="A Culture Point, to see all of it.")] = None,
    *,
    top: Annotated[int, typer.Option(min=0, help="Points a culture (in paper mode a group); 0 shows all.")] = 5,
    funnel: Annotated[bool, typer.Option("--funnel", help="Also how many documents passed, and why not.")] = False,
    wanted: Filter,
) -> None:
    """Print a result's Culture Points by culture; or one of them."""
    from cmining_distilabel.show.current import load_current
    from cmining_distilabel.show.terminal import print_result

    result = load_current(folder).filter(wanted)
    if point_id is not None:
        from cmining_distilabel.show.terminal import print_point

        print_point(result, point_id)
        return
    print_result(result, top=top, funnel=funnel)
    _advise(result)


def print_encoder_profile(
    encoder: Annotated[
        str, typer.Argument(help="use-multilingual-v3, e5-small, or a SentenceTransformer's Hub id or folder.")
    ],
    prompt: Annotated[str | None, typer.Option(help="Text put before every input.")] = None,
    store: Annotated[str | None, typer.Option(help="Folder of vectors; a user cache by default.")] = None,
) -> None:
    """Measure an encoder's language bias on the built-in parallel text, before and after each debias."""
    from rich.console import Console

    from cmining_distilabel.config import EmbedConfig
    from cmining_distilabel.mining.calibrate.encoder_profile import encoder_profile, profile_table
    from cmining_distilabel.mining.encode.encoders import load_encoder

    config = EmbedConfig(encoder=encoder, prompt=prompt, store=store)
    loaded = load_encoder(config)
    Console().print(profile_table(encoder_profile(config, encoder=loaded, quiet=False), loaded.id))


@app.command(rich_help_panel=_USE)
@with_filter_options
def push(
    folder: Annotated[Path, typer.Argument(help="A result folder.")],
    *,
    repo: Annotated[str, typer.Option(help="Data set on the Hub: org/name.")],
    private: Annotated[bool, typer.Option("--private", help="Create the repository as a private one.")] = False,
    documents: Annotated[
        bool,
        typer.Option("--documents/--no-documents", help="Titles and scores of all documents, and the clusters, too."),
    ] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be pushed; call nothing.")] = False,
    wanted: Filter,
) -> None:
    """Push a result to the Hugging Face Hub, with a data set card."""
    from cmining_distilabel.hub import push as hub

    typer.echo(hub.push(folder, repo, wanted=wanted, documents=documents, private=private, dry_run=dry_run))


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"cmining-distilabel {__version__}")
        raise typer.Exit


def _finish(result: Any, out: str, overwrite: bool, quiet: bool, report: bool) -> None:
    from cmining_distilabel.mining.result.remote import output_folder
    from cmining_distilabel.show.terminal import print_result

    said, code = "", 0
    with output_folder(out) as folder:
        result.save(folder, overwrite=overwrite)
        if report:
            said, code = report_of(folder)
    if not quiet:
        print_result(result, funnel=True)
    typer.echo(f"{counted(len(result.points), 'Culture Point')} with {counted(len(result.seeds), 'seed')} in {out}")
    _advise(result)
    typer.echo(said, err=said.startswith("cmining:")) if said else None
    if code:
        raise typer.Exit(code)


def _advise(result: Any) -> None:
    """What to change where little was found."""
    from cmining_distilabel.mining.result.advice import advice

    for number, line in enumerate(advice(result.funnel, result.config)):
        typer.echo(("Little was found. " if not number else "") + worded(line))


app.command("run", rich_help_panel=_MINE)(run_pipeline)
app.add_typer(recipe_app, name="recipe", rich_help_panel=_MINE)
app.command(rich_help_panel=_SEE)(with_filter_options(report))
app.command(rich_help_panel=_SEE)(figures)
app.command(rich_help_panel=_SEE)(diff)
app.add_typer(review_app, name="review", rich_help_panel=_SEE)
app.command(rich_help_panel=_USE)(with_filter_options(score))
app.command(rich_help_panel=_USE)(generate)
app.add_typer(evaluate_app, name="evaluate", rich_help_panel=_MEASURE)
app.command(rich_help_panel=_MEASURE)(compare)
app.add_typer(arms_app, name="arms", rich_help_panel=_MEASURE)
arms_app.command("seeds")(with_config_options(arm_seeds))
app.command(rich_help_panel=_MEASURE)(cost)
app.command(rich_help_panel=_MEASURE)(with_config_options(ablate))
app.command(rich_help_panel=_MEASURE)(with_config_options(sweep))
app.command("encoder-profile", rich_help_panel=_MEASURE)(print_encoder_profile)


_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    """Entry point: exit code 0 done, 1 failure, 2 the user's mistake, 130 Ctrl-C, 128 + N signal N."""
    for number in _SIGNALS:
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, _stop)
    os.register_at_fork(after_in_child=_leave_signals)
    word_lines(in_options)
    with safe_printing():
        _run()


class _Stopped(KeyboardInterrupt):
    """By a signal: as by Ctrl-C, what is at work ends its processes and removes what it had begun to write."""

    number = signal.SIGINT


def _stop(number: int, _: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    _Stopped.number = signal.Signals(number)
    raise _Stopped(f"stopped by {_Stopped.number.name}; what was finished is kept")


def _leave_signals() -> None:
    """Let the system end a forked process at once: a handler in Python may come too late, while it waits for a lock."""
    for number in _SIGNALS:
        if signal.getsignal(number) is _stop:
            signal.signal(number, signal.SIG_DFL)


def _run() -> None:
    try:
        code = app(standalone_mode=False) or 0
        # Typer makes 130 of every interrupt, whatever it was.
        sys.exit(128 + _Stopped.number if code == 130 else code)
    except (UserError, Failure) as error:
        line = str(error).partition("\n\n")[0]  # without the traceback of a step, which its log has
        typer.echo(f"cmining: {visible(redacted(worded(line)))}", err=True)
        sys.exit(2 if isinstance(error, UserError) else 1)
    except (MemoryError, ImportError, OSError) as error:
        said = isinstance(error, OSError) and error.errno == errno.ENOMEM
        if not (said or isinstance(error, MemoryError) or "failed to map segment" in str(error)):
            raise
        typer.echo("cmining: there is not enough memory for this", err=True)
        sys.exit(1)
    except ClickException as error:  # a mistake on the command line itself
        error.show()
        sys.exit(2)
