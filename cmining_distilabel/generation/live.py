"""What a run shows while it goes on."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from cmining_distilabel.generation.reply import Reply


class Live:
    """A bar with tokens, cost, accept rate and ETA on standard error; silent when asked to be, or without a terminal.

    Args:
        label: what is done.
        total: requests.
        done: of them, answered before.
        priced: whether the cost is known.
        quiet: no bar.
    """

    def __init__(self, label: str, total: int, done: int, *, priced: bool, quiet: bool) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[facts]}"),
            TimeElapsedColumn(),
            TextColumn("ETA"),
            TimeRemainingColumn(),
            console=console,
            disable=quiet or not console.is_terminal,
        )
        self._task = self._progress.add_task(label, total=total, completed=done, facts="")
        self._priced = priced
        self._answers = self._accepted = self._tokens = 0

    def __enter__(self) -> Live:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def answer(self, reply: Reply, spent: float, *, accepted: bool) -> None:
        """Note an answer.

        Args:
            reply: that came.
            spent: US dollars in all.
            accepted: whether it passed the gates that look at one row alone.
        """
        self._answers += 1
        self._accepted += accepted
        self._tokens += reply.input_tokens + reply.output_tokens
        cost = f"${spent:,.4f} · " if self._priced else ""
        facts = f"{self._tokens:,} tokens · {cost}{self._accepted / self._answers:.0%} accepted"
        self._progress.update(self._task, advance=1, facts=facts)
