"""Running distilabel pipelines so that they end: with all their rows, or with an error that names the step.

`safe_run` has the two functions; a run's processes (`child` with the pipeline of `watched`, `worker`) note in
small files (`journal`) what happens to them, which the user's process reads (`watch`) until it can take the rows
(`outcome`).
"""

import warnings

from cmining_distilabel.pipeline.watch import PipelineError

with warnings.catch_warnings():
    # distilabel 1.5 declares its runtime parameters in a way that pydantic complains about, a warning a class.
    warnings.filterwarnings("ignore", message="The 'default' attribute")
    from cmining_distilabel.pipeline.safe_run import load_pipeline, run

__all__ = ["PipelineError", "load_pipeline", "run"]
