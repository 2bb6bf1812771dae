"""Benchmarks from the Hub, whose data sets stand on loopback here."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.evaluation.downstream.made import (
    blend_choices,
    blend_short,
    mmlu_rows,
    write_culturalbench,
    write_jsonl,
)
from tests.forked import HUB, cmining
from tests.hub_server import HubServer


def _publish(root: Path) -> None:
    """The three data sets, with the files that they have on the Hub."""
    bench = root / "kellycyy" / "CulturalBench"
    for name, file in zip(("Easy", "Hard"), write_culturalbench(bench), strict=True):
        Path(file).rename(bench / f"CulturalBench-{name}.csv")
    (bench / "README.md").write_text("# CulturalBench\n")
    data = root / "nayeon212" / "BLEnD" / "data"
    for folder in ("mc_questions_hf", "annotations_hf"):
        (data / folder).mkdir(parents=True)
    write_jsonl(data / "mc_questions_hf" / "mc_questions_file_v1.1.json", blend_choices())
    write_jsonl(data / "annotations_hf" / "West_Java_data.json", blend_short())
    for language in ("en", "ja"):
        (root / "CohereLabs" / "Global-MMLU" / language).mkdir(parents=True)
        file = root / "CohereLabs" / "Global-MMLU" / language / "test-00000-of-00001.parquet"
        pq.write_table(pa.Table.from_pylist(mmlu_rows()[: 3 if language == "en" else 2]), file)


@pytest.mark.parametrize(
    ("arguments", "answer", "questions"),
    [
        (["culturalbench"], "hard/1/1", 8),
        (["culturalbench", "--part", "hard"], "hard/1/1", 4),
        (["blend"], "short-answer/West Java/q1", 8),
        (["global-mmlu", "--language", "ja"], "culturally-agnostic/s/2", 2),
    ],
)
def test_a_benchmark_comes_from_its_data_set(arguments: list[str], answer: str, questions: int, tmp_path: Path) -> None:
    _publish(tmp_path / "hub")
    answers = write_jsonl(tmp_path / "answers.jsonl", [{"id": answer, "answer": "True"}])
    with HubServer(tmp_path / "hub") as hub:
        run = ["evaluate", *arguments, "--answers", answers, "--out", tmp_path / "run"]
        done = cmining(*run, imported=HUB, HF_HUB_OFFLINE="0", **hub.environment(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert f" of {questions} questions right" in done.stdout


def test_a_data_set_that_is_not_there_is_an_error_of_one_line(tmp_path: Path) -> None:
    answers = write_jsonl(tmp_path / "answers.jsonl", [{"id": "easy/1", "answer": "A"}])
    (tmp_path / "hub").mkdir()
    with HubServer(tmp_path / "hub") as hub:
        run = ["evaluate", "culturalbench", "--answers", answers, "--out", tmp_path / "run"]
        done = cmining(*run, imported=HUB, HF_HUB_OFFLINE="0", **hub.environment(tmp_path / "home"))
    assert done.returncode == 2
    assert "kellycyy/CulturalBench cannot be read from the Hub" in done.stderr
    assert "give local files with --data" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.full  # the Hub's client tries again for 23 s
def test_a_hub_out_of_reach_is_said_in_one_line(tmp_path: Path) -> None:
    answers = write_jsonl(tmp_path / "answers.jsonl", [{"id": "easy/1", "answer": "A"}])
    gone = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_OFFLINE": "0"}
    done = cmining("evaluate", "culturalbench", "--answers", answers, "--out", tmp_path / "run", imported=HUB, **gone)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "kellycyy/CulturalBench cannot be read from the Hub" in done.stderr.splitlines()[-1]
