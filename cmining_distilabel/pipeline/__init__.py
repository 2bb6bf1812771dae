"""Running distilabel pipelines so that they end: with all their rows, or with an error that names the step.

`safe_run` has the two functions; a run's processes (`worker`) note in small files (`journal`) what happens to them,
which the process of the user reads (`watch`) until it can take the rows (`outcome`).
"""

from cmining_distilabel.pipeline.safe_run import load_pipeline, run
from cmining_distilabel.pipeline.watch import PipelineError

__all__ = ["PipelineError", "load_pipeline", "run"]
