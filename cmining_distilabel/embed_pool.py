"""EncoderPool: batches of texts over several encoder processes, answers in order.

Plain subprocesses that talk over pipes, not `multiprocessing`: nothing is forked (unsafe beside BLAS and torch),
nothing is pickled, and a user's script needs no `if __name__ == "__main__"`.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError

_TRIES = 2  # for a batch whose process is killed: once may be chance
_AHEAD = 2  # batches in flight for each process; what is read ahead of the slowest batch is bounded by it
_log = logging.getLogger(__name__)
Tag = TypeVar("Tag")


def usable_cores() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def devices_of(config: EmbedConfig) -> list[str | None]:
    """The devices of an encoder, as many as there are processes to be."""
    return [name.strip() for name in config.device.split(",")] if config.device else [None]


class EncoderPool:
    """Encoder processes, to be used as a context; leaving it ends them at once, whatever they are at.

    Args:
        config: what `load_encoder` makes the encoder from, in each process; of several devices each has one.
        size: number of processes. They start with the first batches.
    """

    def __init__(self, config: EmbedConfig, size: int) -> None:
        self._config = config
        self._size = size
        self._threads = max(1, usable_cores() // size)
        self._executor = ThreadPoolExecutor(size)  # a thread does nothing but wait for its process
        self._idle: queue.SimpleQueue[_Process] = queue.SimpleQueue()
        self._free: queue.SimpleQueue[str | None] = queue.SimpleQueue()  # a device for each process
        for _, device in zip(range(size), itertools.cycle(devices_of(config)), strict=False):
            self._free.put(device)
        self._processes: list[_Process] = []
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> EncoderPool:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            for process in self._processes:
                process.kill()
        self._executor.shutdown(cancel_futures=True)
        for process in self._processes:
            process.close()

    def map(self, batches: Iterable[tuple[Tag, list[str]]]) -> Iterator[tuple[Tag, NDArray[np.float32]]]:
        """Vectors of each batch with the batch's tag, in the order of the batches.

        Batches are taken from the iterable as the processes need them.

        Raises:
            UserError: the encoder cannot be made.
            RuntimeError: a process failed, or was killed twice over one batch.
        """
        pending: deque[tuple[Tag, Future[NDArray[np.float32]]]] = deque()
        for tag, texts in batches:
            pending.append((tag, self._executor.submit(self._encode, texts)))
            if len(pending) == _AHEAD * self._size:
                first, future = pending.popleft()
                yield first, future.result()
        for tag, future in pending:
            yield tag, future.result()

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        for _ in range(_TRIES):
            process = self._take()
            try:
                vectors = process.encode(texts)
            except _Killed as error:
                name = str(error)
                self._free.put(process.device)
                if not self._closed:
                    _log.warning("an encoder process was ended by %s; starting another", name)
                continue
            self._idle.put(process)
            return vectors
        raise RuntimeError(
            f"encoder processes were ended by {name} twice over the same {len(texts)} texts; the system sends SIGKILL "
            "when memory runs out: use fewer workers or a smaller batch_size. Finished vectors are kept"
        )

    def _take(self) -> _Process:
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        with self._lock:  # so that no process starts behind the back of __exit__
            if self._closed:
                raise RuntimeError("the pool is closed")
            process = _Process(self._config.model_copy(update={"device": self._free.get_nowait()}), self._threads)
            self._processes.append(process)
        return process


class _Killed(Exception):
    """The process was ended by a signal."""


class _Process:
    """One encoder process: a request at a time, so that neither side ever waits to write while the other does."""

    def __init__(self, config: EmbedConfig, threads: int) -> None:
        limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
        # The child imports from where this process does, and from nowhere else (not from the current folder).
        imports = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cmining_distilabel.embed_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **limits, **imports},
            start_new_session=True,  # Ctrl-C goes to this process alone, which then ends the others
        )
        self.device = config.device
        self._config = config.model_dump_json().encode() + b"\n"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        try:
            return self._ask(texts)
        except (BrokenPipeError, EOFError):
            code = self._process.wait()
        if code < 0:
            raise _Killed(signal.Signals(-code).name)
        raise RuntimeError(f"an encoder process failed with exit code {code}; what it said stands above")

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        """Free what belongs to a process that was killed."""
        with contextlib.suppress(BrokenPipeError), self._process:  # a request that it did not live to read
            pass

    def _ask(self, texts: list[str]) -> NDArray[np.float32]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        requests.write(self._config + json.dumps(texts).encode() + b"\n")
        requests.flush()
        self._config = b""
        header = json.loads(_exactly(answers.readline()))
        if "error" in header:
            raise UserError(header["error"])
        rows, dimension = header["shape"]
        data = _exactly(answers.read(rows * dimension * 4), rows * dimension * 4)
        return np.frombuffer(data, dtype="<f4").reshape(rows, dimension)


def _exactly(data: bytes, size: int = 1) -> bytes:
    if len(data) < size:
        raise EOFError
    return data
