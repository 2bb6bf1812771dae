"""`cmining evaluate`, `cmining ablate` and `cmining sweep`: results against labels."""

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from cmining_distilabel.cli.app import App, Group, Inputs, Quiet
from cmining_distilabel.config import MiningConfig
from cmining_distilabel.errors import UserError


class _AnyTask(Group):
    """What is no command here is a task of lm-evaluation-harness: `cmining evaluate include_base_44_korean`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            args = ["task", *args]
        return super().resolve_command(ctx, args)


evaluate_app = App(
    group=_AnyTask,
    help="Measure a result, or a language model: NAME may be any task of lm-evaluation-harness, too.",
)

_Out = Annotated[Path, typer.Option(help="Folder for the tables.")]
_Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the tables that are in --out.")]
_LabelFile = Annotated[str, typer.Option("--labels", help="File of labelled ids: JSONL, CSV or Parquet.")]
_LabelId = Annotated[str, typer.Option(help="Column of the ids in --labels.")]
_LabelColumn = Annotated[str, typer.Option(help="Column of the labels in --labels.")]
_Positive = Annotated[
    list[str] | None, typer.Option(help="Label, or pattern (cult:*), to be mined; repeatable. [default: cultural]")
]
_Negative = Annotated[
    list[str] | None, typer.Option(help="Label, or pattern, not to be mined; repeatable. [default: neutral]")
]
_Plot = Annotated[
    bool | None, typer.Option("--plot/--no-plot", help="Draw a PNG; by default if the extra 'plot' is there.")
]
_Resamples = Annotated[int, typer.Option(min=0, help="Bootstrap resamples of the intervals; 0: none.")]


class By(str, Enum):
    """What documents may be grouped by."""

    group = "group"
    language = "language"


@evaluate_app.callback()
def _group() -> None:
    """Keep `mining` a command of its own, as others stand beside it."""


@evaluate_app.command("mining")
def evaluate_mined(
    folder: Annotated[Path, typer.Argument(help="A result folder.")],
    *,
    labels: _LabelFile,
    label_id: _LabelId = "id",
    label_column: _LabelColumn = "label",
    positive: _Positive = None,
    negative: _Negative = None,
    by: Annotated[By, typer.Option(help="What the table of groups goes by.")] = By.group,
    resamples: _Resamples = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the resamples.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for the files. [default: evaluation in the result]")] = None,
    plot: _Plot = None,
    quiet: Quiet = False,
) -> None:
    """Precision, recall and ranking quality of a mined FOLDER by labelled ids, or by ratings of its report."""
    from cmining_distilabel.evaluation.labels import NEGATIVE, POSITIVE
    from cmining_distilabel.evaluation.mining import evaluate_mining
    from cmining_distilabel.evaluation.output import save_evaluation
    from cmining_distilabel.evaluation.plots import wants_plot
    from cmining_distilabel.evaluation.statistics import Resampling
    from cmining_distilabel.evaluation.tables import print_evaluation
    from cmining_distilabel.show.review.labels import is_export, rating_labels

    plot = wants_plot(plot)
    found = evaluate_mining(
        folder,
        rating_labels(folder, [labels]) if is_export(labels) else labels,
        id_column=label_id,
        label_column=label_column,
        positive=positive or POSITIVE,
        negative=negative or NEGATIVE,
        by=by.value,
        resampling=Resampling(resamples=resamples, seed=seed),
    )
    target = save_evaluation(found, out or folder / "evaluation", plot=plot)
    if not quiet:
        print_evaluation(found)
    typer.echo(f"evaluation in {target}")


def ablate(
    inputs: Inputs,
    *,
    out: _Out,
    labels: _LabelFile,
    label_id: _LabelId = "id",
    label_column: _LabelColumn = "label",
    positive: _Positive = None,
    negative: _Negative = None,
    resamples: _Resamples = 1000,
    each_witness: Annotated[
        bool, typer.Option(help="Leave out one witness of a document's culture at a time, rather than add parts.")
    ] = False,
    overwrite: _Overwrite = False,
    quiet: Quiet = False,
    config: MiningConfig,
) -> None:
    """Mine INPUTS with one part of the method more at a time, from the paper's to all, and measure each by labels."""
    from cmining_distilabel.evaluation import ablation
    from cmining_distilabel.evaluation import labels as label_files
    from cmining_distilabel.evaluation.statistics import Resampling
    from cmining_distilabel.evaluation.tables import print_table
    from cmining_distilabel.files import make_folder

    make_folder(out, ablation.FILE, overwrite=overwrite)
    known = label_files.read_labels(labels, id_column=label_id, label_column=label_column)
    found = []
    for variant in ablation.ablate(
        inputs,
        config,
        known,
        positive=positive or label_files.POSITIVE,
        negative=negative or label_files.NEGATIVE,
        configs=ablation.witness_variants(config) if each_witness else None,
        resampling=Resampling(resamples=resamples),
        quiet=quiet,
    ):
        found.append(variant)
        ablation.save_ablation(found, out)  # a long run that is stopped leaves what it had
    if not quiet:
        print_table("Ablation", *ablation.ablation_rows(found, intervals=False))
    typer.echo(f"{len(found)} variants, with intervals, in {out}")


def sweep(
    inputs: Inputs,
    *,
    out: _Out,
    thetas: Annotated[str, typer.Option(help="Values of --theta, comma-separated.")] = "",
    taus: Annotated[str, typer.Option(help="Values of --tau.")] = "",
    cluster_counts: Annotated[str, typer.Option(help="Values of --num-clusters.")] = "",
    seeds: Annotated[str, typer.Option(help="Values of --seed.")] = "",
    labels: Annotated[str | None, typer.Option(help="File of labelled ids: JSONL, CSV or Parquet.")] = None,
    label_id: _LabelId = "id",
    label_column: _LabelColumn = "label",
    positive: _Positive = None,
    negative: _Negative = None,
    resamples: _Resamples = 1000,
    plot: _Plot = None,
    overwrite: _Overwrite = False,
    quiet: Quiet = False,
    config: MiningConfig,
) -> None:
    """Mine INPUTS with other values of one knob at a time, and say what changes: points, seeds, quality by labels."""
    from cmining_distilabel.evaluation import labels as label_files
    from cmining_distilabel.evaluation import sweep as sweeps
    from cmining_distilabel.evaluation.plots import wants_plot
    from cmining_distilabel.evaluation.statistics import Resampling
    from cmining_distilabel.evaluation.tables import print_table
    from cmining_distilabel.files import make_folder

    values = {
        "theta": _numbers(thetas, "--thetas", float),
        "tau": _numbers(taus, "--taus", int),
        "num_clusters": _numbers(cluster_counts, "--cluster-counts", int),
        "seed": _numbers(seeds, "--seeds", int),
    }
    plot = wants_plot(plot)
    make_folder(out, sweeps.FILE, overwrite=overwrite)
    found = sweeps.sweep(
        inputs,
        config,
        values,
        labels=label_files.read_labels(labels, id_column=label_id, label_column=label_column) if labels else None,
        positive=positive or label_files.POSITIVE,
        negative=negative or label_files.NEGATIVE,
        resampling=Resampling(resamples=resamples),
        quiet=quiet,
    )
    sweeps.save_sweep(found, out, plot=plot)
    if not quiet:
        print_table("Sweep", *sweeps.sweep_rows(found))
    typer.echo(f"{len(found.rows)} settings in {out}")


def _numbers(text: str, option: str, kind: type[int] | type[float]) -> list[float]:
    try:
        return [kind(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise UserError(f"{option} '{text}': write numbers separated by commas") from None
