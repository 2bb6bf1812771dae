import sys
from pathlib import Path

import pytest

from cmining_distilabel import processes
from cmining_distilabel.processes import Failed, WorkerProcess


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import time\ntime.sleep(600)", "did not start within 1 seconds.*fewer workers"),
        ("import sys\nsys.exit(3)", "failed with exit code 3"),
        ("raise MemoryError", "failed with exit code 1"),
    ],
)
def test_a_process_that_cannot_start_is_an_error_and_no_wait_for_ever(
    code: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lame_worker.py").write_text(code)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(processes, "_START_SECONDS", 1 if "sleep" in code else 60)
    worker = WorkerProcess("lame_worker", "{}", threads=1)
    try:
        with pytest.raises(Failed, match=says):
            worker.ask(["text"])
    finally:
        worker.kill()
        worker.close()


def test_a_program_that_cannot_be_run_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(Failed, match="cannot be started: No such file"):
        WorkerProcess("any", "{}", threads=1)
