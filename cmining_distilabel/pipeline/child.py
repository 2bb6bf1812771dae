"""The main process of a run."""

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
from threadpoolctl import threadpool_limits

from cmining_distilabel.pipeline.journal import Journal
from cmining_distilabel.pipeline.watched import WatchedPipeline
from cmining_distilabel.pipeline.worker import BEAT, BUSY_MAIN, beat
from cmining_distilabel.secrets import redact_logs, redacted

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
        redact_logs()
        if quiet:
            os.environ["DISTILABEL_LOG_LEVEL"] = "CRITICAL"
        _use_one_thread()
        local.create_distiset = lambda *_, **__: None  # the parent does it, without a copy in the cache of `datasets`
        threading.excepthook = lambda raised: journal.fail(None, raised.exc_value or raised.exc_type())
        pipeline.__class__ = WatchedPipeline
        pipeline._journal = journal
        pipeline._cache_dir = folder
        pipeline.run(parameters=parameters, use_cache=False)
        pipeline.__class__ = Pipeline
        outcome = pipeline._cache_location["data"].parent
        pipeline.save(outcome / "pipeline.yaml", format="yaml")
        text = (outcome / "pipeline.yaml").read_text(encoding="utf-8")
        (outcome / "pipeline.yaml").write_text(redacted(text), encoding="utf-8")
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
