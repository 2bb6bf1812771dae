"""Figures with intervals as tables: in a terminal, and in Markdown."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cmining_distilabel.evaluation.mining import MiningEvaluation
from cmining_distilabel.evaluation.statistics import Estimate
from cmining_distilabel.text import counted, visible

UNDEFINED = "–"


def shown(estimate: Estimate, digits: int = 3) -> str:
    """`0.250 (0.195-0.313)`; a dash where the figure is not defined.

    >>> shown(Estimate(0.25, 0.195, 0.313))
    '0.250 (0.195-0.313)'
    """
    if estimate.value is None:
        return UNDEFINED
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.{digits}f}"
    return f"{estimate.value:.{digits}f} ({estimate.low:.{digits}f}-{estimate.high:.{digits}f})"


def print_evaluation(evaluation: MiningEvaluation, console: Console | None = None) -> None:
    """Print all tables, and which labels could not be used."""
    console = console or Console()
    everyone = (evaluation.whole, *evaluation.groups)
    negatives = [pair.negative for pair in evaluation.whole.against]
    console.print(
        table(
            "Cultural documents",
            ["group", "documents", "selected", "recall"],
            ([part.group, f"{part.positives:,}", f"{part.selected:,}", shown(part.recall)] for part in everyone),
        )
    )
    console.print(
        table(
            "Others",
            ["group", "negatives", "documents", "selected", "rate", "precision"],
            (
                [
                    "" if number else part.group,
                    pair.negative,
                    f"{pair.documents:,}",
                    f"{pair.selected:,}",
                    shown(pair.false_positive_rate, 4),
                    shown(pair.precision),
                ]
                for part in everyone
                for number, pair in enumerate(part.against)
            ),
        )
    )
    console.print(
        table(
            "Labels",
            ["side", "label", "documents", "selected", "rate"],
            (
                [row.side, row.label, f"{row.documents:,}", f"{row.selected:,}", shown(row.rate, 4)]
                for row in evaluation.labels
            ),
        )
    )
    console.print(
        table(
            "AUC: how often a cultural document scores over another",
            ["part", "no value", *(f"vs {name}" for name in negatives)],
            ([part.part, f"{part.missing:,}", *map(shown, part.auc)] for part in evaluation.parts),
        )
    )
    for line in notes(evaluation):
        console.print(Text(line))


def notes(evaluation: MiningEvaluation) -> list[str]:
    """What a reader must know beside the figures: labels without a document, and how the intervals are made."""
    known = evaluation.labelled - evaluation.unknown
    lines = [f"{known:,} of {evaluation.labelled:,} labelled documents are in the result"]
    if evaluation.unknown:
        more = ", ..." if evaluation.unknown > len(evaluation.unknown_ids) else ""
        lines.append(f"{evaluation.unknown:,} unknown ids: {', '.join(evaluation.unknown_ids)}{more}")
    if evaluation.unlabelled:
        lines.append(f"{counted(evaluation.unlabelled, 'row')} without a label")
    resampling = evaluation.resampling
    if resampling.resamples:
        lines.append(f"in brackets: {resampling.level:.0%} bootstrap intervals, {resampling.resamples:,} resamples")
    return lines


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table whose cells are data: they are never read as markup. The first column is text, the others figures."""
    made = Table(title=title, title_justify="left")
    for number, name in enumerate(header):
        made.add_column(Text(visible(name)), justify="right" if number else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(visible(cell)) for cell in row))
    return made


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table to standard output."""
    Console().print(table(title, header, rows))


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The same in Markdown."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
