"""Running a distilabel pipeline on Ray so that it ends, too, when a worker is lost."""

import threading
import time
from typing import Any

from distilabel.distiset import Distiset
from distilabel.pipeline.ray import RayPipeline

from cmining_distilabel.errors import first_line
from cmining_distilabel.pipeline.strict import check, set_parameters
from cmining_distilabel.pipeline.watch import PipelineError

_POLL = 1.0  # seconds


def run_on_ray(pipeline: RayPipeline, parameters: dict[str, dict[str, Any]]) -> Distiset:
    """Run a pipeline on Ray; `safe_run.run` says what comes of it.

    distilabel starts an actor for each replica and waits for their batches, for ever when an actor is gone: killed,
    out of memory, or its node lost. Here the run ends with the name of the step.
    """
    own, pipeline.__class__ = pipeline.__class__, _WatchedRayPipeline
    try:
        pipeline._actors = []
        found = pipeline.run(parameters=parameters, use_cache=False)
        leaves = {"default"} if len(pipeline.dag.leaf_steps) == 1 else pipeline.dag.leaf_steps
        for leaf in sorted(leaves):
            if leaf not in found or not len(found[leaf]["train"]):
                name = min(pipeline.dag.leaf_steps) if leaf == "default" else leaf
                raise PipelineError(f"step '{name}' gave no rows; if a step before it raised, the log has it", name)
        return found
    finally:
        pipeline.end()
        pipeline._exception = None
        pipeline.__class__ = own


class _WatchedRayPipeline(RayPipeline):
    """distilabel's pipeline on Ray, that looks after its actors."""

    _actors: list[tuple[str, Any, Any]]  # step, handle, and what is answered when the actor has done its work
    _watcher: threading.Thread

    def _set_runtime_parameters(self, parameters: dict[str, dict[str, Any]]) -> None:
        set_parameters(self, parameters)

    def _validate(self) -> None:
        check(self, super()._validate)

    def _run_step(self, step: Any, input_queue: Any, replica: int) -> None:
        import ray

        super()._run_step(step, input_queue, replica)
        handle = ray.get_actor(f"distilabel-{self.name}-{step.name}-{replica}")
        # It waits for its turn behind the step's work; when the actor is gone it fails at once.
        self._actors.append((step.name, handle, handle.__ray_ready__.remote()))
        if len(self._actors) == 1:
            self._watcher = threading.Thread(target=self._watch, daemon=True)
            self._watcher.start()

    def _watch(self) -> None:
        import ray

        done: set[Any] = set()
        while self._actors:  # of a later stage there are none yet when those of the one before have ended
            left = {ready: name for name, _, ready in self._actors if ready not in done}
            if not left:
                time.sleep(_POLL)
                continue
            for ready in ray.wait(list(left), timeout=_POLL)[0]:
                done.add(ready)
                try:
                    ray.get(ready)
                except ray.exceptions.RayActorError as error:
                    if self._actors:  # else the run is over, and its actors were ended
                        why = f"a worker of step '{left[ready]}' was lost on Ray: {first_line(error)}"
                        lost = PipelineError(why, left[ready])
                        self._exception = lost
                        self._stop_called = True  # ends what waits for steps to load
                        self._output_queue.put(None)
                        return

    def _is_step_running(self, step_name: str) -> bool:
        # distilabel waits for every step to say that it has ended; one that is lost never will.
        return self._exception is None and super()._is_step_running(step_name)

    def end(self) -> None:
        """End the actors that are still there, and take no notice of their end."""
        actors, self._actors = self._actors, []
        if not actors:
            return
        import ray

        for _, handle, _ in actors:
            ray.kill(handle)
        self._watcher.join()  # a thread that asks Ray something while Python ends makes it crash
