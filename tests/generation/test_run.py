"""From seeds to instructions, through a real client and a server that misbehaves."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import pyarrow.parquet as pq
import pytest

from cmining_distilabel.cost.prices import Price, read_price
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GateConfig, GenerateConfig, Limits
from cmining_distilabel.generation.gates.base import sources
from cmining_distilabel.generation.jobs import INSTRUCTIONS, REJECTED, make_jobs
from cmining_distilabel.generation.llms import make_llm
from cmining_distilabel.generation.reply import Reply as Said
from cmining_distilabel.generation.run import generate
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.generation.tasks.judge import MARKS
from cmining_distilabel.tasks import TASKS
from tests.forked import cmining
from tests.llm_server import Reply, Script, llm_server
from tests.seeds import good_answer, seed_rows, write_seeds

pytest.importorskip("openai")
LIMITS = Limits(retries=2, backoff=0.01, timeout=1.0)


def good(prompt: str, before: int) -> Reply:
    return Reply(good_answer(prompt))


def marks(mark: int, **other: Any) -> str:
    cultures = {"text_culture": "Japan", "chat_culture": "Japan", "reason": "So."}
    return json.dumps({**cultures, **dict.fromkeys(MARKS, mark), **other})


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    source = write_seeds(tmp_path / "result")

    def run(script: Script = good, limits: Limits = LIMITS, **config: Any) -> dict[str, Any]:
        with llm_server(script) as server:
            llm = make_llm("openai", model="m", base_url=server.url)
            report = generate(source, tmp_path / "out", llm, GenerateConfig(**config), limits, quiet=True)
            return {**report, "sent": len(server.sent)}

    return run


def rows(tmp_path: Path, name: str = "instructions") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(tmp_path / "out" / f"{name}.parquet").to_pylist()
    return found


def test_rows_are_ready_for_trl_and_say_where_they_come_from(tmp_path: Path, write: Callable[..., Any]) -> None:
    report = write(tasks=("grounded_qa",))
    assert report["accepted"] == 9, report
    written = rows(tmp_path)
    assert pq.read_schema(tmp_path / "out" / "instructions.parquet").equals(INSTRUCTIONS)
    assert not (tmp_path / "out" / "rejected.parquet").exists()
    for row in written:
        assert [message["role"] for message in row["messages"]] == ["user", "assistant"]
        assert row["seed_id"].startswith(row["language"])
        assert row["point_id"] == f"cp-{row['language']}"
        assert row["cultures"][0]["name"]
        assert row["sources"] == [f"https://{row['language']}.wikipedia.org/wiki/{row['seed_id'][-1]}"]
        assert row["licenses"] == ["CC BY-SA 4.0"]
    # As trl reads it.
    loaded = datasets.Dataset.from_parquet(
        str(tmp_path / "out" / "instructions.parquet"), cache_dir=str(tmp_path / "c")
    )
    assert loaded[0]["messages"][0]["role"] == "user"


def test_seeds_that_changed_since_are_told(
    tmp_path: Path, write: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    write(tasks=("grounded_qa",))
    write(tasks=("grounded_qa",))
    assert "have changed" not in capsys.readouterr().err
    seeds = tmp_path / "result" / "seeds.parquet"
    pq.write_table(pq.read_table(seeds).slice(1), seeds)
    assert write(tasks=("grounded_qa",))["sent"] < len(seed_rows())
    assert f"{len(seed_rows())} then, {len(seed_rows()) - 1} now" in capsys.readouterr().err


def test_every_kind_of_bad_answer_is_kept_with_its_reason(tmp_path: Path, write: Callable[..., Any]) -> None:
    english = (
        '{"question": "What is it about, in short?", "answer": "It is a custom that people keep with joy every year."}'
    )
    answers = {
        "en-1": Reply(
            '{"question": "Morris dancers wear what?", "answer": "Bells. And they wave ha'
        ),  # cut off: mended
        "en-2": Reply('{"question": "What is it"'),
        "en-3": Reply(""),
        "fr-1": Reply("I'm sorry, but I cannot assist with that."),
        "fr-2": Reply(english),
        "fr-3": Reply(status=500),
        "ja-1": Reply(delay=3.0),
        "ja-2": Reply("Here you are: " + good_answer_of("ja-2").replace("}", ",}")),
        "ja-3": Reply(good_answer_of("ja-2")),  # about another feast
    }
    titles = {seed["title"]: seed["id"] for seed in seed_rows()}

    def script(prompt: str, before: int) -> Reply:
        title = next(line for line in prompt.splitlines() if line.startswith("Title: ")).removeprefix("Title: ")
        return answers[titles[title]]

    report = write(script, tasks=("grounded_qa",), gates=GateConfig(grounding=0))
    reasons = {row["seed_id"]: (row["gate"], row["reason"]) for row in rows(tmp_path, "rejected")}
    assert reasons == {
        "en-2": ("schema", "cut"),
        "en-3": ("schema", "empty"),
        "fr-1": ("schema", "refusal"),
        "fr-2": ("language", "wrong_language"),
        "fr-3": ("request", "request_failed"),
        "ja-1": ("request", "request_failed"),
        "ja-3": ("subject", "no_subject"),
    }
    assert len(rows(tmp_path)) == 2
    assert pq.read_schema(tmp_path / "out" / "rejected.parquet").equals(REJECTED)
    assert report["gates"]["schema"] == {"cut": 1, "empty": 1, "refusal": 1}
    assert report["gates"]["request"] == {"request_failed": 2}
    assert "declined" in report["reasons"]["refusal"]
    refused = next(row for row in rows(tmp_path, "rejected") if row["seed_id"] == "fr-1")
    assert refused["answer"] == "I'm sorry, but I cannot assist with that."


def good_answer_of(seed_id: str) -> str:
    seed = next(seed for seed in seed_rows() if seed["id"] == seed_id)
    return good_answer(TASKS["grounded_qa"].prompt(seed, seed["language"]))


def test_a_second_run_asks_only_for_what_is_new(write: Callable[..., Any]) -> None:
    assert write(tasks=("grounded_qa",), limit=5)["sent"] == 5
    assert write(tasks=("grounded_qa",), limit=9)["sent"] == 4
    again = write(tasks=("grounded_qa",), limit=9)
    assert (again["sent"], again["answered_before"]) == (0, 9)
    assert write(tasks=("grounded_qa",), limit=9, temperature=0.1)["sent"] == 9  # another request


def test_the_judge_marks_what_passed_and_its_marks_count(tmp_path: Path, write: Callable[..., Any]) -> None:
    def script(prompt: str, before: int) -> Reply:
        if "Check the conversation" in prompt:
            return Reply(marks(1 if "Cheese" in prompt else 5))
        return good(prompt, before)

    report = write(script, tasks=("grounded_qa",), judge=True, judge_check=0)
    assert report["sent"] == 18
    assert report["gates"] == {"judge": {"judge_grounded": 1}}
    assert {row["judge_grounded"] for row in rows(tmp_path)} == {5}
    assert rows(tmp_path, "rejected")[0]["judge_reason"] == "So."


def test_the_budget_leaves_requests_out_and_says_so(write: Callable[..., Any]) -> None:
    limits = Limits(concurrency=1, price=Price(1.0, 1000.0), budget_usd=0.2)
    report = write(limits=limits, tasks=("grounded_qa",), max_new_tokens=60)
    assert report["sent"] + report["left_out_for_budget"] == 9
    assert 0 < report["cost_usd"] <= 0.2
    with pytest.raises(UserError, match="give price="):
        write(limits=Limits(budget_usd=1.0))


def test_mistakes_are_said_before_anything_is_sent(tmp_path: Path, write: Callable[..., Any]) -> None:
    with pytest.raises(UserError, match="no task 'quiz'"):
        write(tasks=("quiz",))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="not empty"):
        write()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"text": " "}, "row 1 .seed 'en-1'. has no text"),
        ({"language": None}, "has no language"),
        ({"id": "en-2"}, "two seeds"),
    ],
)
def test_seeds_that_cannot_be_used(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    first, *others = seed_rows()
    with pytest.raises(UserError, match=message):
        load_seeds(write_seeds(tmp_path, [{**first, **changed}, *others]))


def test_sources_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no seeds"):
        load_seeds(write_seeds(tmp_path / "empty", []))
    (tmp_path / "other").mkdir()
    for source, message in (("other", "has no seeds.parquet"), ("absent/or/not", "no such file")):
        with pytest.raises(UserError, match=message):
            load_seeds(tmp_path / source)


def test_seeds_of_ones_own_need_text_and_language_only(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text(
        '{"text": "A dance.", "language": "en"}\n{"text": "盆踊り。", "language": "ja"}\n', encoding="utf-8"
    )
    assert [seed["id"] for seed in load_seeds(file)] == ["row-1", "row-2"]


def test_a_comparison_is_held_against_both_of_its_seeds(tmp_path: Path) -> None:
    abroad = {
        "id": "abroad",
        "title": "Square dance",
        "cultures": [{"code": "US", "name": "United States", "weight": 1.0}],
    }
    seeds = load_seeds(write_seeds(tmp_path, [*seed_rows(), {**seed_rows()[0], **abroad}]))
    jobs = make_jobs(seeds, GenerateConfig(tasks=("comparison",)), "m", {}).jobs
    assert jobs
    texts = {seed["id"]: seed["text"] for seed in seeds}
    for job in jobs:
        row = job.row(Said(good_answer(job.request.prompt)), "m")
        assert [source.text for source in sources(row)] == [texts[row["seed_id"]], texts[row["other_seed_id"]]]


def test_prices(tmp_path: Path) -> None:
    table = tmp_path / "prices.yaml"
    table.write_text("small/model: {input: 0.1, output: 0.4}\n", encoding="utf-8")
    assert read_price(table, "small/model").cost(1_000_000, 500_000) == pytest.approx(0.3)
    with pytest.raises(UserError, match="no price of 'other'"):
        read_price(table, "other")
    table.write_text("bad: {input: cheap, output: 1}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"bad\.input must be"):
        read_price(table, "bad")


def test_the_preview_prints_prompts_and_cost_and_calls_nothing(tmp_path: Path) -> None:
    source = write_seeds(tmp_path / "result")
    (tmp_path / "prices.yaml").write_text("m: {input: 1, output: 2}\n", encoding="utf-8")
    command = ["generate", str(source), "--out", str(tmp_path / "out"), "--model", "m"]
    command += ["--base-url", "http://127.0.0.1:9/v1", "--preview", "9", "--prices", str(tmp_path / "prices.yaml")]
    done = cmining(*command, "--tasks", "grounded_qa")
    assert done.returncode == 0, done.stderr
    for text in (
        "in English",
        "in Japanese (日本語)",
        "in French (français)",
        "盆踊り",
        "9 requests",
        "at most about $",
    ):
        assert text in done.stdout
    assert not (tmp_path / "out").exists()


def test_the_same_answer_twice_is_kept_once_whatever_comes_first(tmp_path: Path, write: Callable[..., Any]) -> None:
    twin = {**seed_rows()[0], "id": "en-9"}
    write_seeds(tmp_path / "result", [*seed_rows(), twin])
    report = write(tasks=("grounded_qa",))
    assert (report["accepted"], report["gates"]) == (9, {"duplicates": {"duplicate": 1}})
