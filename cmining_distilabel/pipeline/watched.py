"""distilabel's pipeline, made strict and open to be watched."""

import time
from typing import Any

from distilabel.pipeline import Pipeline
from distilabel.pipeline.base import _STEP_LOAD_FAILED_CODE, _STEP_UNLOADED_CODE

from cmining_distilabel.pipeline.journal import Journal
from cmining_distilabel.pipeline.strict import check, set_parameters
from cmining_distilabel.pipeline.worker import Worker

_POLL = 0.05  # seconds


class WatchedPipeline(Pipeline):
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

    # The next three wait as distilabel's own do, but let go of the lock and of the processor, and do not sleep seconds.
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

    def _finalize_pipeline_execution(self) -> None:
        self._notify_steps_to_stop()
        while any(self._is_step_running(name) for name in self.dag):
            time.sleep(_POLL)
        super()._finalize_pipeline_execution()

    # Nobody resumes from the cache of a run that has a folder of its own: spare the disk a copy of every batch.
    def _cache(self) -> None:
        pass

    def _register_batch(self, batch: Any) -> None:
        self._batch_manager.register_batch(batch)
