"""Progress bars with an ETA, on terminals and in notebooks; silent when asked to be, and where nobody looks on."""

import builtins
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Advance = Callable[[int], None]


def interactive() -> bool:
    """Whether somebody types at Python: in a notebook, or at a prompt."""
    return hasattr(sys, "ps1") or "get_ipython" in vars(builtins)


@contextmanager
def bar(description: str, total: int | None, *, quiet: bool = False) -> Iterator[Advance]:
    """A bar over `total` items on standard error; call the yielded function with the number of items done.

    Nothing is drawn when `quiet`, or when standard error is neither a terminal nor a notebook.
    """
    console = Console(stderr=True)
    if console.is_jupyter and not quiet:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without widgets it draws with letters
            from tqdm.auto import tqdm

        with tqdm(desc=description, total=total) as drawn:
            yield lambda done: drawn.update(done) and None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("ETA"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task(description, total=total)
        yield lambda done: progress.advance(task, done)
