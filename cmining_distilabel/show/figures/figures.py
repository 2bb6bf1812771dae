"""Figures for papers, with the extra "plot": seeds by culture and facet, the map, the funnel, counts, curves."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.plots import check_plot, new_figure, save_figure
from cmining_distilabel.files import make_folder
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.figures.cultures import calibration_figure, draw_cultures
from cmining_distilabel.show.figures.fonts import families, text
from cmining_distilabel.show.figures.map import map_figure
from cmining_distilabel.show.figures.measured import ablation_figure, theta_figure
from cmining_distilabel.show.funnel import funnel_rows
from cmining_distilabel.show.names import owner_name

if TYPE_CHECKING:  # an optional dependency
    from matplotlib.figure import Figure

FORMATS = ("png", "pdf", "svg")
_DPI = 300
_NAME = 20  # characters of a group


def save_figures(
    result: MiningResult, folder: str | Path, file_format: str = "png", *, ablation: list[dict[str, Any]] | None = None
) -> list[Path]:
    """Write cultures, map, funnel, groups, calibration, theta and ablation as one file each, and return their paths.

    In PDF and SVG letters stay text and the dots of the map are pixels, so that files stay small. A result of an
    earlier version has no theta.

    Args:
        result: what `mine` gave.
        folder: made if it is not there; files of the same names are replaced.
        file_format: of `FORMATS`.
        ablation: of `figures_measured.find_ablation`; without it there is no such figure.

    Raises:
        UserError: an unknown format, no matplotlib, or a folder that cannot be written.
    """
    if file_format not in FORMATS:
        raise UserError(f"figures in {file_format!r} cannot be written; use one of {', '.join(FORMATS)}")
    check_plot()
    import matplotlib

    target = make_folder(folder)
    style: Any = {"font.family": families(), "font.size": 9, "pdf.fonttype": 42, "svg.fonttype": "none"}
    drawn: dict[str, Callable[[], Any]] = {}
    if len(result.seeds):
        drawn["cultures"] = lambda: draw_cultures(result).figure
    drawn |= {
        "map": lambda: map_figure(result),
        "funnel": lambda: _funnel(result),
        "groups": lambda: _groups(result),
    }
    if result.funnel.get("cultures"):
        drawn["calibration"] = lambda: calibration_figure(result)
    if result.funnel.get("sensitivity"):
        drawn["theta"] = lambda: theta_figure(result)
    if ablation:
        drawn["ablation"] = lambda: ablation_figure(ablation)
    paths = []
    with matplotlib.rc_context(style):
        for name, draw in drawn.items():
            paths.append(target / f"{name}.{file_format}")
            save_figure(draw(), paths[-1], dpi=_DPI)
    return paths


def texts_of(result: MiningResult) -> list[str]:
    """The names that figures may show, whose scripts need a font."""
    return [*_names(result), *(owner_name(point) for point in result.points.to_pylist())]


def _funnel(result: MiningResult) -> "Figure":
    """Documents left after each stage that leaves something out, groups stacked."""
    names = _names(result)
    rows = funnel_rows(result.funnel["stages"], names)
    figure = new_figure(max(4.0, 1.6 + 0.9 * len(rows)), 3.0)
    axes = figure.subplots()
    steps = [row["stage"].replace(", ", "\n") for row in rows]
    bottom = np.zeros(len(steps))
    for number, name in enumerate(names):
        left = [row["groups"][number] for row in rows]
        axes.bar(steps, left, bottom=bottom, color=_colour(number, len(names)), label=text(name, _NAME))
        bottom += left
    for place, total in enumerate(bottom):
        axes.text(place, total, f"{int(total):,}", ha="center", va="bottom", fontsize=7)
    axes.set(ylabel="documents left", ylim=(0, 1.1 * max(1.0, bottom.max())))
    axes.legend(frameon=False, fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def _groups(result: MiningResult) -> "Figure":
    """Documents read, Culture Points and seeds of each group, which is the language by default."""
    names = _names(result)
    figure = new_figure(max(3.0, 1.2 + 0.45 * len(names)), 4.8)
    tables = {"documents": result.documents, "Culture Points": result.points, "seeds": result.seeds}
    for axes, (what, table) in zip(figure.subplots(3, 1, sharex=True), tables.items(), strict=True):
        counts = Counter(table["group"].to_pylist())
        bars = axes.bar([text(name, _NAME) for name in names], [counts[name] for name in names], color="#0072b2")
        axes.bar_label(bars, [f"{counts[name]:,}" for name in names], padding=2, fontsize=7)
        axes.set(ylabel=what)
        axes.margins(y=0.2)
        axes.tick_params(axis="x", rotation=90 if max(map(len, names), default=0) > 3 else 0)
    return figure


def _names(result: MiningResult) -> list[str]:
    return sorted({row["group"] for row in result.funnel["stages"]})


def _colour(number: int, count: int) -> Any:
    from matplotlib import colormaps

    return colormaps["tab10"](number) if count <= 10 else colormaps["tab20"](number % 20)
