"""Figures for papers, with the extra "plot": the map before and after mining, the funnel, and points by group."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.output import make_folder
from cmining_distilabel.evaluation.plots import check_plot
from cmining_distilabel.reasons import STAGES
from cmining_distilabel.report.data import sample_documents, visible
from cmining_distilabel.result import MiningResult

if TYPE_CHECKING:  # an optional dependency
    from matplotlib.figure import Figure

FORMATS = ("pdf", "svg", "png")
_DPI = 300
_DOCUMENTS = 50_000
_NAME = 20  # characters of a group
_FAMILIES = (
    *("DejaVu Sans", "Noto Sans", "Noto Sans CJK JP", "Noto Sans CJK SC"),
    *("Noto Naskh Arabic", "Noto Sans Arabic", "Noto Sans Thai", "Noto Sans Devanagari"),
)
"""Fonts for names of groups, each for the letters that those before it lack, where the machine has them."""


def save_figures(result: MiningResult, folder: str | Path, file_format: str = "pdf") -> list[Path]:
    """Write map, funnel and groups as one file each, and return their paths.

    In PDF and SVG letters stay text and the dots of the map are pixels, so that files stay small.

    Raises:
        UserError: an unknown format, no matplotlib, or a folder that cannot be written.
    """
    if file_format not in FORMATS:
        raise UserError(f"figures in {file_format!r} cannot be written; use one of {', '.join(FORMATS)}")
    check_plot()
    import matplotlib
    from matplotlib.font_manager import fontManager

    target = make_folder(folder)
    installed = {font.name for font in fontManager.ttflist}
    style: Any = {
        "font.family": [name for name in _FAMILIES if name in installed],
        "font.size": 9,
        "pdf.fonttype": 42,
        "svg.fonttype": "none",
    }
    paths = []
    with matplotlib.rc_context(style):
        for name, draw in {"map": _map, "funnel": _funnel, "groups": _groups}.items():
            paths.append(target / f"{name}.{file_format}")
            try:
                draw(result).savefig(paths[-1], dpi=_DPI)
            except OSError as error:
                raise UserError(f"cannot write {paths[-1]}: {error.strerror or error}") from None
    return paths


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
    dots = [
        Line2D([], [], marker="o", linestyle="", color=_colour(number, len(names)), label=_label(name))
        for number, name in enumerate(names)
    ]
    figure.legend(handles=dots, loc="outside lower center", ncols=8, frameon=False)
    return figure


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
    """Culture Points and seeds of each group."""
    names = _names(result)
    figure = _figure(max(3.0, 1.2 + 0.45 * len(names)), 4.0)
    for axes, table, what in zip(
        figure.subplots(2, 1, sharex=True), (result.points, result.seeds), ("Culture Points", "seeds"), strict=True
    ):
        counts = Counter(table["group"].to_pylist())
        bars = axes.bar([_label(name) for name in names], [counts[name] for name in names], color="#0072b2")
        axes.bar_label(bars, padding=2, fontsize=7)
        axes.set(ylabel=what)
        axes.margins(y=0.15)
        axes.tick_params(axis="x", rotation=90 if max(map(len, names)) > 3 else 0)
    return figure


def _names(result: MiningResult) -> list[str]:
    return sorted({row["group"] for row in result.funnel["stages"]})


def _label(name: str) -> str:
    """A group's name as text: a dollar would start a formula, and a leading underscore hides a name in a legend."""
    return "\u200b" * name.startswith("_") + visible(name, _NAME).replace("$", r"\$")


def _colour(number: int, count: int) -> Any:
    from matplotlib import colormaps

    return colormaps["tab10"](number) if count <= 10 else colormaps["tab20"](number % 20)
