"""EncoderPool: batches of texts over several encoder processes, answers in order."""

import contextlib
import itertools
import logging
import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.processes import Failed, Killed, WorkerProcess, usable_cores

_TRIES = 2  # for a batch whose process is killed: once may be chance
_AHEAD = 2  # batches in flight for each process; what is read ahead of the slowest batch is bounded by it
_log = logging.getLogger(__name__)
Tag = TypeVar("Tag")


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

    def __enter__(self) -> "EncoderPool":
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
            Failed: a process failed, or was killed twice over one batch.
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
            except Killed as error:
                name = str(error)
                self._free.put(process.device)
                if not self._closed:
                    _log.warning("an encoder process was ended by %s; starting another", name)
                continue
            self._idle.put(process)
            return vectors
        raise Failed(
            f"encoder processes were ended by {name} twice over the same {len(texts)} texts; the system sends SIGKILL "
            "when memory runs out: use fewer workers or a smaller batch_size. Finished vectors are kept"
        )

    def _take(self) -> "_Process":
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        with self._lock:  # so that no process starts behind the back of __exit__
            if self._closed:
                raise Failed("the pool is closed")
            process = _Process(self._config.model_copy(update={"device": self._free.get_nowait()}), self._threads)
            self._processes.append(process)
        return process


class _Process(WorkerProcess):
    """One encoder process."""

    def __init__(self, config: EmbedConfig, threads: int) -> None:
        super().__init__("cmining_distilabel.mining.encode.worker", config.model_dump_json(), threads)
        self.device = config.device

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        header, data = self.ask(texts)
        return np.frombuffer(data, dtype="<f4").reshape(header["shape"])
