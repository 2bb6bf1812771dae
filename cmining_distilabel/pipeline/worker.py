"""A worker of a step: distilabel's own, made to tell what happens to it."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pyarrow as pa
from distilabel.pipeline.step_wrapper import _StepWrapper

from cmining_distilabel.pipeline.journal import Journal, Progress
from cmining_distilabel.pipeline.watch import Unwritable

BEAT = 1.0  # seconds
# Share of a core from which a process counts as being at work. A worker may do no more than hand texts to encoder
# processes of its own; the main process polls while it waits.
BUSY_WORKER = 0.002
BUSY_MAIN = 0.05


class Worker(_StepWrapper):
    """One worker of a step."""

    journal: Journal
    step: Any

    def run(self) -> str:
        name = str(self.step.name)
        self._progress = Progress(name, self.replica, os.getpid())
        self._note("loading")
        logging.getLogger(f"distilabel.step.{name}").addFilter(Seldom())
        threading.Thread(target=beat, args=(self.journal, BUSY_WORKER), daemon=True).start()
        self.step = _GuardedStep(self.step, self)
        try:
            super().run()
        except Exception as error:  # noqa: BLE001 - told to the process that watches
            self.fail(getattr(error, "subprocess_exception", error))
        return name

    def fail(self, error: BaseException) -> None:
        self.journal.fail(self._progress.step, error)

    def _note(self, state: str) -> None:
        self._progress.state = state
        self.journal.write(self._progress)

    def _notify_load(self) -> None:
        self._note("waiting")
        super()._notify_load()

    def _notify_unload(self) -> None:
        self._note("finished")
        super()._notify_unload()

    def begin(self, rows: int) -> None:
        self._progress.rows_in += rows
        self._note("working")

    def _send_batch(self, batch: Any) -> None:
        check_writable(batch.data[0])  # here, where the step is known; distilabel's main process would die of it
        rows = len(batch.data[0])
        self._progress.rows_out += rows
        self._progress.empty_end = batch.last_batch and not rows
        super()._send_batch(batch)
        self._note("waiting")


class Seldom(logging.Filter):
    """Lets pass one line about a batch in a second, and all other lines.

    distilabel logs two lines a batch and step; to show them takes longer than to pass the batch on.
    """

    _last = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.INFO or " batch " not in record.getMessage():
            return True
        if record.created < self._last + 1:
            return False
        self._last = record.created
        return True


class _GuardedStep:
    """A step that tells its worker of each batch and each exception; all else is the step's own."""

    def __init__(self, step: Any, worker: Worker) -> None:
        self._step = step
        self._worker = worker

    def __getattr__(self, name: str) -> Any:
        return getattr(self._step, name)

    def process_applying_mappings(self, *inputs: list[dict[str, Any]], **options: Any) -> Iterator[Any]:
        self._worker.begin(sum(map(len, inputs)))
        try:
            answers = self._step.process_applying_mappings(*inputs, **options)
            if self._step.is_generator:
                for answer in answers:
                    yield answer
                    self._worker.begin(0)  # another batch was asked for
                return
            rows = list(islice(answers, 2))
            if len(rows) != 1:
                times = "nothing" if not rows else "more than once"
                raise RuntimeError(f"`process` yielded {times}; distilabel takes exactly one list of rows from a call")
        except Exception as error:
            self._worker.fail(error)  # now, for distilabel goes on as if nothing had happened
            raise
        yield rows[0]


def check_writable(rows: list[dict[str, Any]]) -> None:
    """Refuse rows with half a surrogate pair or an integer over 64 bits, in whatever depth.

    Raises:
        Unwritable: it names the column.
    """
    try:
        pa.Table.from_pylist(rows)
    except (UnicodeEncodeError, OverflowError, pa.ArrowException):
        for name in dict.fromkeys(name for row in rows for name in row):
            try:
                pa.array([row.get(name) for row in rows])
            except UnicodeEncodeError:
                raise Unwritable(f"column '{name}' holds half of a surrogate pair, which is no text") from None
            except (OverflowError, pa.ArrowInvalid) as error:
                if "int" in str(error) and "large" in str(error):
                    raise Unwritable(f"column '{name}' holds an integer over 64 bits; make it a text") from None
            except pa.ArrowException:  # what a later step makes writable
                continue


def beat(journal: Journal, busy: float) -> None:
    """Tell that this process computes, as long as it does."""
    used = time.process_time()
    while True:
        time.sleep(BEAT)
        if time.process_time() - used > busy * BEAT:
            journal.beat()
        used = time.process_time()
