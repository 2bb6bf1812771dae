"""Results on other file systems: memory, and S3 by a real client against a real server."""

import tempfile
import uuid
from pathlib import Path

import fsspec
import pytest
from typer.testing import CliRunner

from cmining_distilabel.cli.main import app
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.frozen import frozen_clusters
from cmining_distilabel.mining.result.remote import output_folder
from cmining_distilabel.mining.result.result import MiningResult, check_output
from tests.corpus import write
from tests.mining.encode.test_remote_store import bucket
from tests.results import small_result

__all__ = ["bucket"]  # a fixture


@pytest.fixture(autouse=True)
def kept_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be uploaded is kept where temporary files are, and goes with the test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def url() -> str:
    return f"memory://{uuid.uuid4().hex}/result"


def test_a_result_in_memory_is_read_back_and_replaced_when_asked(url: str) -> None:
    result = small_result()
    assert result.save(url) == url
    found = MiningResult.load(url)
    assert all(getattr(found, name).equals(getattr(result, name)) for name in ("points", "seeds", "documents"))
    assert (found.funnel, found.config, found.versions) == (result.funnel, result.config, result.versions)
    with pytest.raises(UserError, match="exists; name another folder"):
        result.save(url)
    memory = fsspec.filesystem("memory")
    for name in ("report.html", "thesis.txt", "answers.jsonl", "instructions.parquet", "figures/map.png"):
        memory.pipe_file(f"{url}/{name}", b"of the old result")
    small_result([]).save(url, overwrite=True)
    assert len(MiningResult.load(url).seeds) == 0
    assert not memory.exists(f"{url}/report.html")
    assert memory.exists(f"{url}/thesis.txt")
    assert memory.exists(f"{url}/answers.jsonl")
    (aside,) = memory.glob(f"{url}.before-*")
    assert sorted(memory.find(aside)) == [f"{aside}/figures/map.png", f"{aside}/instructions.parquet"]


def test_what_is_no_result_is_neither_read_nor_replaced(url: str) -> None:
    with pytest.raises(UserError, match="is no result folder"):
        MiningResult.load(url)
    fsspec.filesystem("memory").pipe_file(f"{url}/thesis.txt", b"years of work")
    with pytest.raises(UserError, match="is no result of cmining, so it is not replaced"):
        check_output(url, overwrite=True)
    with pytest.raises(UserError, match="cannot open 'nowhere://result'"):
        check_output("nowhere://result", overwrite=False)


def test_half_an_upload_is_no_result(url: str) -> None:
    small_result().save(url)
    fsspec.filesystem("memory").rm_file(f"{url}/versions.json")
    with pytest.raises(UserError, match="is no result folder"):
        MiningResult.load(url)


def test_a_result_that_cannot_be_uploaded_is_kept(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    system = type(fsspec.filesystem("memory"))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("no writing here")

    monkeypatch.setattr(system, "put_file", refuse)
    with pytest.raises(UserError, match=r"no writing here.*it is kept in") as said:
        small_result().save(url)
    kept = Path(str(said.value).rpartition(" ")[2])
    assert MiningResult.load(kept).points.equals(small_result().points)


def test_the_command_line_mines_into_a_url(url: str, session_store: str, tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.jsonl")
    knobs = ["--mode", "paper", "--thematic-clusters", "4", "--entropy-top", "0.6", "--num-clusters", "12"]
    command = ["mine", str(corpus), "--store", session_store, *knobs, "--out", url, "--quiet"]
    said = CliRunner().invoke(app, command)
    assert said.exit_code == 0, said.output
    assert f"seeds in {url}" in said.output
    assert fsspec.filesystem("memory").exists(f"{url}/report.html")
    found = MiningResult.load(url)
    assert len(found.documents) > 0
    encoder, debias = found.versions["encoder"], found.config.debias
    assert len(frozen_clusters(url, encoder, debias).partition.centroids) > 0


@pytest.mark.full
def test_a_result_on_s3(bucket: str) -> None:
    folder = bucket.replace("/store", "/result")
    small_result().save(folder)
    assert MiningResult.load(folder).seeds.equals(small_result().seeds)
    small_result([]).save(folder, overwrite=True)
    assert len(MiningResult.load(folder).seeds) == 0
    with pytest.raises(UserError, match="exists"):
        small_result().save(folder)


def test_a_run_that_is_stopped_before_the_upload_says_where_its_result_is(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    def stopped() -> None:
        with output_folder(url) as folder:
            small_result().save(folder)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert MiningResult.load(caplog.messages[0].rpartition(" ")[2]).points.equals(small_result().points)
