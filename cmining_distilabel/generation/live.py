"""What a run shows while it goes on."""

from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

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
            _Left(),
            console=console,
            disable=quiet or not console.is_terminal,
        )
        self._task = self._progress.add_task(label, total=total, completed=done, facts="", before=done)
        self._priced = priced
        self._tokens = 0

    def __enter__(self) -> "Live":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def answer(self, reply: Reply, spent: float, accepted: int, judged: int) -> None:
        """Note an answer.

        Args:
            reply: that came.
            spent: US dollars in all.
            accepted: answers that passed the gates.
            judged: answers that the gates have looked at.
        """
        self._tokens += reply.input_tokens + reply.output_tokens
        cost = f"${spent:,.4f} · " if self._priced else ""
        rate = f"{accepted / judged:.0%} accepted" if judged else "none judged yet"
        self._progress.update(self._task, advance=1, facts=f"{self._tokens:,} tokens · {cost}{rate}")


class _Left(ProgressColumn):
    """When it ends at the pace so far: a window of recent answers swings too much where each takes a minute."""

    def render(self, task: Task) -> Text:
        seconds = seconds_left(task.elapsed or 0.0, task.completed - task.fields["before"], task.remaining or 0)
        return Text(f"ETA {'-' if seconds is None else timedelta(seconds=round(seconds))}")


def seconds_left(elapsed: float, done: float, left: float) -> float | None:
    """Seconds that the rest takes if it goes on as it did; None before anything is done.

    >>> seconds_left(elapsed=60, done=3, left=9)
    180.0
    """
    return elapsed / done * left if done else None
