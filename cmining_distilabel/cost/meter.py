"""Seconds of wall clock, processor and GPU, and tokens, by stage."""

import math
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa

# Letters a token, by their bytes in UTF-8: of Latin letters; of accents, Cyrillic and Arabic; of Han, kana, Hangul,
# Thai and Indic scripts. Of Qwen2.5's tokenizer on leads and prompts in 14 languages, on the low side: a bill must not
# be a surprise.
_ASCII, _TWO_BYTES, _MORE = 3.5, 2.5, 1.1


@dataclass
class Spent:
    """What a stage took.

    Attributes:
        wall_seconds: that passed.
        cpu_seconds: of all cores, child processes that have ended included.
        gpu_seconds: that passed, times the GPUs that this process held. A server's are its own.
        input_tokens, output_tokens: of a language model.
    """

    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    gpu_seconds: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0


class Meter:
    """Measures stages; one that runs again adds up. A stage within another counts for itself only.

    Attributes:
        stages: what was spent, by stage.
    """

    def __init__(self) -> None:
        self.stages: dict[str, Spent] = {}
        self._inner = (0.0, 0.0, 0.0)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[Spent]:
        """Measure what runs within; it may add tokens to what is yielded."""
        spent = self.stages.setdefault(stage, Spent())
        wall, cpu, outside = time.perf_counter(), cpu_seconds(), self._inner
        self._inner = (0.0, 0.0, 0.0)
        try:
            yield spent
        finally:
            passed = time.perf_counter() - wall
            whole = (passed, cpu_seconds() - cpu, passed * gpus_held())
            own = [one - inner for one, inner in zip(whole, self._inner, strict=True)]
            spent.wall_seconds += own[0]
            spent.cpu_seconds += own[1]
            spent.gpu_seconds += own[2]
            self._inner = tuple(one + more for one, more in zip(outside, whole, strict=True))  # type: ignore[assignment]

    def add(self, stages: Mapping[str, Spent]) -> None:
        """Add what was measured elsewhere."""
        for name, more in stages.items():
            own = self.stages.setdefault(name, Spent())
            for part in fields(Spent):
                setattr(own, part.name, getattr(own, part.name) + getattr(more, part.name))

    def rows(self) -> dict[str, dict[str, Any]]:
        """The stages as plain data, seconds to the millisecond."""
        return {name: rounded(spent) for name, spent in self.stages.items()}


def rounded(spent: Spent) -> dict[str, Any]:
    """As plain data, seconds to the millisecond."""
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(spent).items()}


def cpu_seconds() -> float:
    """Of this process so far, and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def gpus_held() -> int:
    """GPUs on which this process has begun to work; 0 where torch was never imported."""
    torch = sys.modules.get("torch")
    cuda = getattr(torch, "cuda", None)
    return int(cuda.device_count()) if cuda is not None and cuda.is_initialized() else 0


def count_tokens(text: str) -> int:
    """About how many tokens a text has, by its letters.

    >>> count_tokens("What do people eat?"), count_tokens("何を食べますか")
    (6, 7)
    """
    data = np.frombuffer(text.encode("utf-8", "replace"), np.uint8)
    return math.ceil(_tokens(data))


def text_tokens(texts: pa.ChunkedArray) -> int:
    """`count_tokens` of a column of texts, at memory speed: letters are counted, not looked at.

    >>> text_tokens(pa.chunked_array([["What do people eat?", None, "何を食べますか"]]))
    12
    """
    return math.ceil(sum(_tokens(_bytes(chunk)) for chunk in texts.chunks))


def _tokens(data: Any) -> float:
    """Of UTF-8: a letter is counted by its first byte."""
    one, more = int((data < 0x80).sum()), int((data >= 0xE0).sum())
    return one / _ASCII + (int((data >= 0xC0).sum()) - more) / _TWO_BYTES + more / _MORE


def _bytes(chunk: pa.Array) -> Any:
    """The UTF-8 of a chunk, which may be a slice of a larger array."""
    width = np.int64 if pa.types.is_large_string(chunk.type) else np.int32
    _, offsets, data = chunk.buffers()
    if data is None or not len(chunk):
        return np.empty(0, np.uint8)
    bounds = np.frombuffer(offsets, width)[[chunk.offset, chunk.offset + len(chunk)]]
    return np.frombuffer(data, np.uint8)[bounds[0] : bounds[1]]
