"""Answers that were paid for, kept line by line, so that none is asked for twice."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import filelock
import xxhash

from cmining_distilabel.errors import UserError


@dataclass(frozen=True)
class Answer:
    """What a model said to a request.

    Attributes:
        key: hash of the request (`request_key`).
        text: the answer as it came; None where the model said nothing.
        input_tokens, output_tokens: as the server counted, or as estimated.
    """

    key: str
    text: str | None
    input_tokens: int
    output_tokens: int


class AnswerStore:
    """The answers in a file to which lines are only ever added.

    Each line is written at once when its answer comes, in one call, so that a kill loses no answer that had come.
    After a crash a torn last line is cut off; the request is then sent again. `flush` forces what was written to
    the disk. Use it through `open`.
    """

    def __init__(self, path: Path) -> None:
        self._answers: dict[str, Answer] = {}
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        self._read(path)

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[AnswerStore]:
        """The store in a file, for one process at a time.

        Raises:
            UserError: another process writes to it, or the folder cannot be written to.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(f"{path}.lock", timeout=0):
                store = cls(path)
                try:
                    yield store
                finally:
                    store.flush()
                    os.close(store._file)
        except filelock.Timeout:
            raise UserError(f"another run writes to {path.parent}; wait for it, or name another --out") from None
        except OSError as error:
            raise UserError(f"cannot write to {path}: {error.strerror or error}") from error

    def __len__(self) -> int:
        return len(self._answers)

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._answers.values())

    def get(self, key: str) -> Answer | None:
        """The answer to a request, if there is one."""
        return self._answers.get(key)

    def add(self, answer: Answer) -> None:
        """Keep an answer."""
        line = json.dumps(asdict(answer), ensure_ascii=True).encode() + b"\n"
        while line:  # a signal, or a disk that is nearly full, can make a write short
            line = line[os.write(self._file, line) :]
        self._answers[answer.key] = answer

    def flush(self) -> None:
        """Have the disk keep what was written."""
        os.fsync(self._file)

    def _read(self, path: Path) -> None:
        whole = 0
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                try:
                    answer = Answer(**json.loads(line))
                except (ValueError, TypeError):
                    raise UserError(
                        f"{path}, line {number} is damaged; delete the line, and its request will be sent again"
                    ) from None
                self._answers[answer.key] = answer
        os.ftruncate(self._file, whole)


def request_key(model: str, prompt: str, parameters: dict[str, Any]) -> str:
    """Hash of all that decides an answer: model, prompt and the parameters of the generation."""
    parts = json.dumps([model, prompt, parameters], sort_keys=True, ensure_ascii=True)
    return xxhash.xxh3_128_hexdigest(parts.encode())
