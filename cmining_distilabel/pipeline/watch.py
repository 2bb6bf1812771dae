"""Watching a run from outside its processes."""

import os
import time
from multiprocessing.process import BaseProcess

from cmining_distilabel.errors import Failure, UserError
from cmining_distilabel.pipeline.journal import Journal, Progress

_POLL = 0.1  # seconds
_DEADLOCK = 3.0  # seconds in which all workers wait after a step ended without rows: nobody will ever go on


class PipelineError(Failure):
    """A run that failed. The first line of its message says where and why; a traceback may follow.

    Attributes:
        step: name of the step; None where no step is to blame.
    """

    def __init__(self, message: str, step: str | None = None) -> None:
        super().__init__(message)
        self.step = step


class Unwritable(ValueError):
    """A row that is no Arrow: the message says which column, and why."""


def watch(process: BaseProcess, journal: Journal, stall_timeout: float | None) -> None:
    """Return when the process has ended well; raise as soon as something is wrong."""
    while True:
        process.join(_POLL)
        ended = not process.is_alive()  # before the journal is read: nothing is written to it later
        _raise_failure(journal)
        if ended:
            if process.exitcode:
                raise PipelineError(f"the pipeline's main process was ended (exit code {process.exitcode})")
            return
        active = [worker for worker in journal.workers() if worker.state != "finished"]
        for worker in active:
            if not _is_alive(worker.pid):
                raise PipelineError(
                    f"the worker of step '{worker.step}' (process {worker.pid}) died: it was killed, by hand or "
                    "because memory ran out; fewer rows a batch or fewer replicas need less",
                    worker.step,
                )
        still = time.time() - journal.last_move()
        _raise_deadlock(journal.workers(), still)
        if stall_timeout is not None and still > stall_timeout:
            raise _stall(active, still)


def _raise_failure(journal: Journal) -> None:
    failure = journal.failure()
    if failure is None:
        return
    if failure.of_user:
        raise UserError(failure.message)
    if failure.kind == Unwritable.__name__:
        raise PipelineError(f"step '{failure.step}' gave a row that cannot be written: {failure.message}", failure.step)
    where = f"step '{failure.step}' failed" if failure.step else "the pipeline failed"
    raise PipelineError(f"{where}: {failure.kind}: {failure.message}\n\n{failure.trace}", failure.step)


def _raise_deadlock(workers: list[Progress], still: float) -> None:
    ended = [worker for worker in workers if worker.empty_end]
    states = {worker.state for worker in workers}
    if still > _DEADLOCK and ended and "waiting" in states and states <= {"waiting", "finished"}:
        raise PipelineError(
            f"step '{ended[0].step}' gave no rows in its last batch, and distilabel waits for ever for such rows; "
            "let the step flag rows (keep = False) rather than drop them",
            ended[0].step,
        )


def _stall(active: list[Progress], still: float) -> PipelineError:
    busy = [worker for worker in active if worker.state in ("working", "loading")] or active
    names = ", ".join(sorted({f"'{worker.step}' ({worker.state})" for worker in busy})) or "none has started"
    step = busy[0].step if busy else None
    return PipelineError(f"nothing moved for {still:.0f} seconds (stall_timeout); step: {names}", step)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
