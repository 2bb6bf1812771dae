"""Running a distilabel pipeline so that it ends: with all its rows, or with an error that names the step."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import time
import warnings
import weakref
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from cmining_distilabel.errors import UserError
from cmining_distilabel.pipeline_journal import Journal, Progress

if TYPE_CHECKING:
    from datasets import Dataset
    from distilabel.distiset import Distiset
    from distilabel.pipeline import Pipeline

__all__ = ["PipelineError", "load_pipeline", "run"]

_POLL = 0.1  # seconds
_DEADLOCK = 5.0  # seconds in which all workers wait after a step ended without rows: nobody will ever go on


class PipelineError(RuntimeError):
    """A run that failed.

    Attributes:
        step: name of the step; None where no step is to blame.
    """

    def __init__(self, message: str, step: str | None = None) -> None:
        super().__init__(message)
        self.step = step


def run(
    pipeline: Pipeline,
    *,
    parameters: dict[str, dict[str, Any]] | None = None,
    stall_timeout: float | None = 600.0,
    quiet: bool = False,
) -> Distiset:
    """Run a local distilabel pipeline. It gives all rows or raises: it does not hang, nor lose rows in silence.

    The run has processes and a cache folder of its own; both are gone afterwards, so that nothing of an earlier run,
    of other data or of other code is ever taken for a result, and `pipeline` stays as it was. Needs a system that can
    fork. Where this process has used OpenMP threads (torch, faiss), the workers use one thread each.

    Args:
        pipeline: of `distilabel.pipeline.Pipeline`.
        parameters: runtime parameters by step, as for `Pipeline.run`.
        stall_timeout: seconds without a batch, and without a process that computes, after which the run is given up;
            None waits for ever. Raise it where a step waits longer than this for one answer of a remote service.
        quiet: without distilabel's log.

    Returns:
        A `Distiset` with a data set for each leaf ("default" where there is one leaf only), with the split "train".

    Raises:
        UserError: the pipeline or a parameter cannot be used, or a step raised one.
        PipelineError: a step raised, a worker was killed, nothing moved, or rows are missing.
    """
    # `distilabel.pipeline` must be there before the fork, and complains of its own annotations when it is imported.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The 'default' attribute")
        from cmining_distilabel.pipeline_worker import run_in_child

    folder = Path(tempfile.mkdtemp(prefix="cmining-"))
    try:
        journal = Journal(folder)
        process = multiprocessing.get_context("fork").Process(
            target=run_in_child,
            args=(pipeline, parameters or {}, folder, quiet),
            name="MainProcess",  # distilabel logs in a process of this name only
        )
        process.start()
        try:
            _watch(process, journal, stall_timeout)
        finally:
            _end(process)
        _check_rows(pipeline, journal.workers())
        return _collect(pipeline, folder, journal.workers())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def load_pipeline(path: str | Path) -> Pipeline:
    """A distilabel pipeline from its YAML file.

    Raises:
        UserError: there is no such file, it holds no pipeline, or a step in it cannot be made.
    """
    try:
        values = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"pipeline {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"pipeline {path} is not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(values, dict) or not isinstance(values.get("pipeline"), dict):
        raise UserError(f"{path} holds no distilabel pipeline; one is written by `pipeline.save(path, format='yaml')`")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The 'default' attribute")
        from distilabel.pipeline import Pipeline

        try:
            return Pipeline.from_dict(values)
        except (ImportError, AttributeError, KeyError, TypeError, ValueError) as error:
            why = " ".join(f"{type(error).__name__}: {error}".split())
            raise UserError(f"the pipeline in {path} cannot be made: {why}") from error


def _watch(process: BaseProcess, journal: Journal, stall_timeout: float | None) -> None:
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


def _end(process: BaseProcess) -> None:
    """End all processes of the run at once."""
    with contextlib.suppress(ProcessLookupError, TypeError):
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.kill()  # it may not have had the time to form a group
    process.join()


def _check_rows(pipeline: Pipeline, workers: list[Progress]) -> None:
    """Raise when a step did not receive what its predecessors sent."""
    received, sent = Counter[str](), Counter[str]()
    for worker in workers:
        received[worker.step] += worker.rows_in
        sent[worker.step] += worker.rows_out
    for name in pipeline.dag:
        before = list(pipeline.dag.get_step_predecessors(name))
        routed = any("routing_batch_function" in pipeline.dag.get_step(other) for other in before)
        expected = sum(sent[other] for other in before)
        if before and not routed and received[name] != expected:
            raise PipelineError(f"step '{name}' received {received[name]} rows of the {expected} that were sent", name)


def _collect(pipeline: Pipeline, folder: Path, workers: list[Progress]) -> Distiset:
    """The leaves' rows as a `Distiset`; `folder` goes when it does."""
    from datasets import DatasetDict
    from distilabel.distiset import Distiset
    from distilabel.utils.docstring import parse_google_docstring

    from cmining_distilabel.pipeline_worker import OUTCOME

    outcome = (folder / OUTCOME).resolve()
    distiset = Distiset()
    for leaf in sorted(pipeline.dag.leaf_steps):
        sent = sum(worker.rows_out for worker in workers if worker.step == leaf)
        rows = _read_leaf(outcome / "data" / "steps_outputs" / leaf, pipeline._enable_metadata)
        found = 0 if rows is None else len(rows)
        if rows is None or found != sent:
            received = sum(worker.rows_in for worker in workers if worker.step == leaf)
            raise PipelineError(
                f"step '{leaf}' gave no rows; it received {received}"
                if found == sent
                else f"of the {sent} rows of step '{leaf}' only {found} were written",
                leaf,
            )
        distiset[leaf] = DatasetDict({"train": rows})
    if len(distiset) == 1:
        distiset["default"] = distiset.pop(leaf)
    distiset.pipeline_path = outcome / "pipeline.yaml"
    distiset.log_filename_path = outcome / "pipeline.log"
    artifacts = outcome / "data" / "steps_artifacts"
    if artifacts.is_dir() and any(artifacts.rglob("*")):
        distiset.artifacts_path = artifacts
    steps = [pipeline.dag.get_step(name)["step"] for name in pipeline.dag]
    distiset.citations = [text for step in steps for text in parse_google_docstring(step)["citations"]]
    weakref.finalize(distiset, _remove, folder, os.getpid())
    return distiset


def _read_leaf(source: Path, with_metadata: bool) -> Dataset | None:
    """A leaf's Parquet files as one data set, mapped from a file without a name; None without rows."""
    from datasets import Dataset
    from distilabel.constants import DISTILABEL_METADATA_KEY

    files = sorted(source.glob("*.parquet"), key=lambda path: int(path.stem))
    if not files:
        return None
    schema = pq.read_schema(files[-1])
    mapped = source / "rows.arrow"
    with pa.ipc.new_file(str(mapped), schema) as writer:
        for file in files:
            writer.write_table(pq.read_table(file, schema=schema))
            file.unlink()
    table = pa.ipc.open_file(pa.memory_map(str(mapped))).read_all()
    mapped.unlink()
    if not with_metadata and DISTILABEL_METADATA_KEY in table.column_names:
        table = table.drop_columns([DISTILABEL_METADATA_KEY])
    return Dataset(table)


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # not in a fork, where a copy of the Distiset may be collected
        shutil.rmtree(folder, ignore_errors=True)
