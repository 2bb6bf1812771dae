"""Runs and comparisons in a terminal, and differences as a plot."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from cmining_distilabel.evaluation.downstream.comparison import NO_DIFFERENCE, Comparison, Row
from cmining_distilabel.evaluation.downstream.run import UNREAD, Run
from cmining_distilabel.evaluation.downstream.score import PERPLEXITY, REASONS, Habit
from cmining_distilabel.evaluation.plots import new_figure, save_figure
from cmining_distilabel.evaluation.statistics import Estimate
from cmining_distilabel.evaluation.tables import UNDEFINED, shown, table

_TITLES = {"all": "Parts", "country": "Countries", "topic": "Topics"}


def print_run(run: Run, console: Console | None = None) -> None:
    """Accuracy of parts, countries and topics, what could not be read, and notes."""
    console = console or Console()
    for by, title in _TITLES.items():
        rows = [
            [score.name or score.part, score.part, f"{score.questions:,}", f"{score.right:,}", shown(score.accuracy)]
            for score in run.scores
            if score.by == by
        ]
        if rows:
            console.print(table(title, ["name", "part", "questions", "right", "accuracy"], rows))
    if run.habits:
        header = ["part", "rows", "rows right", "always the same", "answers given"]
        console.print(table("How it answers", header, map(_habit_cells, run.habits)))
    for reason, count in run.unread.items():
        if count:
            console.print(Text(f"{count:,} items counted as wrong, since {REASONS[reason]}; they are in {UNREAD}"))
    for note in run.notes:
        console.print(Text(note))


def print_comparison(found: Comparison, console: Console | None = None) -> None:
    """Differences with intervals and verdicts; of countries and topics a line for all where none is shown to differ."""
    console = console or Console()
    console.print(Text(f"A = {found.before}\nB = {found.after}"))
    if found.benchmark == PERPLEXITY:
        console.print(Text("perplexity: less is better; in place of B less A, by how many per cent B is above A"))
    header = ["name", "questions", "A", "B", "B less A", f"p ({found.correction})", "verdict"]
    for by, title in _TITLES.items():
        rows = [row for row in found.rows if row.by == by]
        for part in dict.fromkeys(row.part for row in rows) if by != "all" else ():
            own = [row for row in rows if row.part == part]
            console.print(table(f"{title}, {part}", header, (_cells(row, found) for row in own)))
            if all(row.verdict == NO_DIFFERENCE for row in own):
                console.print(Text(f"{NO_DIFFERENCE} in any of {len(own)} {title.lower()}"))
        if by == "all":
            console.print(table(title, header, (_cells(row, found) for row in rows)))
    for row in found.rows:
        if row.by == "all":
            console.print(Text(f"{row.part}: {_sentence(row, found)}"))


def _habit_cells(habit: Habit) -> list[str]:
    given = sum(habit.said.values()) or 1
    return [
        habit.part,
        f"{habit.items:,}",
        f"{100 * habit.right / habit.items:.1f}",
        f"{habit.constant}: {100 * habit.constant_right / habit.items:.1f}",
        ", ".join(f"{answer} {count / given:.0%}" for answer, count in habit.said.items()) or UNDEFINED,
    ]


def _cells(row: Row, found: Comparison) -> list[str]:
    figures = [row.before, row.after]
    return [
        row.name or row.part,
        f"{row.questions:,}",
        *(f"{figure:.2f}" if found.benchmark == PERPLEXITY else f"{100 * figure:.1f}" for figure in figures),
        _points(row.difference),
        f"{row.corrected:.3f}",
        "none shown" if row.verdict == NO_DIFFERENCE else row.verdict,
    ]


def _points(change: Estimate) -> str:
    """In percentage points, or per cent, with the interval."""
    if change.value is None or change.low is None or change.high is None:
        return UNDEFINED
    return f"{100 * change.value:+.1f} ({100 * change.low:+.1f} to {100 * change.high:+.1f})"


def _sentence(row: Row, found: Comparison) -> str:
    unit, of = ("% of perplexity", "texts") if found.benchmark == PERPLEXITY else ("points", "questions")
    said = f"{row.verdict}: {_points(row.difference)} {unit}, p = {row.corrected:.3f} over {row.questions:,} {of}"
    each = ", ".join(f"{100 * value:+.1f}" for value in row.draws)
    return f"{said} and {len(row.draws)} draws ({each})" if row.draws else said


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
