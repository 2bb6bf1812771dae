"""What ends encoding before its time: kills, Ctrl-C, a full disk, another run. What was encoded is kept."""

import contextlib
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import Encoder
from tests.mining.encode.made import short_texts

PATIENCE = 60.0  # seconds; generous, so that a busy machine fails no test

# A script without `if __name__ == "__main__"`: worker processes must not need one.
SCRIPT = """
import json, sys
sys.path.insert(0, {tests!r})
from tests.mining.encode.made import short_texts
from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.encode.embed import embed_texts

result = embed_texts(short_texts({count}), EmbedConfig(store={store!r}, workers=2))
print(json.dumps([result.encoded, result.cached, float(result.vectors[:].sum())]))
"""
MANY = 9_000  # more than two shards


def _start(store: Path, count: int = MANY) -> subprocess.Popen[str]:
    script = store.parent / "script.py"
    script.write_text(
        SCRIPT.format(tests=str(Path(__file__).parents[3]), count=count, store=str(store)), encoding="utf-8"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _children(parent: int) -> set[int]:
    """Encoder processes of a process, by the kernel's own list."""
    found = set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[1]) == parent and b"encode.worker" in (entry / "cmdline").read_bytes():
                found.add(int(entry.name))
    return found


def _gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _wait(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def _shards(store: Path) -> list[Path]:
    return list(store.glob("*.arrow"))


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc")


@pytest.mark.full
@needs_proc
def test_kill_9_in_the_middle_leaves_no_process_and_loses_no_finished_shard(tmp_path: Path) -> None:
    store = tmp_path / "store"
    run = _start(store)
    _wait(lambda: _shards(store))
    workers = _children(run.pid)
    assert len(workers) == 2
    run.kill()
    run.communicate()
    _wait(lambda: all(map(_gone, workers)))
    again = _start(store)
    encoded, cached, _ = json.loads(again.communicate(timeout=PATIENCE)[0])
    assert encoded + cached == MANY
    assert cached >= 4096


@pytest.mark.full
@needs_proc
def test_ctrl_c_ends_at_once_with_a_message_and_keeps_what_was_encoded(tmp_path: Path) -> None:
    store = tmp_path / "store"
    run = _start(store)
    _wait(lambda: _shards(store))
    workers = _children(run.pid)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode != 0
    assert "of 9,000 texts were encoded and are kept in" in said.splitlines()[-1]
    assert said.splitlines()[-1].endswith("run the same again to go on")
    assert said.count("Traceback") == 1  # of the run itself; the processes end in silence
    assert len(workers) == 2
    assert all(map(_gone, workers))
    kept = int(said.splitlines()[-1].split("stopped; ")[1].split(" of")[0].replace(",", ""))
    result = embed_texts(short_texts(MANY), EmbedConfig(store=str(store), workers=2))
    assert (result.encoded, result.cached) == (MANY - kept, kept)


@pytest.mark.full
def test_two_runs_on_one_store_at_once_both_end_right(tmp_path: Path) -> None:
    store = tmp_path / "store"
    sums = []
    for run in [_start(store, 3000), _start(store, 3000)]:
        said, errors = run.communicate(timeout=PATIENCE)
        assert run.returncode == 0, errors
        sums.append(json.loads(said)[2])
    assert sums[0] == pytest.approx(sums[1], rel=1e-4)
    assert not list(store.glob("*.tmp"))
    assert embed_texts(short_texts(3000), EmbedConfig(store=str(store))).encoded == 0


@contextlib.contextmanager
def _killer(times: int) -> Iterator[list[int]]:
    """Kills encoder processes of this one, as the system does when memory runs out, until `times` are dead."""
    victims: list[int] = []
    over = threading.Event()

    def kill() -> None:
        while not over.is_set() and len(victims) < times:
            for child in _children(os.getpid()) - set(victims):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                    victims.append(child)
                    break
            time.sleep(0.02)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield victims
    finally:
        over.set()
        thread.join()


@pytest.mark.full
@needs_proc
def test_a_run_goes_on_when_one_process_is_killed(
    use: Encoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = short_texts(2000)
    config = EmbedConfig(store=str(tmp_path / "a"), workers=2, batch_size=64)
    with caplog.at_level(logging.WARNING), _killer(1) as victims:
        result = embed_texts(texts, config)
    assert len(victims) == 1
    assert "SIGKILL" in caplog.text
    undisturbed = embed_texts(texts, EmbedConfig(store=str(tmp_path / "b"), workers=1, batch_size=64), encoder=use)
    np.testing.assert_array_equal(result.vectors[:], undisturbed.vectors[:])


@needs_proc
def test_a_run_whose_processes_are_killed_again_and_again_ends_with_the_reason(tmp_path: Path) -> None:
    with _killer(1000), pytest.raises(RuntimeError, match=r"SIGKILL twice over the same 64 texts.*fewer workers"):
        embed_texts(short_texts(2000), EmbedConfig(store=str(tmp_path), workers=2, batch_size=64))
    assert not _children(os.getpid())


@pytest.mark.full
def test_no_space_left_while_encoding_says_which_folder_and_keeps_the_rest(use: Encoder, tmp_path: Path) -> None:
    config = EmbedConfig(store=str(tmp_path), workers=1)
    embed_texts(short_texts(300), config, encoder=use)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))  # a shard of 1,700 texts is larger
    try:
        with pytest.raises(UserError, match=rf"{tmp_path} has no space left.*kept"):
            embed_texts(short_texts(2000), config, encoder=use)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert embed_texts(short_texts(300), config, encoder=use).encoded == 0
