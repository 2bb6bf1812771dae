"""Fresh processes for tests without their imports: one process imports what is slow once, and forks for each script.

A script runs as in a new interpreter as far as it goes: environment, folder, standard streams, exit, and modules that
read the environment when they are imported, which the parent has not imported where that matters.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_PARENT = """
import atexit, contextlib, gc, importlib, json, os, sys, traceback
for name in sys.argv[1:]:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
gc.freeze()  # what a child does not look at need not be copied for it
for line in sys.stdin:
    job = json.loads(line)
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in enumerate(job["streams"], start=1):
            os.dup2(os.open(path, os.O_WRONLY), number)
        os.environ.clear()
        os.environ.update(job["environment"])
        os.chdir(job["folder"])
        sys.argv = ["-c", *job["arguments"]]
        code = 0
        try:
            exec(compile(job["script"], "<script>", "exec"), {"__name__": "__main__"})
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        except BaseException:
            traceback.print_exc()
            code = 1
        atexit._run_exitfuncs()
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
        os._exit(code)  # without taking all modules apart
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
# `huggingface_hub` and `datasets` read the environment when they are imported: a script for the Hub does so itself.
HUB = "pandas pyarrow.dataset aiohttp httpx requests multiprocess dill tqdm.auto cmining_distilabel.hub.push"
PACKAGE = (
    "pandas pyarrow.dataset sklearn.cluster sklearn.linear_model matplotlib.pyplot openai markdown_it distilabel.steps "
    "cmining_distilabel.cli.main cmining_distilabel.tasks cmining_distilabel.steps cmining_distilabel.pipeline.recipes "
    "cmining_distilabel.mining.miner cmining_distilabel.generation.run cmining_distilabel.show.page"
)
_parents: dict[str, subprocess.Popen[str]] = {}


def run_script(
    script: str,
    *arguments: str | Path,
    environment: Mapping[str, str] = os.environ,
    folder: str | Path = ".",
    imported: str = PACKAGE,
) -> subprocess.CompletedProcess[str]:
    """Run a script; what it prints, and its exit code."""
    if imported not in _parents:
        command = [sys.executable, "-c", _PARENT, *imported.split()]
        offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
        _parents[imported] = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL, env=offline
        )
        atexit.register(_parents[imported].kill)
    parent = _parents[imported]
    assert parent.stdin is not None
    assert parent.stdout is not None
    with tempfile.TemporaryDirectory() as made, ThreadPoolExecutor(2) as readers:
        streams = [Path(made) / name for name in ("stdout", "stderr")]
        for stream in streams:
            os.mkfifo(stream)
        said = readers.map(lambda stream: stream.read_text(encoding="utf-8", errors="replace"), streams)
        words = [str(word) for word in arguments]
        job = {"script": script, "arguments": words, "environment": dict(environment)}
        job |= {"folder": str(folder), "streams": list(map(str, streams))}
        parent.stdin.write(json.dumps(job) + "\n")
        parent.stdin.flush()
        code = int(parent.stdout.readline())
        return subprocess.CompletedProcess([script, *words], code, *said)


def cmining(
    *arguments: str | Path,
    folder: str | Path = ".",
    columns: int = 200,
    imported: str = PACKAGE,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """The command line, as a user runs it: in a process of its own."""
    made = {**os.environ, "HF_HUB_OFFLINE": "1", "COLUMNS": str(columns), "NO_COLOR": "1", **environment}
    script = "from cmining_distilabel.cli.main import main; main()"
    return run_script(script, *arguments, environment=made, folder=folder, imported=imported)
