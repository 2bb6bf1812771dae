"""Figures for papers, with the extra "plot": the map before and after mining, the funnel, counts by group, curves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.plots import check_plot, save_figure
from cmining_distilabel.files import make_folder
from cmining_distilabel.mining.reasons import STAGES
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.figures.cultures import calibration_figure, draw_cultures
from cmining_distilabel.show.figures.fonts import families
from cmining_distilabel.show.figures.measured import ablation_figure, theta_figure
from cmining_distilabel.show.page.data import sample_documents
from cmining_distilabel.text import visible

if TYPE_CHECKING:  # an optional dependency
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = ("png", "pdf", "svg")
_DPI = 300
_DOCUMENTS = 50_000
_NAME = 20  # characters of a group
_TITLED = 10  # points on the map that show a title, at most
_TITLE = 18  # characters of it
_APART = 0.07  # of the map's height, between titles


def save_figures(
    result: MiningResult, folder: str | Path, file_format: str = "png", *, ablation: list[dict[str, Any]] | None = None
) -> list[Path]:
    """Write cultures, calibration, map, funnel, groups, theta and ablation as one file each, and return their paths.

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
    if result.seeds["culture"].null_count < len(result.seeds):
        drawn["cultures"] = lambda: draw_cultures(result).figure
    if result.funnel.get("cultures"):
        drawn["calibration"] = lambda: calibration_figure(result)
    drawn |= {
        "map": lambda: _map(result),
        "funnel": lambda: _funnel(result),
        "groups": lambda: _groups(result),
    }
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
    """The names and titles that figures may show, whose scripts need a font."""
    return [*_names(result), *(title for title, _ in _titles(result, len(result.points)))]


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _map(result: MiningResult) -> Figure:
    """All documents that have a place beside the seeds alone, by group."""
    from matplotlib.lines import Line2D

    found = sample_documents(result.documents, _DOCUMENTS)
    found = found.take(pa.array(np.random.default_rng(0).permutation(len(found))))  # so that no group covers the others
    names = _names(result)
    colours = np.array([_colour(names.index(name), len(names)) for name in found["group"].to_pylist()]).reshape(-1, 4)
    is_seed = np.asarray(pc.equal(found["stage"], "seed").to_numpy(), dtype=bool)
    spots = np.stack([found[axis].to_numpy() for axis in "xy"], axis=1)
    figure = _figure(7.0, 3.6)
    whole, mined = figure.subplots(1, 2, sharex=True, sharey=True)
    for axes, title, shown in (
        (whole, f"Documents: {len(found):,}", np.ones(len(found), dtype=bool)),
        (mined, f"Seeds of Culture Points: {is_seed.sum():,}", is_seed),
    ):
        axes.scatter(*spots[shown].T, s=2, c=colours[shown], linewidths=0, alpha=0.6, rasterized=True)
        axes.set(title=title, xticks=[], yticks=[], aspect="equal")
    _label_points(mined, result, found.filter(pc.equal(found["stage"], "seed")))
    dots = [
        Line2D([], [], marker="o", linestyle="", color=_colour(number, len(names)), label=_label(name))
        for number, name in enumerate(names)
    ]
    figure.legend(handles=dots, loc="outside lower center", ncols=8, frameon=False)
    return figure


def _label_points(axes: Axes, result: MiningResult, seeds: pa.Table) -> None:
    """The first title of the best points, where no better one's title is near."""
    places = {
        row["point_id"]: (row["x_mean"], row["y_mean"])
        for row in seeds.group_by("point_id").aggregate([("x", "mean"), ("y", "mean")]).to_pylist()
    }
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    taken: list[tuple[float, float]] = []
    for title, name in _titles(result, _TITLED * 3):
        if name not in places or len(taken) == _TITLED:
            continue
        x, y = places[name]
        # A title is wider than high.
        if any(abs(x - a) < 4 * _APART * (high - low) and abs(y - b) < _APART * (high - low) for a, b in taken):
            continue
        taken.append((x, y))
        # A box, as an outline of the letters would make paths of them.
        box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.6}
        side = ("left", "center", "right")[int(2.99 * (x - left) / (right - left))]  # so that it stays within the axes
        offset: Any = {"xytext": (0, 3), "textcoords": "offset points", "ha": side, "va": "bottom"}
        axes.annotate(_text(title), (x, y), fontsize=6, bbox=box, **offset)


def _titles(result: MiningResult, most: int) -> list[tuple[str, str]]:
    """Title of the first seed of the best points, and the point's id."""
    first = {
        row["point_id"]: visible(row["title"] or row["text"], _TITLE)
        for row in result.seeds.filter(pc.equal(result.seeds["rank"], 1)).to_pylist()
    }
    names = result.points["point_id"].slice(0, most).to_pylist()
    return [(first[name], name) for name in names if name in first]


def _funnel(result: MiningResult) -> Figure:
    """Documents left after each stage, groups stacked."""
    figure = _figure(6.0, 3.0)
    axes = figure.subplots()
    counted = {(row["stage"], row["group"]): row for row in result.funnel["stages"]}
    steps = ["input", *STAGES[:-1]]
    bottom = np.zeros(len(steps))
    names = _names(result)
    for number, name in enumerate(names):
        left = [counted[STAGES[0], name]["documents_in"]]
        left += [counted[stage, name]["documents_out"] for stage in STAGES[:-1]]
        axes.bar(steps, left, bottom=bottom, color=_colour(number, len(names)), label=_label(name))
        bottom += left
    for place, total in enumerate(bottom):
        axes.text(place, total, f"{int(total):,}", ha="center", va="bottom", fontsize=7)
    axes.set(ylabel="documents left", ylim=(0, 1.1 * max(1.0, bottom.max())))
    axes.legend(frameon=False, fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def _groups(result: MiningResult) -> Figure:
    """Documents read, Culture Points and seeds of each group, which is the language by default."""
    names = _names(result)
    figure = _figure(max(3.0, 1.2 + 0.45 * len(names)), 4.8)
    tables = {"documents": result.documents, "Culture Points": result.points, "seeds": result.seeds}
    for axes, (what, table) in zip(figure.subplots(3, 1, sharex=True), tables.items(), strict=True):
        counts = Counter(table["group"].to_pylist())
        bars = axes.bar([_label(name) for name in names], [counts[name] for name in names], color="#0072b2")
        axes.bar_label(bars, [f"{counts[name]:,}" for name in names], padding=2, fontsize=7)
        axes.set(ylabel=what)
        axes.margins(y=0.2)
        axes.tick_params(axis="x", rotation=90 if max(map(len, names), default=0) > 3 else 0)
    return figure


def _names(result: MiningResult) -> list[str]:
    return sorted({row["group"] for row in result.funnel["stages"]})


def _label(name: str) -> str:
    """A group's name as text: a dollar would start a formula, and a leading underscore hides a name in a legend."""
    return "\u200b" * name.startswith("_") + _text(visible(name, _NAME))


def _text(text: str) -> str:
    return text.replace("$", r"\$")


def _colour(number: int, count: int) -> Any:
    from matplotlib import colormaps

    return colormaps["tab10"](number) if count <= 10 else colormaps["tab20"](number % 20)
