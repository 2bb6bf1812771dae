"""Files of an evaluation: JSON, CSV, Markdown, and plots where matplotlib is there."""

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from cmining_distilabel.evaluation.mining import MiningEvaluation
from cmining_distilabel.evaluation.plots import plot_curve, wants_plot
from cmining_distilabel.files import make_folder, write_csv, write_json


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
