"""What the processes of a run tell the one that watches them: small files in the run's folder.

Files and no pipe or queue, since a process that is killed in the middle of a message leaves those locked or torn.
"""

import contextlib
import json
import os
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

from cmining_distilabel.errors import UserError
from cmining_distilabel.secrets import redacted


@dataclass
class Progress:
    """How far a worker is with its step.

    Attributes:
        step: name of the step.
        replica: number of the worker among those of the step.
        pid: of the worker's process.
        state: what it is at: "loading", "waiting" for a batch, "working", or "finished".
        rows_in: rows that it received, over all its predecessors.
        rows_out: rows that it sent.
        empty_end: whether its last batch held no rows.
    """

    step: str
    replica: int
    pid: int
    state: str = "loading"
    rows_in: int = 0
    rows_out: int = 0
    empty_end: bool = False


@dataclass(frozen=True)
class Failure:
    """An exception: the step that it was raised in (None: outside of any), its class, message and traceback."""

    step: str | None
    kind: str
    message: str
    trace: str
    of_user: bool


class Journal:
    """Written by the processes of a run, read by the one that watches them.

    Args:
        folder: the run's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "journal"
        self._folder.mkdir(exist_ok=True)
        self.seen: list[Progress] = []  # workers, as they were when they were read last

    def write(self, progress: Progress) -> None:
        """Note a worker's progress, in place of what it noted before."""
        self._put(f"{progress.step}.{progress.replica}.worker", asdict(progress))

    def beat(self) -> None:
        """Note that something moves."""
        (self._folder / "beat").touch()

    def fail(self, step: str | None, error: BaseException) -> None:
        """Note an exception."""
        failure = Failure(
            step,
            type(error).__name__,
            redacted(str(error)),
            redacted("".join(traceback.format_exception(type(error), error, error.__traceback__))),
            isinstance(error, UserError),
        )
        self._put(f"{time.time_ns():020}.{os.getpid()}.failure", asdict(failure))

    def workers(self) -> list[Progress]:
        """All workers that have started, by step and replica."""
        found = [Progress(**json.loads(path.read_bytes())) for path in sorted(self._folder.glob("*.worker"))]
        self.seen = found or self.seen
        return found

    def failure(self) -> Failure | None:
        """The first failure."""
        first = min(self._folder.glob("*.failure"), default=None)
        return Failure(**json.loads(first.read_bytes())) if first else None

    def last_move(self) -> float:
        """When something was noted last, in seconds of `time.time`."""
        times = [self._folder.stat().st_mtime]
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # a temporary name
                times.append(path.stat().st_mtime)
        return max(times)

    def _put(self, name: str, value: object) -> None:
        temporary = self._folder / f"{name}.{os.getpid()}.tmp"
        temporary.write_text(json.dumps(value), encoding="utf-8")
        temporary.replace(self._folder / name)
