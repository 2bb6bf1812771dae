"""What the README and the docs tell a user to type works."""

import json
import os
import re
import shlex
from pathlib import Path

import pytest

from cmining_distilabel import MiningConfig, mine
from tests.corpus import documents, write
from tests.customs import customs
from tests.forked import run_script

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("code", blocks(ROOT / "README.md", "python"))
def test_the_python_of_the_readme_runs(code: str, session_store: str, tmp_path: Path) -> None:
    write(tmp_path / "corpus.jsonl")
    done = run_script(code, folder=tmp_path, environment={**os.environ, "CMINING_CACHE": session_store})
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_python_of_the_quickstarts_runs(session_store: str, tmp_path: Path) -> None:
    rows = [*documents(15), *customs("en", "ja")]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    config = MiningConfig(store=session_store, max_per_template=0, near_duplicates=0, stability=0)
    mine(rows, config).save(tmp_path / "result")
    code = "\n".join(
        [*blocks(ROOT / "docs" / "quickstarts.md", "python"), "print(len(rows), len(seeds), len(japanese))"]
    )
    done = run_script(code, folder=tmp_path, environment={**os.environ, "CMINING_CACHE": session_store})
    assert done.returncode == 0, done.stderr[-2000:]
    scored, seeds, japanese = map(int, done.stdout.split()[-3:])
    assert scored == 1
    assert seeds > japanese > 0


def commands() -> list[str]:
    lines = [
        line for page in PAGES if page.name != "cli.md" for block in blocks(page, "bash") for line in joined(block)
    ]
    return sorted({line.partition("  #")[0].strip() for line in lines if line.startswith("cmining ")})


def joined(block: str) -> list[str]:
    return block.replace("\\\n", " ").splitlines()


def test_every_command_in_the_docs_has_the_options_that_it_is_shown_with() -> None:
    from typer.testing import CliRunner

    from cmining_distilabel.cli.main import app

    assert len(commands()) > 10
    for line in commands():
        words = shlex.split(line)[1:]
        path = [word for word in words[:2] if re.fullmatch(r"[a-z0-9_-]+", word) and word not in ("corpus", "demo")]
        named = path[:2] if path and path[0] in ("arms", "recipe", "evaluate", "review") else words[:1]
        shown = CliRunner().invoke(app, [*named, "--help"], env={"COLUMNS": "400", "NO_COLOR": "1"}).output
        for option in (word for word in words if word.startswith("--")):
            assert option in shown, f"{line}: no {option}"
