"""Figures of cultures: seeds by culture and facet, and how far shares can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cmining_distilabel.evaluation.plots import check_plot
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.progress import interactive
from cmining_distilabel.text import visible

if TYPE_CHECKING:  # an optional dependency
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CULTURES, _FACETS = 40, 20  # rows and columns of the matrix, at most
_NAME = 30  # characters of a name
_BLUE = "#0072b2"


def counts_by_facet(result: MiningResult) -> tuple[list[str], list[str], np.ndarray[Any, np.dtype[np.int64]]]:
    """Names of cultures and facets, most seeds first, and the seeds of each pair, shape (cultures, facets)."""
    rows = [row for row in result.seeds.select(["culture_name", "facet"]).to_pylist() if all(row.values())]
    named = [np.array([row[column] for row in rows], object) for column in ("culture_name", "facet")]
    found = [np.unique(values, return_counts=True) for values in named if len(rows)]
    order = [
        [str(names[place]) for place in np.argsort(-counts, kind="stable")[:most]]
        for (names, counts), most in zip(found, (_CULTURES, _FACETS), strict=False)
    ] or [[], []]
    table = np.zeros((len(order[0]), len(order[1])), np.int64)
    place = [{name: number for number, name in enumerate(names)} for names in order]
    for row in rows:
        if row["culture_name"] in place[0] and row["facet"] in place[1]:
            table[place[0][row["culture_name"]], place[1][row["facet"]]] += 1
    return order[0], order[1], table


def draw_cultures(result: MiningResult, axes: Axes | None = None) -> Axes:
    """Seeds by culture and facet as a heat map, the larger first; on a figure of its own where no axes are given.

    Raises:
        UserError: matplotlib is not installed.
    """
    check_plot()
    cultures, facets, counts = counts_by_facet(result)
    if axes is None:
        size = (2.2 + 0.42 * len(facets), 1.4 + 0.24 * len(cultures))
        if interactive():  # pyplot shows the figures that it made, in a notebook at once
            from matplotlib import pyplot

            axes = pyplot.figure(figsize=size, layout="constrained").subplots()
        else:
            from matplotlib.figure import Figure

            axes = Figure(figsize=size, layout="constrained").subplots()
    axes.imshow(np.log1p(counts), aspect="auto", cmap="Blues")
    axes.set_xticks(range(len(facets)), [visible(name, _NAME).replace("_", " ") for name in facets], rotation=90)
    axes.set_yticks(range(len(cultures)), [visible(name, _NAME).replace("$", r"\$") for name in cultures])
    axes.tick_params(length=0)
    dark = np.log1p(counts).max() / 2 if counts.size else 0
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if np.log1p(count) > dark else "black"
            axes.text(column, row, f"{count:,}", ha="center", va="center", fontsize=6, color=colour)
    axes.set_title("Seeds by culture and facet", fontsize=9)
    return axes


def calibration_figure(result: MiningResult) -> Figure:
    """How often the likeliest culture was right where its name had been hidden, over the share that it had."""
    from matplotlib.figure import Figure

    found = result.funnel["cultures"]
    bins = [(mean, right, count) for count, mean, right in found["bins"] if count]
    figure = Figure(figsize=(3.6, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=0.8)
    axes.plot([mean for mean, _, _ in bins], [right for _, right, _ in bins], "o-", color=_BLUE, markersize=4)
    for mean, right, count in bins:
        axes.annotate(f"{count}", (mean, right), textcoords="offset points", xytext=(4, -9), fontsize=6)
    axes.set(xlabel="share of the likeliest culture", ylabel="right", xlim=(0, 1), ylim=(0, 1))
    axes.set_title(f"Names hidden from {found['documents']:,} texts; error {found['error']:.3f}", fontsize=8)
    axes.grid(alpha=0.3)
    return figure
