"""The command that a result is kept with: what was read is named, and nothing of the machine or of a user is told."""

import shlex
from pathlib import Path

import pytest

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.mining.miner import mine
from cmining_distilabel.mining.result.command import mine_command, public_name, shell_line
from cmining_distilabel.mining.result.result import MiningResult
from tests.corpus import SMALL, write


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("/home/hana/corpora/wiki.jsonl", "wiki.jsonl"),
        ("ja=/home/hana/wiki.jsonl", "ja=wiki.jsonl"),
        ("~/corpora/", "corpora"),
        ("../private/*.parquet", "*.parquet"),
        ("C:\\Users\\hana\\wiki.csv", "wiki.csv"),
        ("--out", "./--out"),
        ("wikimedia/wikipedia:20231101.ja", "wikimedia/wikipedia:20231101.ja"),
        ("https://hana:SECRET@example.org/a/wiki.jsonl?token=SECRET#SECRET", "https://example.org/a/wiki.jsonl"),
        ("ko=simplecache::s3://hana:SECRET@bucket/wiki.jsonl", "ko=s3://bucket/wiki.jsonl"),
    ],
)
def test_inputs_are_named_not_located(name: str, public: str) -> None:
    assert public_name(name) == public


def test_a_relative_path_of_a_file_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "wiki.jsonl").touch()
    assert mine_command(["private/wiki.jsonl", Path("private")]) == ("mine", "wiki.jsonl", "private")
    assert mine_command("private/wiki.jsonl") == ("mine", "wiki.jsonl")


@pytest.mark.parametrize("documents", [[{"id": "1"}], iter(()), [], object()])
def test_documents_in_memory_have_no_command(documents: object) -> None:
    assert mine_command(documents) == ()


def test_hostile_names_are_one_quoted_word_of_one_line() -> None:
    line = shell_line(["cmining", "mine", "$(rm -rf x);\n```\n\u202eend\u2028 'of' it.jsonl"])
    assert len(line.splitlines()) == 1
    assert shlex.split(line) == ["cmining", "mine", "$(rm -rf x);?```??end? 'of' it.jsonl"]


def test_a_result_keeps_its_command(tmp_path: Path, session_store: str) -> None:
    corpus = write(tmp_path / "corpus.jsonl")
    result = mine(corpus, MiningConfig(mode="paper", **SMALL).model_copy(update={"store": session_store}))
    folder = result.save(tmp_path / "result")
    assert MiningResult.load(folder).command == result.command == ("mine", "corpus.jsonl")
    (folder / "command.json").unlink()
    assert MiningResult.load(folder).command == (), "as an earlier version wrote it"
