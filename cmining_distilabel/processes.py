"""Worker processes of this package: a module of it each, that answers lines of JSON.

Plain subprocesses that talk over pipes, not `multiprocessing`: nothing is forked (unsafe beside BLAS and torch),
nothing is pickled, and a user's script needs no `if __name__ == "__main__"`.
"""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from cmining_distilabel.errors import Failure, UserError

Answer = tuple[dict[str, Any], bytes | memoryview]


_START_SECONDS = 120  # after which a process that has not begun to read never will: out of memory, its imports hang


class Killed(Exception):
    """The process was ended by a signal, which the message names."""


class Failed(Failure):
    """The process could not be started, or failed: one line that says so."""


def usable_cores() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class WorkerProcess:
    """One process: a request at a time, so that neither side ever waits to write while the other does.

    Args:
        module: what it runs, by `serve`.
        config: JSON of what it works with.
        threads: of the libraries that it uses.
    """

    def __init__(self, module: str, config: str, threads: int) -> None:
        limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
        # The child imports from where this process does, and from nowhere else (not from the current folder).
        imports = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"}
        self._module = module
        self._config = config.encode() + b"\n"
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **limits, **imports},
                start_new_session=True,  # Ctrl-C goes to this process alone, which then ends the others
            )
        except OSError as error:
            raise Failed(f"the process {module} cannot be started: {error.strerror}; use fewer workers") from None

    def ask(self, request: object) -> tuple[dict[str, Any], bytes]:
        """The answer to a request: its header, and as many bytes as the header says.

        Raises:
            UserError: the process says so.
            Killed: it was ended by a signal.
            Failed: it failed, or did not start.
        """
        try:
            return self._ask(request)
        except (BrokenPipeError, EOFError):
            code = self._process.wait()
        if code < 0:
            raise Killed(signal.Signals(-code).name)
        raise Failed(f"the process {self._module} failed with exit code {code}; what it said stands above")

    def kill(self) -> None:
        """End it at once, whatever it is at."""
        self._process.kill()

    def close(self) -> None:
        """Free what belongs to a process that was killed."""
        with contextlib.suppress(BrokenPipeError), self._process:  # a request that it did not live to read
            pass

    def _ask(self, request: object) -> tuple[dict[str, Any], bytes]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        if self._config:
            self._await_start()
        requests.write(self._config + json.dumps(request).encode() + b"\n")
        requests.flush()
        self._config = b""
        header = json.loads(_exactly(answers.readline()))
        if "error" in header:
            raise UserError(header["error"])
        size = header.get("bytes", 0)
        return header, _exactly(answers.read(size), size)

    def _await_start(self) -> None:
        answers = self._process.stdout
        assert answers is not None
        with selectors.DefaultSelector() as selector:
            selector.register(answers, selectors.EVENT_READ)
            began = selector.select(_START_SECONDS)
        if not began:
            self.kill()
            raise Failed(
                f"the process {self._module} did not start within {_START_SECONDS} seconds, as happens where memory is "
                "short; use fewer workers"
            )
        _exactly(answers.readline())


def serve(work: Callable[[str, Iterator[bytes]], Iterator[Answer]]) -> None:
    """What a worker's module runs: answers requests until standard input ends.

    Standard input holds the config in its first line and a request in each other. An answer is a line of JSON on
    standard output and, where it says `bytes`, so many of them. So a worker never outlives the process that started it
    by more than the request in hand, whatever ended that process.

    Args:
        work: from the config and the requests to the answers.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    answers.write(b"started\n")
    answers.flush()
    lines = iter(sys.stdin.buffer)
    config = next(lines, b"").decode()
    if not config:
        return
    try:
        try:
            for header, data in work(config, lines):
                answers.write(json.dumps({**header, "bytes": len(data)}).encode() + b"\n")
                answers.write(data)
                answers.flush()
        except UserError as error:
            answers.write(json.dumps({"error": str(error)}).encode() + b"\n")
            answers.flush()
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more; a usual exit would complain about it on standard error


def _exactly(data: bytes, size: int = 1) -> bytes:
    if len(data) < size:
        raise EOFError
    return data
