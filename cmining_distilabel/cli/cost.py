"""`cmining cost`."""

from pathlib import Path
from typing import Annotated

import typer


def cost(
    folder: Annotated[Path, typer.Argument(help="A folder with a cost.json: of mine, generate, evaluate or training.")],
    *,
    prices: Annotated[Path | None, typer.Option(help="YAML of prices and assumptions, any part of them.")] = None,
) -> None:
    """What the runs in FOLDER cost, and what the same seeds would cost from a language model or by hand."""
    from cmining_distilabel.cost.account import read_account
    from cmining_distilabel.cost.bill import make_bill, notes_on
    from cmining_distilabel.cost.prices import read_prices
    from cmining_distilabel.errors import worded
    from cmining_distilabel.evaluation.tables import print_table

    assumed = read_prices(prices)
    runs = read_account(folder)
    bill = make_bill(runs, assumed)
    print_table(
        "Runs, in dollars",
        ("run", "wall seconds", "processors", "GPUs", "tokens", "total"),
        (
            (
                line.run,
                f"{line.wall_seconds:,.1f}",
                f"{line.cpu:,.4f}",
                f"{line.gpu:,.4f}",
                f"{line.tokens:,.4f}" if line.unpriced is None else "no price",
                f"{line.total:,.4f}",
            )
            for line in bill.lines
        ),
    )
    if bill.ways:
        print_table(
            "1,000 accepted seeds, in dollars",
            ("way", "dollars", "times mined", "how"),
            (
                (way.name, f"{way.per_thousand:,.4f}", "–" if way.ratio is None else f"{way.ratio:,.0f}", way.how)
                for way in bill.ways
            ),
        )
    for note in notes_on(runs, bill):
        typer.echo(worded(note))
    print_table(
        "Assumptions (edit them: --prices FILE)",
        ("name", "value", "from"),
        ((name, f"{value:g}", assumed.origin[name]) for name, value in assumed.values.items()),
    )
