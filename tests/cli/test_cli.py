"""The command line as a user runs it: in a process of its own."""

import csv
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cmining_distilabel import MiningConfig, __version__
from tests.corpus import write
from tests.forked import cmining, run_script

ROOT = Path(__file__).parents[2]
MINE = ["--mode", "paper", "--thematic-clusters", "4", "--entropy-top", "0.6", "--num-clusters", "12", "--tau", "3"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("corpus") / "corpus.jsonl")


@pytest.fixture(scope="module", autouse=True)
def _shared_cache(session_store: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CMINING_CACHE", session_store)
        yield


@pytest.fixture(scope="module")
def mined(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("mined") / "result"
    done = cmining("mine", corpus, "--out", out, *MINE)
    assert done.returncode == 0, done.stderr
    assert "Culture Points" in done.stdout
    assert "Read documents" not in done.stderr  # no bars where there is no terminal
    return out


def test_mining_writes_all_files_and_the_funnel_adds_up(mined: Path, corpus: Path) -> None:
    names = {"points.parquet", "seeds.parquet", "documents.parquet", "funnel.json", "config.yaml", "versions.json"}
    names |= {"command.json", "cost.json", "clusters.parquet", "README.md", "croissant.json"}
    assert {path.name for path in mined.iterdir()} - {"report.html"} == names
    funnel = json.loads((mined / "funnel.json").read_text())
    documents = len(corpus.read_text().splitlines())
    assert funnel["documents"] == documents
    rejected = sum(sum(stage["rejected"].values()) for stage in funnel["stages"])
    assert rejected + funnel["seeds"] == documents


def test_the_saved_config_gives_the_same_points(mined: Path, corpus: Path, tmp_path: Path) -> None:
    again = cmining("mine", corpus, "--out", tmp_path / "again", "--config", mined / "config.yaml", "--quiet")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again" / "points.parquet").read_bytes() == (mined / "points.parquet").read_bytes()


@pytest.mark.full
def test_update_mines_only_when_the_documents_the_knobs_or_files_that_they_name_changed(
    corpus: Path, tmp_path: Path
) -> None:
    rows, out, anchors = tmp_path / "rows.jsonl", tmp_path / "result", tmp_path / "anchors.yaml"
    rows.write_bytes(corpus.read_bytes())
    anchors.write_text((ROOT / "cmining_distilabel" / "mining" / "calibrate" / "anchors" / "en.yaml").read_text())

    def mines(*options: str | Path) -> bool:
        """Whether the result was written (again)."""
        before = (out / "versions.json").stat().st_mtime_ns if out.exists() else 0
        done = cmining("mine", rows, "--out", out, "--update", "--quiet", "--no-report", *MINE, *options)
        assert done.returncode == 0, done.stderr
        new = (out / "versions.json").stat().st_mtime_ns != before
        assert ("nothing to do" in done.stdout) is not new
        return new

    assert mines()
    assert not mines()
    assert not mines("--workers", "1")
    assert mines("--theta", "0.7")
    rows.write_bytes(rows.read_bytes().replace(b"a", b"o", 1))
    assert mines("--theta", "0.7")
    assert not mines("--theta", "0.7")
    (out / "versions.json").write_text("{")
    assert mines("--theta", "0.7")
    assert mines("--anchors", anchors)
    assert not mines("--anchors", anchors)
    anchors.write_text(anchors.read_text() + "\n")
    assert mines("--anchors", anchors)


def test_show_prints_points_by_group_and_the_funnel_when_asked(mined: Path) -> None:
    shown = cmining("show", mined).stdout
    assert "passed each stage" not in shown
    funnel = cmining("show", mined, "--funnel").stdout
    assert "passed each stage" in funnel
    assert "Left out" in funnel
    only = cmining("show", mined, "--group", "es", "--top", "0").stdout
    assert {line.split()[0] for line in only.splitlines() if "cp0" in line} == {"es"}
    points = cmining("show", mined, "--top", "1").stdout
    assert re.search(r"\d of \d+ points; --top 0 shows all", points)


def test_help_shows_what_people_change_first_with_the_defaults_that_hold(tmp_path: Path) -> None:
    shown = cmining("mine", "--help", columns=80).stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.index("What people change first:") < shown.index("--mode ") < shown.index("--ner ")
    assert "(default: builtin; off in paper" in " ".join(shown.split())
    assert "theta: Dominance that a point must exceed, Eq. 4 (paper: 0.8). Default: 0.5; 0.8 in paper" in (
        MiningConfig.__doc__ or ""
    )
    assert inspect.signature(MiningConfig).parameters["theta"].default == 0.5


def test_python_m_runs_the_same_commands() -> None:
    done = subprocess.run([sys.executable, "-m", "cmining_distilabel", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, f"cmining-distilabel {__version__}"), done.stderr


def test_recipe_show_lists_what_one_sets_and_a_typo_is_met(tmp_path: Path) -> None:
    shown = cmining("recipe", "show", "paper").stdout
    assert shown.index("load_corpus.sources") < shown.index("load_corpus.text_column")
    assert "(needed)" in shown
    assert shown.count("  mode  ") == 1
    assert "add_raw_output" not in shown
    done = cmining("run", "paper", "--param", "load_corpus.source=x", "--out", tmp_path / "out")
    assert (done.returncode, "did you mean 'sources'?" in done.stderr) == (2, True)
    assert "did you mean 'paper'?" in cmining("recipe", "show", "papr").stderr


def test_one_language_is_mined_by_culture(corpus: Path, tmp_path: Path) -> None:
    customs = [row for line in corpus.read_text().splitlines() if (row := json.loads(line))["language"] == "en"]
    one = tmp_path / "one.csv"
    with one.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([("_id", "heading", "body"), *((row["id"], row["title"], row["text"]) for row in customs)])
    done = cmining("mine", one, "--out", tmp_path / "out", "--no-report")
    assert done.returncode == 0, done.stderr
    assert "'body' for the text" in done.stderr
    assert "no language can stand alone" in done.stderr
    assert "Little was found." in done.stdout


def test_a_dry_run_says_what_would_run_and_writes_nothing(corpus: Path, tmp_path: Path) -> None:
    planned = cmining("mine", corpus, "--dry-run", "--mode", "paper", folder=tmp_path)
    assert planned.returncode == 0, planned.stderr
    assert "use-multilingual-v3" in planned.stdout
    assert "documents" in planned.stdout
    assert "paragraphs or sentences a document" in planned.stdout  # what Eq. 2-3 take, which calibrated mode does not
    assert list(tmp_path.iterdir()) == []


def test_each_mistake_is_one_line_and_exit_code_2(mined: Path, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "pipeline.yaml").write_text((ROOT / "recipes" / "paper.yaml").read_text())
    (tmp_path / "typo.yaml").write_text("thetta: 0.5\n")
    (tmp_path / "broken.jsonl").write_text('{"id": 1, "text": "a", "language": "en"}\n{"id": \n')
    one = tmp_path / "one.jsonl"
    one.write_text("\n".join(line for line in corpus.read_text().splitlines() if '"en"' in line))
    out = tmp_path / "out"
    mistakes = {
        ("mine", "nowhere.jsonl", "--out", out): "nowhere.jsonl",
        ("mine", corpus, "--out", mined): "--overwrite",
        ("mine", corpus, "--out", tmp_path / "x", "--update", "--anchors", "nowhere.yaml"): "nowhere.yaml",
        ("mine", corpus, "--out", ROOT / "tests", "--overwrite"): "no result",
        ("mine", corpus, "--out", out, "--text-column", "body"): "--text-column",
        ("mine", corpus, "--out", out, "--languages", "en,xx"): "xx",
        ("mine", corpus, "--out", out, "--theta", "2"): "theta",
        ("mine", corpus, "--out", out, "--config", tmp_path / "typo.yaml"): "did you mean 'theta'",
        ("mine", corpus, "--out", out, "--config", tmp_path / "pipeline.yaml"): "cmining run",
        ("mine", corpus, "--out", out, "--encoder", "no/such-model"): "no/such-model",
        ("mine", corpus, "--out", out, "--anchors", tmp_path / "typo.yaml"): "unknown key 'thetta'",
        ("mine", tmp_path / "broken.jsonl", "--out", out): "broken.jsonl, line 2",
        ("mine", one, "--out", out, "--mode", "paper"): "--mode calibrated",
        ("mine", corpus): "--out FOLDER",
        ("show", mined, "--group", "xx"): "there are: ",
        ("show", tmp_path): "no result folder",
        ("recipe", "show", "nothing"): "paper",
    }
    for arguments, expected in mistakes.items():
        done = cmining(*arguments)
        assert done.returncode == 2, (arguments, done.stderr)
        assert expected in done.stderr, (arguments, done.stderr)
        assert "Traceback" not in done.stderr
        assert not out.exists()


def test_the_reference_of_the_command_line_is_fresh(tmp_path: Path) -> None:
    made = tmp_path / "cli.md"
    words = ["cmining_distilabel.cli.main", "utils", "docs", "--name", "cmining", "--title", "Command line"]
    assert run_script("from typer.cli import main; main()", *words, "--output", made).returncode == 0
    assert made.read_text() == (ROOT / "docs" / "cli.md").read_text(), "make docs"
