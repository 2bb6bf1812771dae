"""Replies that were paid for, kept line by line, so that none is asked for twice."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import filelock

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.reply import Reply, text_of


class ReplyStore:
    """The replies in a file to which lines are only ever added.

    Each line is written at once when its reply comes, in one call, so that a kill loses no reply that had come.
    After a crash a torn last line is cut off; the request is then sent again. `flush` forces what was written to
    the disk. Use it through `open`.

    A line may hold what a server sent in place of a text or a count: it is read as `reply.text_of` reads it, so that
    what was paid for stays of use.
    """

    def __init__(self, path: Path) -> None:
        self._replies: dict[str, Reply] = {}
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        self._read(path)

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> "Iterator[ReplyStore]":
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
            raise UserError(f"another run writes to {path.parent}; wait for it, or name another folder") from None
        except OSError as error:
            raise UserError(f"cannot write to {path}: {error.strerror or error}") from error

    def __len__(self) -> int:
        return len(self._replies)

    def __iter__(self) -> Iterator[tuple[str, Reply]]:
        return iter(self._replies.items())

    def get(self, key: str) -> Reply | None:
        """The reply to a request, if there is one."""
        return self._replies.get(key)

    def add(self, key: str, reply: Reply) -> None:
        """Keep a reply."""
        line = json.dumps({"key": key, **asdict(reply)}, ensure_ascii=True).encode() + b"\n"
        while line:  # a signal, or a disk that is nearly full, can make a write short
            line = line[os.write(self._file, line) :]
        self._replies[key] = reply

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
                    key, reply = _parsed(json.loads(line))
                except (ValueError, TypeError, KeyError):
                    raise UserError(
                        f"{path}, line {number} is damaged; delete the line, and its request will be sent again"
                    ) from None
                self._replies[key] = reply
        os.ftruncate(self._file, whole)


def _parsed(line: dict[str, Any]) -> tuple[str, Reply]:
    text, key = line["text"], line["key"]
    if not isinstance(key, str):
        raise TypeError
    counts = (line.get(name) for name in ("input_tokens", "output_tokens"))
    tokens_in, tokens_out = (value if type(value) is int and value > 0 else 0 for value in counts)
    finish, model = (value if isinstance(value, str) else None for value in (line.get("finish"), line.get("model")))
    return key, Reply(None if text is None else text_of(text), finish, tokens_in, tokens_out, model or "")
