import json
import os
import shutil
import signal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel import MiningConfig, MiningResult
from cmining_distilabel.cost.account import read_account, record
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.store import VectorStore
from cmining_distilabel.mining.result.columns import POINTS
from cmining_distilabel.mining.result.result import check_output
from tests.forked import run_script
from tests.results import seed_rows, small_result

FILES = [
    "README.md",
    "command.json",
    "config.yaml",
    "croissant.json",
    "documents.parquet",
    "funnel.json",
    "points.parquet",
    "seeds.parquet",
    "versions.json",
]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    result = small_result(languages="en,ja", seed=4)
    folder = result.save(tmp_path / "not" / "there yet" / "mined")
    assert names(folder) == FILES
    assert names(folder.parent) == ["mined"]
    assert folder.stat().st_mode & 0o777 == 0o755
    again = MiningResult.load(folder)
    assert again == result
    assert again.points.schema == result.points.schema
    assert again.config == MiningConfig(mode="paper", languages=("en", "ja"), seed=4)
    assert MiningResult.load(again.save(tmp_path / "copy")) == result


def test_a_result_without_points_is_a_result(tmp_path: Path) -> None:
    empty = small_result([])
    assert MiningResult.load(empty.save(tmp_path / "none")) == empty
    assert len(empty.points) == 0


def test_nothing_is_replaced_unless_asked(tmp_path: Path) -> None:
    folder = small_result().save(tmp_path / "mined")
    other = small_result(seed_rows()[:3])
    with pytest.raises(UserError, match="overwrite=True"):
        other.save(folder)
    assert MiningResult.load(folder) == small_result()
    assert MiningResult.load(other.save(folder, overwrite=True)) == other
    assert names(tmp_path) == ["mined"]


def test_a_loaded_result_can_replace_its_own_folder(tmp_path: Path) -> None:
    loaded = MiningResult.load(small_result().save(tmp_path / "mined"))
    assert MiningResult.load(loaded.save(tmp_path / "mined", overwrite=True)) == small_result()
    assert loaded == small_result()  # its tables are maps of files that are gone


def test_overwrite_replaces_results_and_empty_folders_only(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    small_result().save(tmp_path / "empty", overwrite=True)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.md").write_text("years of work")
    (tmp_path / "file").write_text("")
    for name in ("thesis", "file"):
        with pytest.raises(UserError, match="is no result of cmining"):
            check_output(tmp_path / name, overwrite=True)
        with pytest.raises(UserError, match="is no result of cmining"):
            small_result().save(tmp_path / name, overwrite=True)
    assert (tmp_path / "thesis" / "chapter.md").read_text() == "years of work"
    with pytest.raises(UserError, match=r"cannot write .*result: Not a directory"):  # before anything is mined
        check_output(tmp_path / "file" / "result", overwrite=False)


def _with_others_work(folder: Path) -> Path:
    """A result that other commands, and its owner, have written into."""
    small_result().save(folder)
    (folder / "figures").mkdir()
    for name in (
        "answers.jsonl",
        "instructions.parquet",
        "figures/map.png",
        "anna-ratings.csv",
        "notes.md",
        "report.html",
    ):
        (folder / name).write_text(name)
    record(folder, "generate", {"generate": {"wall_seconds": 1.0}}, model="m")
    return folder


def test_overwriting_leaves_what_is_not_of_mining(tmp_path: Path) -> None:
    folder = _with_others_work(tmp_path / "mined")
    small_result(theta=0.5).save(folder, overwrite=True)  # other knobs, the same seeds
    assert names(tmp_path) == ["mined"]
    for name in ("answers.jsonl", "instructions.parquet", "figures/map.png", "anna-ratings.csv", "notes.md"):
        assert (folder / name).read_text() == name
    assert not (folder / "report.html").exists()
    assert read_account(folder)["generate"]["model"] == "m"


def test_what_was_made_from_seeds_that_went_is_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _with_others_work(tmp_path / "mined")
    small_result(seed_rows()[:5]).save(folder, overwrite=True)
    (aside,) = tmp_path.glob("mined.before-*")
    assert names(aside) == ["anna-ratings.csv", "figures", "instructions.parquet"]
    assert (aside / "figures" / "map.png").read_text() == "figures/map.png"
    assert {"answers.jsonl", "notes.md"} <= set(names(folder))
    assert not {"figures", "instructions.parquet", "anna-ratings.csv"} & set(names(folder))
    (line,) = capsys.readouterr().err.splitlines()
    assert str(aside) in line


_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.forked import run_script
from tests.results import seed_rows, small_result
rename, calls = Path.rename, []
def stopped(path, target):
    calls.append(path)
    if len(calls) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(path, target)
Path.rename = stopped
small_result(seed_rows()[:5]).save(sys.argv[1], overwrite=True)
"""


@pytest.mark.parametrize("at", [1, 2])
def test_a_kill_at_any_rename_loses_nothing(at: int, tmp_path: Path) -> None:
    folder = _with_others_work(tmp_path / "mined")
    done = run_script(_KILLED, folder, str(at))
    assert done.returncode == -signal.SIGKILL
    small_result(seed_rows()[:5]).save(folder, overwrite=True)
    found = {path.name for path in tmp_path.rglob("*")}
    assert {"answers.jsonl", "instructions.parquet", "map.png", "anna-ratings.csv", "notes.md"} <= found
    assert len(MiningResult.load(folder).seeds) == 5
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_place_that_cannot_be_written_to_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot write") as raised:
        small_result().save(tmp_path / "file" / "mined")
    assert "\n" not in str(raised.value)


_SAVE = """
import sys
from cmining_distilabel.errors import UserError
from tests.forked import run_script
from tests.results import seed_rows, small_result
import resource
result = small_result([{**row, "text": row["text"] + str(i) * 20} for i in range(40) for row in seed_rows()])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    result.save(sys.argv[1], overwrite=True)
except UserError as error:
    print(error)
    sys.exit(3)
"""


@pytest.mark.parametrize("limit", [0, 8_000])
@pytest.mark.parametrize("before", [True, False])
def test_a_full_disk_leaves_no_half_result(limit: int, before: bool, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the first, or a later, file does not fit."""
    target = tmp_path / "mined"
    if before:
        small_result().save(target)
    done = run_script(_SAVE, target, str(limit))
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith(f"cannot write {target}: ")
    assert len(done.stdout.splitlines()) == 1
    assert names(tmp_path) == (["mined"] if before else [])
    if before:
        assert MiningResult.load(target) == small_result()


@pytest.mark.parametrize("name", [name for name in FILES if name != "croissant.json"])
def test_a_damaged_or_missing_file_is_one_line(name: str, tmp_path: Path) -> None:
    folder = small_result().save(tmp_path / "mined")
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    if name not in ("config.yaml", "README.md"):  # half of a YAML file can be a YAML file
        with pytest.raises(UserError) as raised:
            MiningResult.load(folder)
        assert str(folder) in str(raised.value)
        assert "\n" not in str(raised.value)
    (folder / name).unlink()
    if name in ("command.json", "README.md"):
        assert len(MiningResult.load(folder)) == 2
        return
    with pytest.raises(UserError, match=r"no result folder|damaged|No such file") as raised:
        MiningResult.load(folder)
    assert str(folder) in str(raised.value)


def test_a_folder_that_is_no_result_is_one_line(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UserError, match="is no result folder"):
            MiningResult.load(path)


def test_files_are_what_other_tools_read(tmp_path: Path) -> None:
    folder = small_result().save(tmp_path / "mined")
    assert pq.read_schema(folder / "points.parquet").equals(POINTS)
    assert pa.types.is_list(POINTS.field("seed_ids").type)
    funnel = json.loads((folder / "funnel.json").read_text(encoding="utf-8"))
    assert funnel["seeds"] == 10
    shutil.copytree(folder, tmp_path / "elsewhere")
    assert MiningResult.load(tmp_path / "elsewhere") == small_result()


def test_a_folder_whose_name_is_no_utf_8_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    for use in (small_result().save, MiningResult.load, lambda path: VectorStore(str(path), "tiny@1")):
        with pytest.raises(UserError, match=r"caf\\udce9 is not UTF-8"):
            use(folder)
    assert not folder.exists()
