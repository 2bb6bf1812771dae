"""Large arrays lie in files that nobody sees, and that are gone with them."""

import gc
import os
import resource
import tempfile
from pathlib import Path

import numpy as np
import pytest

from cmining_distilabel.mining.arrays.scratch import filled, scratch
from tests.forked import run_script


def test_a_large_array_is_an_array_and_no_memory_of_the_process() -> None:
    def own() -> int:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("RssAnon:")[2].split()[0]) * 1024

    if not Path("/proc/self/status").exists():
        pytest.skip("tells memory by /proc")
    before = own()
    large = filled((4_000_000, 8), 1.5, np.float32)
    assert (large[::1000] == 1.5).all()
    large[7] = np.arange(8)
    assert large[7].tolist() == list(range(8))
    assert own() - before < large.nbytes / 8


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    descriptors = Path("/proc/self/fd")
    before = len(os.listdir(descriptors)) if descriptors.exists() else 0
    arrays = [scratch(2_000_000, np.float32) for _ in range(3)]
    assert list(tmp_path.iterdir()) == []
    del arrays
    gc.collect()
    assert not descriptors.exists() or len(os.listdir(descriptors)) <= before + 1


def test_no_room_is_said_in_one_line() -> None:
    """A limit on the size of files stands for a full disk."""
    code = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.arrays.scratch import scratch
try:
    scratch(10_000_000, "float32")
except UserError as error:
    print(error)
"""
    done = run_script(code)
    assert "no space left in" in done.stdout
    assert "set TMPDIR" in done.stdout
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize("shape", [0, 5, (3, 2), (0, 4)])
def test_small_arrays_and_empty_ones(shape: int | tuple[int, ...]) -> None:
    assert filled(shape, -1, np.int32).shape == np.empty(shape).shape
    assert (filled(shape, -1, np.int32) == -1).all()
