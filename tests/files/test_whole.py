import errno
import json
import math
import os
import signal
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pyarrow as pa
import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import remove_left, whole_file, whole_folder, write_csv, write_json, write_lines

_WRITER = """
import os, signal, sys
from cmining_distilabel.files import whole_file, whole_folder
with (whole_folder if sys.argv[1] == "folder" else whole_file)(sys.argv[2]) as partial:
    (partial / "a.txt" if sys.argv[1] == "folder" else partial).write_text("new")
    print("writing", flush=True)
    sys.stdin.readline()
    if sys.argv[3] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
"""


def _start(kind: str, target: Path, end: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITER, kind, str(target), end],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def _break_off(writing: AbstractContextManager[Path], error: Exception) -> None:
    with writing as part:
        (part / "half.txt" if part.is_dir() else part).write_text("half")
        raise error


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("before")
    with pytest.raises(UserError, match=r"cannot write .*out\.json: No space left on device"):
        _break_off(whole_file(target), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert target.read_text() == "before"
    write_json(target, {"a": 1})
    assert json.loads(target.read_text()) == {"a": 1}
    assert os.listdir(tmp_path) == ["out.json"]


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "old.txt").write_text("old")
    with pytest.raises(ZeroDivisionError):
        _break_off(whole_folder(target), ZeroDivisionError())
    assert os.listdir(target) == ["old.txt"]
    with whole_folder(target) as part:
        (part / "new.txt").write_text("new")
    assert os.listdir(target) == ["new.txt"]
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_a_killed_writer_left_goes_and_what_a_living_one_writes_stays(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out"
    (tmp_path / ".out-mine").write_text("a user's own")
    killed, living = _start(kind, target, "kill"), _start(kind, target, "finish")
    killed.communicate("\n", timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert len(os.listdir(tmp_path)) == 3
    remove_left(target)
    assert len(os.listdir(tmp_path)) == 2
    living.communicate("\n", timeout=60)
    assert sorted(os.listdir(tmp_path)) == [".out-mine", "out"]


def test_a_folder_that_was_about_to_be_replaced_is_put_back(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with whole_folder(target) as part:
        (part / "paid.txt").write_text("kept")
    with whole_folder(target) as part:
        left = part.with_suffix(".old")  # a process that was killed between the two renames leaves this
    target.rename(left)
    remove_left(target)
    assert os.listdir(tmp_path) == ["out"]


def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        write_json(pipe, [1])
        assert json.loads(reader.communicate(timeout=60)[0]) == [1]
    linked = tmp_path / "link.json"
    linked.symlink_to(tmp_path / "real.json")
    write_json(linked, [2])
    assert linked.is_symlink()
    assert json.loads((tmp_path / "real.json").read_text()) == [2]


def test_what_is_no_figure_and_no_utf_8_is_valid_json(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    write_json(tmp_path / "a.json", {"nan": [math.nan, (math.inf, 1.5)], "name": name, "ü": "日本"})
    found = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads(found) == {"nan": [None, [None, 1.5]], "name": name, "ü": "日本"}
    assert "日本" in found
    write_lines(tmp_path / "a.jsonl", [{"name": name}, {"b": 2}])
    assert [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()] == [{"name": name}, {"b": 2}]
    write_csv(tmp_path / "a.csv", pa.table({"x": [1, None]}))
    assert (tmp_path / "a.csv").read_text() == '"x"\n1\n\n'


def test_a_long_name_and_a_full_disk(tmp_path: Path) -> None:
    write_json(tmp_path / ("n" * 250), 1)
    with pytest.raises(UserError, match="cannot write /dev/full: No space left on device"):
        write_json("/dev/full", 1)
    with pytest.raises(UserError, match=r"cannot write .*: Not a directory"):
        write_json(tmp_path / ("n" * 250) / "x.json", 1)
