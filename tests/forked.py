"""Fresh processes for tests without their imports: one process imports what is slow once, and forks for each script.

A script runs as in a new interpreter as far as it goes: environment, standard streams, and modules that read the
environment when they are imported (`huggingface_hub`, `datasets`), which the parent has not imported.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import tempfile
from pathlib import Path

_PARENT = """
import contextlib, importlib, json, os, sys, traceback
SLOW = "pandas pyarrow.dataset aiohttp httpx requests multiprocess dill tqdm.auto cmining_distilabel.hub.push"
for name in SLOW.split():
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
assert not {"huggingface_hub", "datasets"} & set(sys.modules)
for line in sys.stdin:
    job = json.loads(line)
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in enumerate(job["streams"], start=1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ.clear()
        os.environ.update(job["environment"])
        sys.argv = ["-c", *job["arguments"]]
        code = 0
        try:
            exec(compile(job["script"], "<script>", "exec"), {"__name__": "__main__"})
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
_parent: subprocess.Popen[str] | None = None


def run_script(script: str, *arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script; what it prints, and its exit code."""
    global _parent
    if _parent is None:
        _parent = subprocess.Popen(
            [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(_parent.kill)
    assert _parent.stdin is not None
    assert _parent.stdout is not None
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder) / name for name in ("stdout", "stderr")]
        job = {"script": script, "arguments": arguments, "environment": environment, "streams": list(map(str, streams))}
        _parent.stdin.write(json.dumps(job) + "\n")
        _parent.stdin.flush()
        code = int(_parent.stdout.readline())
        said = [stream.read_text(encoding="utf-8", errors="replace") for stream in streams]
    return subprocess.CompletedProcess([script, *arguments], code, *said)
