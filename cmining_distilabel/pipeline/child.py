"""The main process of a run: distilabel's pipeline, made strict and open to be watched."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from distilabel.pipeline import Pipeline, local
from distilabel.pipeline.base import _STEP_LOAD_FAILED_CODE, _STEP_UNLOADED_CODE
from threadpoolctl import threadpool_limits

from cmining_distilabel.pipeline.journal import Journal
from cmining_distilabel.pipeline.strict import check, set_parameters
from cmining_distilabel.pipeline.worker import BEAT, BUSY_MAIN, Worker, beat

_POLL = 0.05  # seconds
_LONGEST_TMPDIR = 70  # a socket's path, which multiprocessing makes in it, has 107 characters at most
OUTCOME = "outcome"  # link to the folder that distilabel wrote to


def run_in_child(pipeline: Pipeline, parameters: dict[str, dict[str, Any]], folder: Path, quiet: bool) -> None:
    """Run a pipeline in this process, which was forked for it; the leaves' rows are in `folder` afterwards."""
    os.setsid()  # a group of its own, so that all processes of the run can be ended at once
    journal = Journal(folder)
    try:
        threading.Thread(target=beat, args=(journal, BUSY_MAIN), daemon=True).start()
        threading.Thread(target=_end_with, args=(os.getppid(), folder), daemon=True).start()
        if len(str(folder)) < _LONGEST_TMPDIR:  # what processes that are killed leave behind goes with the folder
            os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        if quiet:
            os.environ["DISTILABEL_LOG_LEVEL"] = "CRITICAL"
        _use_one_thread()
        local.create_distiset = lambda *_, **__: None  # the parent does it, without a copy in the cache of `datasets`
        threading.excepthook = lambda raised: journal.fail(None, raised.exc_value or raised.exc_type())
        pipeline.__class__ = _WatchedPipeline
        pipeline._journal = journal
        pipeline._cache_dir = folder
        pipeline.run(parameters=parameters, use_cache=False)
        pipeline.__class__ = Pipeline
        outcome = pipeline._cache_location["data"].parent
        pipeline.save(outcome / "pipeline.yaml", format="yaml")
        (folder / OUTCOME).symlink_to(outcome)
    except BaseException as error:  # noqa: BLE001 - told to the parent
        journal.fail(None, error)


def _use_one_thread() -> None:
    """Let no worker use a pool of OpenMP threads that exists already: it would wait for threads that fork left behind.

    Libraries that the workers load themselves are not concerned.
    """
    threadpool_limits(limits=1, user_api="openmp")
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)


def _end_with(parent: int, folder: Path) -> None:
    """End the run when its parent is gone, killed perhaps, and clean up in its place."""
    while os.getppid() == parent:
        time.sleep(BEAT)
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


class _WatchedPipeline(Pipeline):
    """distilabel's pipeline, without a cache on disk, and with workers that report."""

    _journal: Journal

    def _set_runtime_parameters(self, parameters: dict[str, dict[str, Any]]) -> None:
        set_parameters(self, parameters)

    def _validate(self) -> None:
        check(self, super()._validate)

    def _run_step(self, step: Any, input_queue: Any, replica: int) -> None:
        worker = Worker(step, replica, input_queue, self._output_queue, self._load_queue)
        worker.journal = self._journal
        self._pool.apply_async(worker.run, error_callback=lambda error: self._journal.fail(step.name, error))

    # The next two wait as distilabel's own do, but let go of the lock and of the processor, and do not sleep seconds.
    def _run_stage_steps_and_wait(self, stage: int) -> bool:
        steps = self._steps_to_be_loaded_in_stage(stage)
        self._run_steps(steps)
        while not self._stop_called:
            with self._steps_load_status_lock:
                loaded = self._get_steps_load_status(steps)
            if _STEP_LOAD_FAILED_CODE in loaded.values():
                return False
            if all(
                count in (self.dag.get_step_replica_count(name), _STEP_UNLOADED_CODE) for name, count in loaded.items()
            ):
                return True
            time.sleep(_POLL)
        return False

    def _wait_current_stage_to_finish(self) -> None:
        steps = self._steps_to_be_loaded_in_stage(self._current_stage)
        while not self._stop_called:
            if all(count == _STEP_UNLOADED_CODE for count in self._get_steps_load_status(steps).values()):
                return
            time.sleep(_POLL)

    # Nobody resumes from the cache of a run that has a folder of its own: spare the disk a copy of every batch.
    def _cache(self) -> None:
        pass

    def _register_batch(self, batch: Any) -> None:
        self._batch_manager.register_batch(batch)
