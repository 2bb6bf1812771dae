"""Differences between two runs as a plot, with the extra "plot"."""

from pathlib import Path

from cmining_distilabel.evaluation.downstream.comparison import Comparison
from cmining_distilabel.evaluation.downstream.score import PERPLEXITY
from cmining_distilabel.evaluation.plots import new_figure, save_figure


def plot_differences(found: Comparison, path: Path) -> None:
    """A panel a part: all questions, then each country, with intervals; what is not shown to differ is grey.

    Args:
        found: the comparison.
        path: of the PNG.
    """
    rows = [row for row in found.rows if row.by in ("all", "country")]
    parts = list(dict.fromkeys(row.part for row in rows))
    longest = max(sum(row.part == part for row in rows) for part in parts)
    figure = new_figure(1 + 4.2 * len(parts), 1.6 + 0.26 * longest)
    for axes, part in zip(figure.subplots(1, len(parts), squeeze=False)[0], parts, strict=True):
        own = sorted((row for row in rows if row.part == part), key=lambda row: (row.by != "all", -row.questions))
        for place, row in enumerate(own):
            value, low, high = row.difference.value or 0.0, row.difference.low, row.difference.high
            colour = {"A better": "tab:red", "B better": "tab:green"}.get(row.verdict, "0.6")
            axes.plot([value], [place], "o", color=colour, markersize=4 if row.name else 7)
            if low is not None and high is not None:
                axes.plot([low, high], [place, place], color=colour, linewidth=1 if row.name else 2.5)
        axes.axvline(0, color="black", linewidth=0.6)
        axes.set_yticks(range(len(own)), [f"{row.name or 'all'} ({row.questions})" for row in own], fontsize=8)
        axes.invert_yaxis()
        label = "perplexity, B over A less 1" if found.benchmark == PERPLEXITY else "accuracy, B less A"
        axes.set(xlabel=label, title=part)
    figure.suptitle(f"{found.benchmark}: A = {found.before}, B = {found.after}", fontsize=9, parse_math=False)
    save_figure(figure, path)
