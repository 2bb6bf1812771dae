from __future__ import annotations

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
import pyarrow as pa
import pytest

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import Encoder, load_encoder

SUBJECTS = ["The lantern festival", "La procession du village", "茶会", "Der Karneval", "한가위 잔치", "La feria"]
DEEDS = ["begins at dusk", "attire des pèlerins", "は秋に開かれる", "beginnt im Winter", "에는 송편을 빚는다"]
PATIENCE = 60.0  # seconds; generous, so that a busy machine fails no test


def _texts(count: int) -> list[str]:
    """Short texts, all different, of many lengths."""
    return [f"{SUBJECTS[i % 6]} {DEEDS[i // 6 % 5]}, {i}{' and again' * (i % 5)}" for i in range(count)]


# A script without `if __name__ == "__main__"`: worker processes must not need one.
SCRIPT = """
import json, sys
sys.path.insert(0, {tests!r})
from mining.encode.test_embed import _texts
from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.encode.embed import embed_texts

result = embed_texts(_texts({count}), EmbedConfig(store={store!r}, workers=2))
print(json.dumps([result.encoded, result.cached, float(result.vectors[:].sum())]))
"""
MANY = 9_000  # more than two shards


def _start(store: Path, count: int = MANY) -> subprocess.Popen[str]:
    script = store.parent / "script.py"
    script.write_text(
        SCRIPT.format(tests=str(Path(__file__).parents[2]), count=count, store=str(store)), encoding="utf-8"
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


@pytest.fixture(scope="module")
def use() -> Encoder:
    return load_encoder(EmbedConfig())


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc")


def test_each_distinct_text_is_encoded_once(use: Encoder, tmp_path: Path) -> None:
    config = EmbedConfig(store=str(tmp_path), batch_size=16)
    texts = _texts(60) + _texts(20)
    first = embed_texts(texts, config, encoder=use)
    assert (first.encoded, first.cached) == (60, 0)
    expected = use.encode(texts)
    np.testing.assert_allclose(first.vectors[:], expected, atol=1e-3)
    second = embed_texts(pa.chunked_array([texts[5:9], [], texts[:70], ["a new one"]]), config, encoder=use)
    assert (second.encoded, second.cached) == (1, 60)
    np.testing.assert_array_equal(second.vectors[:4], first.vectors[5:9])
    assert second.vectors.shape == (75, 512)
    empty = embed_texts([], config, encoder=use)
    assert (empty.encoded, empty.cached, len(empty.vectors)) == (0, 0, 0)


def test_vectors_do_not_depend_on_the_workers_nor_on_the_kind_of_sequence(tmp_path: Path) -> None:
    texts = _texts(9000)[::9]
    one = embed_texts(texts, EmbedConfig(store=str(tmp_path / "one"), workers=1, batch_size=100))
    arrow = pa.chunked_array([texts[:300], texts[300:301], texts[301:]])
    two = embed_texts(arrow, EmbedConfig(store=str(tmp_path / "two"), workers=2, batch_size=100))
    assert one.encoded == two.encoded == 1000
    np.testing.assert_array_equal(one.vectors[:], two.vectors[:])


def test_new_texts_far_apart_in_a_long_arrow_array_are_found(tmp_path: Path) -> None:
    class Lengths(Encoder):
        id = "lengths"

        def encode(self, texts: list[str]) -> np.ndarray:
            return np.array([[1.0, len(text)] for text in texts], dtype=np.float32)

    texts = ["x" * (i % 50) for i in range(20_000)]
    for place in (0, 8191, 8192, 19_999):
        texts[place] = "y" * (60 + place // 1000)
    vectors = embed_texts(pa.array(texts), EmbedConfig(store=str(tmp_path)), encoder=Lengths()).vectors[:]
    lengths = np.array([len(text) for text in texts])
    np.testing.assert_allclose(vectors[:, 1] / vectors[:, 0], lengths, rtol=5e-2)
    assert (np.abs(vectors[:, 0] ** 2 + vectors[:, 1] ** 2 - 1) < 1e-5).all()


def test_in_memory_stores_work(use: Encoder, tmp_path: Path) -> None:
    config = EmbedConfig(store=f"memory://{tmp_path.name}")
    assert embed_texts(_texts(10), config, encoder=use).encoded == 10
    assert embed_texts(_texts(10), config, encoder=use).encoded == 0


class Broken(Encoder):
    """USE, except for some texts."""

    def __init__(self, inner: Encoder, value: float) -> None:
        self._inner = inner
        self._value = value

    @property
    def id(self) -> str:
        return "broken"

    def encode(self, texts: list[str]) -> np.ndarray:
        vectors = self._inner.encode(texts)
        vectors[[i for i, text in enumerate(texts) if "bad" in text]] = self._value
        return vectors


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_vectors_that_are_no_directions_are_never_stored(value: float, use: Encoder, tmp_path: Path) -> None:
    texts = [*_texts(9), "a bad text", "also bad"]
    ids = [f"doc-{i}" for i in range(11)]
    with pytest.raises(UserError, match=r"'broken'.* 2 of 11 texts, the first of them doc-9 \('a bad text'\)"):
        embed_texts(texts, EmbedConfig(store=str(tmp_path)), encoder=Broken(use, value), ids=ids)
    assert embed_texts(texts[:9], EmbedConfig(store=str(tmp_path)), encoder=Broken(use, value)).encoded == 9


def test_an_array_of_the_wrong_shape_and_half_a_character_are_named(tmp_path: Path) -> None:
    class Flat(Encoder):
        id = "flat"

        def encode(self, texts: list[str]) -> np.ndarray:
            return np.ones(4, dtype=np.float32)

    with pytest.raises(UserError, match=r"'flat' gives an array of shape \(4,\) for 2 texts"):
        embed_texts(["a", "b"], EmbedConfig(store=str(tmp_path)), encoder=Flat())
    with pytest.raises(UserError, match="half a surrogate pair"):
        embed_texts(["fine", "not \ud800"], EmbedConfig(store=str(tmp_path)))


def test_a_truncated_shard_is_repaired_by_encoding_it_again(use: Encoder, tmp_path: Path) -> None:
    texts = _texts(40)
    first = embed_texts(texts[:30], EmbedConfig(store=str(tmp_path)), encoder=use)
    embed_texts(texts, EmbedConfig(store=str(tmp_path)), encoder=use)
    whole = first.vectors[:]
    shard = Path(first.vectors.paths[0])
    shard.write_bytes(shard.read_bytes()[:-100])
    with pytest.raises(UserError, match=rf"{shard.name}.*repair_store=True"):
        embed_texts(texts, EmbedConfig(store=str(tmp_path)))
    repaired = embed_texts(texts, EmbedConfig(store=str(tmp_path), repair_store=True), encoder=use)
    assert (repaired.encoded, repaired.cached) == (30, 10)
    np.testing.assert_allclose(repaired.vectors[:30], whole, atol=1e-3)


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
    result = embed_texts(_texts(MANY), EmbedConfig(store=str(store), workers=2))
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
    assert embed_texts(_texts(3000), EmbedConfig(store=str(store))).encoded == 0


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
    texts = _texts(2000)
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
        embed_texts(_texts(2000), EmbedConfig(store=str(tmp_path), workers=2, batch_size=64))
    assert not _children(os.getpid())


@pytest.mark.full
def test_no_space_left_while_encoding_says_which_folder_and_keeps_the_rest(use: Encoder, tmp_path: Path) -> None:
    config = EmbedConfig(store=str(tmp_path), workers=1)
    embed_texts(_texts(300), config, encoder=use)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))  # a shard of 1,700 texts is larger
    try:
        with pytest.raises(UserError, match=rf"{tmp_path} has no space left.*kept"):
            embed_texts(_texts(2000), config, encoder=use)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert embed_texts(_texts(300), config, encoder=use).encoded == 0
