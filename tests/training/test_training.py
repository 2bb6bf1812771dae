"""The whole way with a tiny Llama: seeds, instructions, three steps of training, comparison; and what is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from tests.cli.test_cli import ROOT
from tests.corpus import documents, write
from tests.customs import customs
from tests.evaluation.downstream.made import EASY, QUESTIONS, easy_rows, write_csv, write_culturalbench, write_jsonl
from tests.forked import cmining
from tests.llm_server import Reply, llm_server
from tests.seeds import good_answer
from tests.tiny_llama import write_tiny_llama

for module in ("lm_eval", "trl", "peft"):
    pytest.importorskip(module)
pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_llama(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="module")
def settings(tiny: Path) -> Path:
    settings = {"base_model": str(tiny), "parameters_billions": 0.0001, "gpus": 0, "max_steps": 3, "batch_size": 2}
    settings |= {"gradient_accumulation": 1, "learning_rate": 0.05, "max_length": 128, "warmup_steps": 0}
    path = tiny.parent / "tiny.yaml"
    path.write_text(yaml.safe_dump(settings))
    return path


def _conversations(path: Path) -> Path:
    """Six clean conversations, and one that holds a benchmark's question."""
    rows = [
        ("Is rice eaten?", "A"),
        *((f"What is thing {number}?", "A") for number in range(5)),
        (QUESTIONS[0][0], "A"),
    ]
    messages = [[{"role": "user", "content": ask}, {"role": "assistant", "content": say}] for ask, say in rows]
    return write_jsonl(path, [{"messages": one, "language": "en"} for one in messages])


def _train(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "examples" / "train_lora.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=240, check=False)


def _ablation(settings: Path, tmp_path: Path, store: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """The script on a small corpus, written from by a server on loopback, into tmp_path/out."""
    files = write_culturalbench(tmp_path / "bench")
    mining = (
        "--thematic-clusters 4 --entropy-top 0.6 --num-clusters 12 --tau 3 --theta 0.6 --no-check-language --size 8"
    )
    settings = {
        "CORPUS": write(tmp_path / "corpus.jsonl"),
        "SETTINGS": settings,
        "WRITER": "writer",
        "DATA": " ".join(files),
        "ARMS": "random paper",
        "MINE": f"{mining} --quiet --store {store}",
        "GENERATE": "--tasks grounded_qa --grounding 0",
        "EVALUATE": "--max-new-tokens 4",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": ROOT,
        "COLUMNS": "120",
        **changed,
    }
    with llm_server(lambda prompt, _: Reply(good_answer(prompt))) as server:
        environment = {**os.environ, **{name: str(value) for name, value in settings.items()}, "BASE_URL": server.url}
        command = [str(ROOT / "examples" / "ablation.sh"), str(tmp_path / "out")]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=580, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done


def test_an_adapter_is_trained_without_room_for_thoughts(settings: Path, tmp_path: Path) -> None:
    data, losses = _conversations(tmp_path / "data.jsonl"), {}
    for name, wish in (("thinks", {"thinking": True}), ("says", {"thinking": False}), ("neither", {})):
        own = tmp_path / f"{name}.yaml"
        own.write_text(yaml.safe_dump(yaml.safe_load(settings.read_text()) | wish | {"max_steps": 1}))
        done = _train(own, "--data", data, "--out", tmp_path / name, "--unchecked")
        assert done.returncode == 0, done.stderr[-2000:]
        losses[name] = json.loads((tmp_path / name / "train.json").read_text())["loss"]
    assert len(set(losses.values())) == 3, "each sees another prompt"


@pytest.mark.timeout(300)
def test_the_ablation_is_one_script(settings: Path, tmp_path: Path, session_store: str) -> None:
    done, out = _ablation(settings, tmp_path, session_store), tmp_path / "out"
    assert "== paper against base" in done.stdout
    assert "hard: no difference shown: " in done.stdout
    tokens = [row["tokens"] for row in json.loads((out / "data" / "match.json").read_text())["arms"].values()]
    assert min(tokens) > 0.6 * max(tokens)
    said = {}
    for arm in ("base", "random", "paper"):
        rows = (out / "runs" / arm / "answers.jsonl").read_text().splitlines()
        said[arm] = [json.loads(row)["answer"] for row in rows]
        assert len(rows) == 20
    assert said["base"] != said["random"]
    report = json.loads((out / "adapters" / "paper" / "train.json").read_text())
    assert (report["steps"], report["benchmarks"], report["dropped"]) == (
        3,
        [str(path) for path in sorted((tmp_path / "bench").glob("*.csv"))],
        {},
    )
    for folder, run in ((out / "runs" / "paper", "evaluate"), (out / "adapters" / "paper", "train")):
        cost = json.loads((folder / "cost.json").read_text())[run]["total"]
        assert cost["cpu_seconds"] > 0
        assert cost["input_tokens"] > 0


@pytest.mark.timeout(600)
def test_the_ablation_compares_over_draws(settings: Path, tmp_path: Path, session_store: str) -> None:
    done, out = _ablation(settings, tmp_path, session_store, DRAWS="2"), tmp_path / "out"
    assert "== paper against base" in done.stdout
    assert {path.name for path in (out / "runs" / "paper").iterdir()} == {"draw-1", "draw-2"}
    matched = [json.loads((out / "data" / f"draw-{number}" / "match.json").read_text()) for number in (1, 2)]
    assert matched[0]["tokens"] == matched[1]["tokens"], "all draws are of one size"
    drawn = [pq.read_table(out / "arms" / f"draw-{number}" / "random" / "seeds.parquet")["id"] for number in (1, 2)]
    assert set(drawn[0].to_pylist()) != set(drawn[1].to_pylist()), "each draw is of other documents"
    compared = json.loads((out / "compared" / "paper" / "comparison.json").read_text())
    assert {len(row["draws"]) for row in compared["rows"]} == {2}


@pytest.mark.timeout(600)
def test_the_ablation_asks_how_well_held_out_texts_are_foretold(
    settings: Path, tmp_path: Path, session_store: str
) -> None:
    corpus = write_jsonl(tmp_path / "customs.jsonl", [*documents(15), *customs("en", "ja")])
    changed = {"TEXTS": "1", "BENCHMARK": "perplexity", "HELD_OUT": "4", "SIMILARITY": "0", "CORPUS": str(corpus)}
    changed |= {"ARMS": "calibrated neutral-matched", "EVALUATE": "--device cpu"}
    changed["MINE"] = f"--no-check-language --seed-language en --size 8 --quiet --store {session_store}"
    done, out = _ablation(settings, tmp_path, session_store, **changed), tmp_path / "out"
    assert "== neutral-matched against base" in done.stdout
    rows = json.loads((out / "compared" / "calibrated" / "comparison.json").read_text())["rows"]
    assert {row["part"]: row["questions"] for row in rows} == {
        "seeds": 4, "neutral": 4, "seeds-answers": 4, "neutral-answers": 4,
    }  # fmt: skip
    assert all(row["after"] < row["before"] for row in rows), (
        "three steps teach a model of bytes what English looks like"
    )


def test_rows_that_repeat_a_benchmark_are_not_trained_on(settings: Path, tmp_path: Path) -> None:
    data = write_csv(tmp_path / "easy.csv", EASY, easy_rows())
    adapter = tmp_path / "adapter"
    train = _conversations(tmp_path / "train.jsonl")
    done = _train(settings, "--data", train, "--benchmark", data, "--similarity", "0", "--out", adapter)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "7 conversations, 1 dropped because they repeat a benchmark: {'benchmark_text': 1}" in done.stdout
    report = json.loads((adapter / "train.json").read_text())
    assert (report["rows"], report["dropped"], len(report["losses"])) == (7, {"benchmark_text": 1}, 3)
    assert not (adapter / "training_args.bin").exists()


def test_an_adapter_of_another_base_is_refused(tiny: Path, settings: Path, tmp_path: Path) -> None:
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    (adapter / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "org/other-base"}))
    data = write_csv(tmp_path / "easy.csv", EASY, easy_rows())
    ask = [
        "evaluate",
        "culturalbench",
        "--model",
        tiny,
        "--adapter",
        adapter,
        "--data",
        data,
        "--out",
        tmp_path / "run",
    ]
    for done in (
        cmining(*ask),
        _train(settings, "--data", data, "--adapter", adapter, "--unchecked", "--out", tmp_path / "out"),
    ):
        assert done.returncode == 2
        assert f"was trained on org/other-base, not on {tiny}" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "run").exists()


def test_settings_for_32_billion_says_what_it_needs_before_it_downloads(tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    train = _conversations(tmp_path / "train.jsonl")
    settings = "examples/train/qwen2.5-32b-qlora.yaml"
    done = _train(settings, "--data", train, "--unchecked", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "needs 1 GPU with 44 GB (Qwen/Qwen2.5-32B-Instruct, 32.8 billion parameters in 4 bits)" in done.stderr
    assert "GPUs here: none; nothing was downloaded" in done.stderr
    assert not (tmp_path / "out").exists()


def test_training_wants_to_know_what_must_not_be_in_the_data(settings: Path, tmp_path: Path) -> None:
    done = _train(settings, "--data", _conversations(tmp_path / "train.jsonl"), "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "--unchecked" in done.stderr
