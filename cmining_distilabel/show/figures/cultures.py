"""Figures of cultures: seeds by culture and facet, and how far shares can be believed."""

from typing import TYPE_CHECKING

import numpy as np

from cmining_distilabel.evaluation.plots import check_plot, new_figure
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.progress import interactive
from cmining_distilabel.show.figures.fonts import text
from cmining_distilabel.show.matrix import seed_counts
from cmining_distilabel.text import counted

if TYPE_CHECKING:  # an optional dependency
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
_CULTURES, _FACETS = 40, 20  # rows and columns of the matrix, at most
_NAME = 30  # characters of a name
_BLUE = "#0072b2"


def draw_cultures(result: MiningResult, axes: "Axes | None" = None) -> "Axes":
    """Seeds by culture and facet as a heat map, the larger first: the matrix of the report's page.

    It is drawn on a figure of its own where no axes are given.

    Raises:
        UserError: matplotlib is not installed.
    """
    check_plot()
    owners, facets, counts = seed_counts(result)
    owners, facets, counts = owners[:_CULTURES], facets[:_FACETS], counts[:_CULTURES, :_FACETS]
    if axes is None:
        size = (2.2 + 0.36 * len(facets), 1.5 + 0.22 * len(owners))
        if interactive():  # pyplot shows the figures that it made, in a notebook at once
            from matplotlib import pyplot

            axes = pyplot.figure(figsize=size, layout="constrained").subplots()
        else:
            axes = new_figure(*size).subplots()
    axes.imshow(np.log1p(counts), aspect="auto", cmap="Blues")
    axes.set_xticks(range(len(facets)), [text(name, _NAME) for name in facets], rotation=90)
    axes.set_yticks(range(len(owners)), [text(name, _NAME) for name in owners])
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.set_xticks(np.arange(1, len(facets)) - 0.5, minor=True)
    axes.set_yticks(np.arange(1, len(owners)) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=1)
    axes.tick_params(which="minor", length=0)
    axes.spines[:].set_visible(False)
    dark = np.log1p(counts).max() / 2 if counts.size else 0
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if np.log1p(count) > dark else "black"
            axes.text(column, row, f"{count:,}", ha="center", va="center", fontsize=6, color=colour)
    axes.set_xlabel(f"{counted(len(result.seeds), 'seed')} by culture and facet")
    return axes


def calibration_figure(result: MiningResult) -> "Figure":
    """How often the likeliest culture was right where its name had been hidden, over the share that it had."""
    found = result.funnel["cultures"]
    bins = [(mean, right, count) for count, mean, right in found["bins"] if count]
    figure = new_figure(3.6, 3.4)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=0.8)
    axes.plot([mean for mean, _, _ in bins], [right for _, right, _ in bins], "o-", color=_BLUE, markersize=4)
    for mean, right, count in bins:
        axes.annotate(f"{count}", (mean, right), textcoords="offset points", xytext=(4, -9), fontsize=6)
    axes.set(xlabel="share of the likeliest culture", ylabel="right", xlim=(0, 1), ylim=(0, 1))
    axes.set_title(f"Names hidden from {found['documents']:,} texts; error {found['error']:.3f}", fontsize=8)
    axes.grid(alpha=0.3)
    return figure
