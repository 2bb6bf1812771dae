"""Running distilabel pipelines so that they end: with all their rows, or with an error that names the step.

`safe_run` has the two functions; a run's processes (`child` with the pipeline of `watched`, `worker`) note in
small files (`journal`) what happens to them, which the user's process reads (`watch`) until it can take the rows
(`outcome`).
"""

from cmining_distilabel.pipeline.watch import PipelineError
from cmining_distilabel.secrets import importing_distilabel

with importing_distilabel():
    from cmining_distilabel.pipeline.safe_run import load_pipeline, run

__all__ = ["PipelineError", "load_pipeline", "run"]
