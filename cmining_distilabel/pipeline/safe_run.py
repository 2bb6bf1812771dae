"""Running a distilabel pipeline so that it ends: with all its rows, or with an error that names the step."""

import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from distilabel.constants import STEP_ATTR_NAME
from distilabel.distiset import Distiset
from distilabel.pipeline import Pipeline, RayPipeline

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import load_yaml
from cmining_distilabel.pipeline.child import run_in_child
from cmining_distilabel.pipeline.journal import Journal
from cmining_distilabel.pipeline.on_ray import run_on_ray
from cmining_distilabel.pipeline.outcome import check_rows, collect
from cmining_distilabel.pipeline.watch import PipelineError, watch
from cmining_distilabel.secrets import keep_secret


def run(
    pipeline: Pipeline | RayPipeline,
    *,
    parameters: dict[str, dict[str, Any]] | None = None,
    stall_timeout: float | None = 600.0,
    quiet: bool = False,
) -> Distiset:
    """Run a distilabel pipeline. It gives all rows or raises: it does not hang, nor lose rows in silence.

    The run has processes and a cache folder of its own; both are gone afterwards, so that nothing of an earlier run,
    of other data or of other code is ever taken for a result, and `pipeline` stays as it was. Needs a system that can
    fork. Where this process has loaded OpenMP (torch, faiss), the workers use one thread each.

    A pipeline on Ray (`Pipeline.ray`) runs in this process, with distilabel's own folder; it ends when a worker is
    lost or a leaf gives no rows, but a step that stands still is waited for.

    Args:
        pipeline: of `distilabel.pipeline`.
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
    if isinstance(pipeline, RayPipeline):
        return run_on_ray(pipeline, parameters or {})
    for name in pipeline.dag:
        step = pipeline.dag.get_step(name)[STEP_ATTR_NAME]
        for asked in (getattr(step, "llm", None), getattr(step, "embeddings", None)):
            if asked is not None:
                keep_secret(asked.model_dump())
    keep_secret(parameters or {})
    folder = Path(tempfile.mkdtemp(prefix="cmining-"))
    journal = Journal(folder)
    try:
        process = multiprocessing.get_context("fork").Process(
            target=run_in_child,
            args=(pipeline, parameters or {}, folder, quiet),
            name="MainProcess",  # distilabel logs in a process of this name only
        )
        process.start()
        try:
            watch(process, journal, stall_timeout)
        finally:
            _end(process)
        check_rows(pipeline, journal.workers())
        return collect(pipeline, folder, journal.workers())
    except FileNotFoundError:
        if (folder / "journal").exists():  # it goes before the folder does
            raise
        raise _folder_gone(folder, journal) from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def load_pipeline(path: str | Path) -> Pipeline:
    """A distilabel pipeline from its YAML file.

    Raises:
        UserError: there is no such file, it holds no pipeline, or a step in it cannot be made.
    """
    values = load_yaml(path, "pipeline")
    if not isinstance(values, dict) or not isinstance(values.get("pipeline"), dict):
        raise UserError(f"{path} holds no distilabel pipeline; one is written by `pipeline.save(path, format='yaml')`")
    keep_secret(values)
    try:
        return Pipeline.from_dict(values)
    except (ImportError, AttributeError, KeyError, TypeError, ValueError) as error:
        why = " ".join(f"{type(error).__name__}: {error}".split())
        raise UserError(f"the pipeline in {path} cannot be made: {why}") from error


def _folder_gone(folder: Path, journal: Journal) -> PipelineError:
    busy = [worker.step for worker in journal.seen if worker.state in ("working", "loading")]
    step = next(iter(busy), None) or next((worker.step for worker in journal.seen), None)
    return PipelineError(
        f"the temporary folder {folder} was deleted while the step '{step}' ran; set TMPDIR to a place that nothing "
        "cleans, and run again",
        step,
    )


def _end(process: BaseProcess) -> None:
    """End all processes of the run at once."""
    assert process.pid
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()  # it may not have had the time to form a group
    process.join()
