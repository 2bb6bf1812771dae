"""Plots as PNG, with the extra "plot"."""

import importlib.util
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmining_distilabel.errors import need_extra
from cmining_distilabel.evaluation.mining import MiningEvaluation
from cmining_distilabel.files import write_bytes

if TYPE_CHECKING:  # an optional dependency
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
_DPI = 150


def check_plot() -> None:
    """Refuse to plot without matplotlib.

    Raises:
        UserError: it names the extra.
    """
    need_extra("a plot", "plot", "matplotlib")


def wants_plot(plot: bool | None) -> bool:
    """Whether to draw: as asked, or where it is possible.

    Raises:
        UserError: `plot` is True without the extra "plot".
    """
    if plot:
        check_plot()
    return importlib.util.find_spec("matplotlib") is not None if plot is None else plot


def new_figure(width: float, height: float) -> "Figure":
    """A figure of so many inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def save_figure(figure: "Figure", path: Path, *, dpi: int = _DPI) -> None:
    """Draw in memory and write the file whole: matplotlib's own writers end in a traceback where a disk is full.

    Raises:
        UserError: the file cannot be written.
    """
    drawn = io.BytesIO()
    figure.savefig(drawn, format=path.suffix.removeprefix("."), dpi=dpi)
    write_bytes(path, drawn.getvalue())


def plot_curve(evaluation: MiningEvaluation, path: Path) -> None:
    """Precision over recall along the score, a line a class of negatives; dots are what was selected."""
    figure = new_figure(6.4, 4.8)
    axes = figure.add_subplot()
    curve = evaluation.curve
    for pair in evaluation.whole.against:
        precision = curve[f"precision vs {pair.negative}"].to_numpy()
        (line,) = axes.plot(curve["recall"].to_numpy(), precision, label=f"vs {pair.negative}")
        if pair.precision.value is not None and evaluation.whole.recall.value is not None:
            axes.plot([evaluation.whole.recall.value], [pair.precision.value], "o", color=line.get_color())
    axes.set(xlabel="recall", ylabel="precision", title="Precision and recall by score; dots: seeds")
    _as_shares(axes)
    axes.set_xlim(0, 1.02)
    axes.legend(loc="best")
    save_figure(figure, path)


def plot_sweep(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """A column of panels a knob: points and seeds above, shares (Jaccard, precision, recall) below.

    Args:
        rows: `Sweep.rows`; the base setting has no knob, and belongs to every knob.
        path: the PNG.
    """
    knobs = list(dict.fromkeys(row["knob"] for row in rows if row["knob"]))
    shares = [name for name in ("jaccard", "recall", "precision") if rows[0].get(name) is not None]
    figure = new_figure(1.2 + 3.2 * len(knobs), 7.2)
    panels = figure.subplots(3, len(knobs), squeeze=False, sharex="col")
    for column, knob in zip(panels.T, knobs, strict=True):
        own = sorted((row for row in rows if row["knob"] in (None, knob)), key=lambda row: float(row[knob]))
        places = range(len(own))
        for axes, names in zip(column, (["points"], ["seeds"], shares), strict=True):
            for name in names:
                axes.plot(places, [row[name] for row in own], "o-", label=name)
            axes.set_ylabel(names[0] if len(names) == 1 else "share")
            axes.set_ylim(0, 1.1 * max(1, *(row[names[0]] for row in own)))
        if len(shares) > 1:
            column[2].legend(loc="best")
        _as_shares(column[2])
        column[2].set_xticks(places, [f"{row[knob]:g}" + ("\nbase" if row["knob"] is None else "") for row in own])
        column[2].set_xlabel(knob)
    save_figure(figure, path)


def _as_shares(axes: "Axes") -> None:
    axes.set_ylim(0, 1.02)
    axes.grid(alpha=0.3)
