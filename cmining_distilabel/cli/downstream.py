"""`cmining evaluate culturalbench`, `blend`, `global-mmlu`, `perplexity` and TASK."""

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cmining_distilabel.cli.app import Quiet
from cmining_distilabel.cli.evaluate import evaluate_app
from cmining_distilabel.cli.options import as_command, saying_what_is_kept

if TYPE_CHECKING:
    from cmining_distilabel.evaluation.downstream.run import Run

_MODEL, _DATA = "Model", "Data"

_Out = Annotated[Path, typer.Option(help="Folder for prompts, answers and scores.")]
_Answers = Annotated[
    Path | None,
    typer.Option(help="Score these answers (columns id, answer), and ask no model.", rich_help_panel=_MODEL),
]
_Data = Annotated[
    list[str] | None,
    typer.Option(help="CSV, JSON, JSONL or Parquet files, folders, a Hub id; repeatable.", rich_help_panel=_DATA),
]
_Part = Annotated[list[str] | None, typer.Option(help="Part of the benchmark; repeatable.", rich_help_panel=_DATA)]
_Country = Annotated[
    list[str] | None, typer.Option(help="Questions about this country only; repeatable.", rich_help_panel=_DATA)
]
_Language = Annotated[str, typer.Option(help="Of Global-MMLU on the Hub.", rich_help_panel=_DATA)]
_Limit = Annotated[int | None, typer.Option(min=1, help="Most questions a part, drawn evenly.", rich_help_panel=_DATA)]
_Skip = Annotated[
    bool,
    typer.Option("--skip-incomplete", help="Leave out questions that lack an option.", rich_help_panel=_DATA),
]
_Rotate = Annotated[
    bool,
    typer.Option(
        "--rotate", help="Ask with the options in every turn; a question is right in all.", rich_help_panel=_DATA
    ),
]
_Resamples = Annotated[int, typer.Option(min=0, help="Bootstrap resamples of the intervals; 0: none.")]
_Seed = Annotated[int, typer.Option(min=0, help="Seed of the resamples and of --limit.")]
_Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the run that is in --out.")]


_KEPT = "the answers that came are kept, run the same again to go on"
_NAME = typer.Option(
    "--model", "-m", help="Folder or Hub id; with --base-url the server's name.", rich_help_panel=_MODEL
)


def _settings(
    *,
    adapter: Annotated[
        str | None, typer.Option(help="LoRA adapter of the model: folder or Hub id.", rich_help_panel=_MODEL)
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Server with the API of OpenAI, up to /v1.", rich_help_panel=_MODEL)
    ] = None,
    chat: Annotated[
        bool | None,
        typer.Option(
            "--chat/--no-chat", help="Use the chat template; by default if there is one.", rich_help_panel=_MODEL
        ),
    ] = None,
    device: Annotated[
        str | None, typer.Option(help="Of torch; by default a GPU where there is one.", rich_help_panel=_MODEL)
    ] = None,
    dtype: Annotated[str, typer.Option(help="Of torch.", rich_help_panel=_MODEL)] = "auto",
    batch_size: Annotated[
        int, typer.Option(min=1, help="Prompts at a time, of a local model.", rich_help_panel=_MODEL)
    ] = 8,
    concurrency: Annotated[
        int, typer.Option(min=1, help="Requests at a time, to a server.", rich_help_panel=_MODEL)
    ] = 8,
    max_new_tokens: Annotated[
        int | None, typer.Option(min=1, help="Longest answer. [default: 64; of a task its own]", rich_help_panel=_MODEL)
    ] = None,
    thinking: Annotated[
        bool | None,
        typer.Option(
            "--thinking/--no-thinking",
            help="Ask for thoughts before the answer, or for none. [default: as the template has it]",
            rich_help_panel=_MODEL,
        ),
    ] = None,
) -> None:
    """Options of every command that asks a model: the settings of `ModelSpec`, beside its name."""


_SETTINGS = inspect.signature(_settings).parameters


def _with_settings(command: Callable[..., None], names: Iterable[str] = tuple(_SETTINGS)) -> Callable[..., None]:
    """Give a command the options of a model, and pass it their values as `settings`."""
    options = [_SETTINGS[name] for name in names]

    def wrapper(**given: Any) -> None:
        settings = {option.name: given.pop(option.name) for option in options}
        command(settings=settings, **given)

    return as_command(wrapper, command, ("settings",), options)


def _benchmark(name: str, summary: str) -> None:
    """Make `cmining evaluate NAME`; all benchmarks take the same options."""

    def command(
        *,
        out: _Out,
        model: Annotated[str | None, _NAME] = None,
        settings: dict[str, Any],
        answers: _Answers = None,
        data: _Data = None,
        part: _Part = None,
        country: _Country = None,
        language: _Language = "en",
        limit: _Limit = None,
        skip_incomplete: _Skip = False,
        rotate: _Rotate = False,
        resamples: _Resamples = 1000,
        seed: _Seed = 0,
        overwrite: _Overwrite = False,
        quiet: Quiet = False,
    ) -> None:
        from cmining_distilabel.evaluation.downstream.benchmarks import load_items
        from cmining_distilabel.evaluation.downstream.model import ModelSpec, check_model
        from cmining_distilabel.evaluation.downstream.run import evaluate_model
        from cmining_distilabel.evaluation.statistics import Resampling

        spec = None if model is None else ModelSpec(model, **settings)
        if spec is not None:
            check_model(spec)
        loaded = load_items(
            name,
            data or (),
            parts=part or (),
            countries=country or (),
            language=language,
            limit=limit,
            skip_incomplete=skip_incomplete,
            rotate=rotate,
            seed=seed,
        )
        with saying_what_is_kept(_KEPT):
            run = evaluate_model(
                name,
                loaded.items,
                out,
                model=spec,
                answers=answers,
                notes=loaded.notes,
                resampling=Resampling(resamples=resamples, seed=seed),
                overwrite=overwrite,
                quiet=quiet,
            )
        _tell(run, out, quiet)

    command.__doc__ = summary
    evaluate_app.command(name)(_with_settings(command))


_benchmark("culturalbench", "CulturalBench: easy (one of four options) and hard (all true/false rows of a question).")
_benchmark("blend", "BLEnD: multiple-choice, short-answer (in English) and short-answer-local.")
_benchmark("global-mmlu", "Global-MMLU: culturally-sensitive and culturally-agnostic apart; also not-annotated.")


@evaluate_app.command("perplexity")
@partial(_with_settings, names=("adapter", "chat", "device", "dtype", "batch_size"))
def evaluate_texts(
    *,
    out: _Out,
    model: Annotated[str, typer.Option("--model", "-m", help="Folder or Hub id.", rich_help_panel=_MODEL)],
    data: Annotated[
        list[str],
        typer.Option(
            help="NAME=FILE or FILE, of any kind that is mined: a column text, or messages, of which the last is "
            "foretold; repeatable.",
            rich_help_panel=_DATA,
        ),
    ],
    settings: dict[str, Any],
    overwrite: _Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """How well a local model foretells texts, and answers: moves in models too small for multiple choice."""
    from cmining_distilabel.evaluation.downstream.model import ModelSpec, check_model
    from cmining_distilabel.evaluation.downstream.perplexity import evaluate_perplexity, read_texts, score_rows
    from cmining_distilabel.evaluation.statistics import Estimate
    from cmining_distilabel.evaluation.tables import print_table, shown

    spec = ModelSpec(model, **settings)
    check_model(spec)
    rows = score_rows(evaluate_perplexity(read_texts(data), out, spec, overwrite=overwrite, quiet=quiet))
    if not quiet:
        cells = (
            [
                row["part"],
                f"{row['texts']:,}",
                f"{row['tokens']:,}",
                shown(Estimate(row["perplexity"], row["low"], row["high"]), 2),
            ]
            for row in rows
        )
        print_table("Perplexity", ["part", "texts", "tokens", "perplexity"], cells)
    typer.echo(f"{sum(row['texts'] for row in rows):,} texts read; run in {out}")


@evaluate_app.command("task")
@_with_settings
def evaluate_task(
    tasks: Annotated[list[str], typer.Argument(metavar="TASK...", help="Tasks or groups of lm-evaluation-harness.")],
    *,
    out: _Out,
    model: Annotated[str, _NAME],
    settings: dict[str, Any],
    include_path: Annotated[
        str | None, typer.Option(help="Folder of YAML files of more tasks.", rich_help_panel=_DATA)
    ] = None,
    fewshot: Annotated[
        int | None,
        typer.Option(min=0, help="Examples before a question; by default the task's.", rich_help_panel=_DATA),
    ] = None,
    country: _Country = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Most questions a TASK, drawn evenly.", rich_help_panel=_DATA)
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(help="Of the task, that says what is right. [default: its first]", rich_help_panel=_DATA),
    ] = None,
    filter: Annotated[
        str | None, typer.Option(help="Of the task, that reads answers. [default: its first]", rich_help_panel=_DATA)
    ] = None,
    resamples: _Resamples = 1000,
    seed: _Seed = 0,
    overwrite: _Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Any TASK of lm-evaluation-harness (INCLUDE, ArabicMMLU, CLIcK ...); the word `task` may be left out."""
    from cmining_distilabel.evaluation.downstream.any_task import TaskOptions, evaluate_tasks
    from cmining_distilabel.evaluation.downstream.model import ModelSpec
    from cmining_distilabel.evaluation.statistics import Resampling

    spec = ModelSpec(model, **settings)
    options = TaskOptions(include_path, fewshot, country or (), limit, metric, filter, seed)
    resampling = Resampling(resamples=resamples, seed=seed)
    with saying_what_is_kept(_KEPT):
        run = evaluate_tasks(tasks, out, spec, options, resampling=resampling, overwrite=overwrite, quiet=quiet)
    _tell(run, out, quiet)


def _tell(run: "Run", out: Path, quiet: bool) -> None:
    from cmining_distilabel.evaluation.downstream.show import print_run

    if not quiet:
        print_run(run)
    right = sum(question.value > 0 for question in run.questions)
    unread = sum(run.unread.values())
    beside = f", {unread:,} answers could not be read" if unread else ""
    typer.echo(f"{right:,} of {len(run.questions):,} questions right{beside}; run in {out}")
