"""What runs cost: measured, kept, priced; the bill agrees with a hand count."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from cmining_distilabel.cost.account import read_account, record
from cmining_distilabel.cost.bill import make_bill, notes_on
from cmining_distilabel.cost.meter import Meter, count_tokens, text_tokens
from cmining_distilabel.cost.prices import read_prices
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.result import MiningResult
from tests.cli.test_cli import MINE
from tests.corpus import write
from tests.forked import cmining


def _stage(**spent: float) -> dict[str, float]:
    return {"wall_seconds": 0.0, "cpu_seconds": 0.0, "gpu_seconds": 0.0, "input_tokens": 0, "output_tokens": 0} | spent


def test_a_stage_within_another_counts_for_itself_only() -> None:
    meter = Meter()
    with meter("outer"):
        with meter("inner") as spent:
            time.sleep(0.2)
            spent.output_tokens += 3
        with meter("inner"):
            pass
    rows = meter.rows()
    assert rows["inner"]["wall_seconds"] >= 0.2 > rows["outer"]["wall_seconds"]
    assert rows["inner"]["output_tokens"] == 3


def test_the_cpu_seconds_of_children_that_ended_are_counted() -> None:
    meter = Meter()
    with meter("child"):
        subprocess.run([sys.executable, "-c", "sum(range(10_000_000))"], check=True)
    assert meter.rows()["child"]["cpu_seconds"] > 0.05


@pytest.mark.parametrize("texts", [["What do people eat?", None, "何を食べますか"], [], ["", "ñandú 🎉"], [None]])
def test_tokens_of_a_column_are_those_of_its_text(texts: list[str | None]) -> None:
    whole = "".join(text or "" for text in texts)
    column = pa.chunked_array([pa.array(["left out", *texts, "too"], pa.string()).slice(1, len(texts))])
    assert text_tokens(column) == count_tokens(whole)
    assert text_tokens(column.cast(pa.large_string())) == count_tokens(whole)


def test_runs_of_a_folder_stand_beside_each_other(tmp_path: Path) -> None:
    record(tmp_path, "mine", {"read": _stage(wall_seconds=1.5)}, seeds=2)
    record(tmp_path, "generate", {"ask": _stage(wall_seconds=2, input_tokens=10)}, model="m")
    record(tmp_path, "generate", {"ask": _stage(wall_seconds=3, input_tokens=15)}, add=True, model="m")
    runs = read_account(tmp_path)
    assert runs["mine"]["total"]["wall_seconds"] == 1.5
    assert (runs["generate"]["total"]["wall_seconds"], runs["generate"]["total"]["input_tokens"]) == (5, 15)
    with pytest.raises(UserError, match=r"has no cost\.json"):
        read_account(tmp_path / "none")
    (tmp_path / "cost.json").write_text("{")
    with pytest.raises(UserError, match="is damaged"):
        read_account(tmp_path)


def test_the_bill_agrees_with_a_hand_count(tmp_path: Path) -> None:
    facts = {"documents": 1000, "seeds": 50, "corpus_tokens": 100_000, "encoded": 10, "cached": 990}
    record(tmp_path, "mine", {"all": _stage(wall_seconds=1800, cpu_seconds=3600, gpu_seconds=720)}, **facts)
    tokens = _stage(wall_seconds=3600, input_tokens=2_000_000, output_tokens=1_000_000)
    record(tmp_path, "generate", {"all": tokens}, model="m", paid=True)
    prices = tmp_path / "prices.yaml"
    prices.write_text(
        "m: {input: 1, output: 2}\nhardware: {cpu_core_hour: 0.1, gpu_hour: 2}\naccepted: {mined: 0.5}\n"
        "llm_extraction: {input: 2, output: 4, prompt_tokens_per_document: 100, output_tokens_per_document: 50}\n"
        "manual: {minutes_per_seed: 6, wage_per_hour: 20}\n"
    )
    runs = read_account(tmp_path)
    bill = make_bill(runs, read_prices(prices))
    mined, written = bill.lines
    assert (mined.cpu, mined.gpu, mined.tokens) == pytest.approx((0.1, 0.4, 0))
    assert (written.cpu, written.tokens) == pytest.approx((0.1, 4.0))
    # 0.5 dollars for 25 accepted seeds; 200,000 tokens read and 50,000 written for 50; 6 minutes at 20 an hour.
    assert [way.per_thousand for way in bill.ways] == pytest.approx([20.0, 0.6 / 50 * 1000, 2000.0])
    assert bill.ways[2].ratio == pytest.approx(100)
    assert any("990 of 1,000 texts were in the store" in note for note in notes_on(runs, bill))
    unpriced = make_bill(runs, read_prices())
    assert "no price of the tokens of 'm' (generate)" in notes_on(runs, unpriced)[0]


def test_mistakes_in_prices_are_named(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    for text, message in (
        ("hardware: {gpu: 1}", "hardware has no 'gpu'; it has cpu_core_hour, gpu_hour"),
        ("manual: {wage_per_hour: -1}", "manual.wage_per_hour must be a number of at least 0, not -1"),
        ("manual: 3", "'manual' must be a mapping"),
        ("my-model: 3", "'my-model' must be a group"),
        ("accepted: {mined: 0}", "accepted.mined is a share, above 0"),
    ):
        file.write_text(text)
        with pytest.raises(UserError, match=message.replace("(", r"\(")):
            read_prices(file)


def test_mining_says_what_it_cost(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.jsonl")
    done = cmining("mine", corpus, "--out", tmp_path / "result", "--store", tmp_path / "store", "--quiet", *MINE)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "result" / "cost.json").read_text())["mine"]
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    assert found["documents"] == len(rows)
    assert found["corpus_tokens"] == pytest.approx(
        sum(count_tokens(row["text"] + row["title"]) for row in rows), rel=0.1
    )
    assert set(found["stages"]) >= {"read", "noise", "encode", "score", "extract"}
    assert found["total"]["cpu_seconds"] > 0
    assert found["encoded"] > 0
    assert MiningResult.load(tmp_path / "result").cost["mine"] == found
    shown = cmining("cost", tmp_path / "result")
    assert shown.returncode == 0, shown.stderr
    for word in ("mined", "language model", "by hand", "manual.wage_per_hour", "assumed"):
        assert word in shown.stdout
