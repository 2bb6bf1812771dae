"""Work is delivered before it is printed: a print that fails changes nothing else."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from cmining_distilabel.show.terminal import print_result
from tests.forked import run_script
from tests.results import seed, seed_rows
from tests.show.page.made import mapped_result

ROOT = Path(__file__).parents[2]
# What `cmining mine` does when it has mined, through the command line's own entry.
_DELIVER = """
import os, sys
from cmining_distilabel.cli import main as cli
from tests.show.page.made import mapped_result

@cli.app.command()
def deliver(out: str) -> None:
    cli._finish(mapped_result(), out, False, False, True)

def to_a_reader_that_has_left():
    reading, writing = os.pipe()
    os.dup2(writing, 1)
    os.close(reading)
    os.close(writing)

def to_a_full_disk():
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)

def to_nobody():
    os.close(1)
    sys.stdout = None

def without_letters():
    sys.stdout.reconfigure(encoding="ascii", errors="strict")

globals()[sys.argv[2]]()
sys.argv = ["cmining", "deliver", sys.argv[1]]
cli.main()
"""


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("to_a_reader_that_has_left", ""),
        ("to_a_full_disk", "not all could be printed: No space left on device"),
        ("to_nobody", ""),
    ],
)
def test_a_print_that_fails_changes_nothing_but_the_print(tmp_path: Path, printed: str, said: str) -> None:
    done = run_script(_DELIVER, tmp_path / "out", printed)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "report.html").is_file()
    assert "Traceback" not in done.stderr
    assert said in done.stderr
    assert said or not done.stderr


def test_a_terminal_without_the_letters_prints_the_others(tmp_path: Path) -> None:
    done = run_script(_DELIVER, tmp_path / "out", "without_letters")
    assert done.returncode == 0, done.stderr
    assert "Morris dance" in done.stdout
    assert "Culture Points with 10 seeds" in done.stdout
    assert not done.stderr


def test_an_end_asked_for_removes_what_was_begun(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from cmining_distilabel.cli import main as cli
from cmining_distilabel.files import whole_folder

@cli.app.command()
def begin(out: str, number: int) -> None:
    with whole_folder(out) as partial:
        (partial / "points.parquet").write_text("half")
        os.kill(os.getpid(), number)

sys.argv = ["cmining", "begin", *sys.argv[1:]]
cli.main()
"""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        done = run_script(code, tmp_path / "out", str(int(number)))
        assert done.returncode == 128 + number
        assert "Traceback" not in done.stderr
        assert os.listdir(tmp_path) == []


def test_titles_never_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    steering = "\x1b[2J\x1b]0;own\x07Maypole\u202e\x9b31m"
    rows = [seed("en", number, f"{steering} {number}", group=f"en{steering}") for number in range(1, 6)]
    print_result(mapped_result(seeds=rows + seed_rows()[5:]), console=Console(width=200, force_terminal=False))
    printed = capsys.readouterr().out
    assert "Maypole" in printed
    assert not set(printed) & set("\x1b\x07\u202e\x9b")


def test_a_group_may_be_called_as_the_total_is(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [seed("en", number, f"Maypole {number}", group="all") for number in range(1, 6)]
    print_result(mapped_result(seeds=rows), funnel=True, console=Console(width=200))
    header = next(line for line in capsys.readouterr().out.splitlines() if "stage" in line and "all" in line)
    assert "all groups" in header


def test_a_lack_of_memory_is_one_line() -> None:
    code = """
import resource, sys
from cmining_distilabel.cli import main as cli

@cli.app.command()
def grow() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    bytearray(8 << 30)

sys.argv = ["cmining", "grow"]
cli.main()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "cmining: there is not enough memory for this\n")
