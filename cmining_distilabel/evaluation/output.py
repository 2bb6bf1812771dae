"""Files of an evaluation: JSON, CSV, Markdown, and plots where matplotlib is there."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.mining import MiningEvaluation
from cmining_distilabel.evaluation.plots import can_plot, check_plot, plot_curve


def save_evaluation(evaluation: MiningEvaluation, folder: str | Path, *, plot: bool | None = None) -> Path:
    """Write evaluation.json, pr_curve.csv and pr_curve.png; files of the same names are replaced.

    Args:
        evaluation: what `evaluate_mining` gave.
        folder: made if it is not there.
        plot: whether to draw pr_curve.png; None draws it if the extra "plot" is installed.

    Raises:
        UserError: the folder cannot be written, or `plot` is True without the extra.
    """
    plot = wants_plot(plot)
    target = make_folder(folder)
    write_json(target / "evaluation.json", as_dict(evaluation))
    write_csv(target / "pr_curve.csv", evaluation.curve)
    if plot:
        plot_curve(evaluation, target / "pr_curve.png")
    return target


def as_dict(evaluation: MiningEvaluation) -> dict[str, Any]:
    """All of an evaluation but its curve, as JSON takes it."""
    plain = asdict(evaluation)
    return {item.name: plain[item.name] for item in fields(evaluation) if item.name != "curve"}


def wants_plot(plot: bool | None) -> bool:
    """Whether to draw: as asked, or where it is possible.

    Raises:
        UserError: `plot` is True without the extra "plot".
    """
    if plot:
        check_plot()
    return can_plot() if plot is None else plot


def make_folder(folder: str | Path, owned: str | None = None, *, overwrite: bool = True) -> Path:
    """Make a folder for results.

    Args:
        folder: its path.
        owned: a file that an earlier run of the same kind would have left there.
        overwrite: whether that run may be replaced.

    Raises:
        UserError: it cannot be made, or would be overwritten.
    """
    target = Path(folder)
    if owned and not overwrite and (target / owned).exists():
        raise UserError(f"{target} holds {owned} already; name another folder, or replace it with --overwrite")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot make the folder {target}: {error.strerror}") from None
    return target


def write_json(path: Path, value: Any) -> None:
    """Indented JSON; figures that are not defined are null."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def write_csv(path: Path, table: pa.Table) -> None:
    """Comma-separated values with a header; null is an empty cell."""
    pa_csv.write_csv(table, path)
