"""A judge and a reviser of their own, planted faults, and the best of several answers, on loopback servers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from cmining_distilabel.cli.generate import generate as command_generate
from cmining_distilabel.cost.prices import Price
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GenerateConfig, Limits
from cmining_distilabel.generation.llms import Speaker, make_llm
from cmining_distilabel.generation.run import generate
from cmining_distilabel.generation.tasks.judge import MARKS
from tests.llm_server import LLMServer, Reply, Script, llm_server
from tests.seeds import good_answer, seed_rows, write_seeds

pytest.importorskip("openai")
ASK: dict[str, Any] = {"tasks": ("grounded_qa",)}
BAD = "They wear bell pads on their shins, the English dancers, and wave handkerchiefs."


def marks(mark: int, **other: Any) -> Reply:
    named = {"text_culture": "England", "chat_culture": "England", "reason": "The month is missing."}
    return Reply(json.dumps({**named, **dict.fromkeys(MARKS, mark), **other}))


def good(prompt: str, before: int) -> Reply:
    return Reply(good_answer(prompt))


def kind(prompt: str, before: int) -> Reply:
    return marks(5)


class Run:
    """Runs of a writer and a judge, each on its own server."""

    def __init__(self, folder: Path, writer: LLMServer, judge: LLMServer) -> None:
        self.source, self.out = write_seeds(folder / "result"), folder / "out"
        self.writer, self.judge = writer, judge

    def __call__(self, limits: Limits | None = None, **config: Any) -> dict[str, Any]:
        llm, judge = (make_llm("openai", model=name, base_url=server.url) for name, server in self.servers.items())
        return generate(
            self.source,
            self.out,
            llm,
            GenerateConfig(**{**ASK, **config}),
            limits or Limits(),
            judge=Speaker(judge, {"temperature": 0.0, "max_new_tokens": 50}),
            quiet=True,
        )

    @property
    def servers(self) -> dict[str, LLMServer]:
        return {"small": self.writer, "large": self.judge}

    def rows(self, name: str) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in pq.read_table(self.out / f"{name}.parquet").to_pylist()}


@contextmanager
def servers(folder: Path, writer: Script = good, judge: Script = kind) -> Iterator[Run]:
    with llm_server(writer) as one, llm_server(judge) as other:
        yield Run(folder, one, other)


def test_the_judge_is_another_model_and_what_it_costs_is_counted(tmp_path: Path) -> None:
    with servers(tmp_path) as run:
        limits = Limits(price=Price(0, 1000), prices={"large": Price(0, 10_000)}, budget_usd=100)
        report = run(limits, judge=True, judge_check=0)
        assert (len(run.writer.sent), len(run.judge.sent)) == (9, 9)
        assert run.judge.bodies[0]["temperature"] == 0
        assert "Culture:" not in run.judge.sent[0], "a guess that it would repeat"
        assert report["cost_usd"] == pytest.approx(9 * 0.04 + 9 * 0.4)  # an answer of the server has 40 tokens
        assert {row["judge_model"] for row in run.rows("instructions").values()} == {"large"}
        assert run(limits, judge=True, judge_check=0)["cost_usd"] == report["cost_usd"]
        assert len(run.judge.sent) == 9
        with pytest.raises(UserError, match="price of the judge"):
            run(Limits(price=Price(0, 1000), budget_usd=100), judge=True)


def test_an_answer_about_another_culture_than_its_text_is_dropped(tmp_path: Path) -> None:
    def judge(prompt: str, before: int) -> Reply:
        return marks(5, chat_culture="the Netherlands" if "Cheese" in prompt else "English")

    with servers(tmp_path, judge=judge) as run:
        assert run(judge=True, judge_check=0)["gates"] == {"judge": {"judge_culture": 1}}
        assert [row["judge_chat_culture"] for row in run.rows("rejected").values()] == ["the Netherlands"]


def test_questions_are_answered_again_and_rows_dropped_whose_answers_differ(tmp_path: Path) -> None:
    def again(prompt: str, before: int) -> Reply:
        if "Answer each question above" not in prompt:
            return kind(prompt, before)
        assert "assistant" not in prompt, "it must not see the first answer"
        return Reply('{"answers": ["Nobody knows."]}') if "Cheese" in prompt else good(prompt, before)

    with servers(tmp_path, judge=again) as run:
        report = run(answer_again=True)
        assert report["gates"] == {"again": {"answers_differ": 1}}
        assert (len(run.writer.sent), len(run.judge.sent)) == (9, 9)
        (dropped,) = run.rows("rejected").values()
        assert (dropped["reason"], dropped["answered_again"]) == ("answers_differ", ["Nobody knows."])
        assert run(answer_again=True, judge=True, judge_check=0)["accepted"] == 8
        assert (len(run.writer.sent), len(run.judge.sent)) == (9, 9 + 8), "all of it is kept, and the rest judged"


def test_what_the_judge_finds_wanting_is_revised_gated_and_judged_again(tmp_path: Path) -> None:
    def writer(prompt: str, before: int) -> Reply:
        if "What is wrong with it: " in prompt:
            if "節分" in prompt:  # a revision that no gate lets through
                english = "A custom in English, which was not asked for at all."
                return Reply(json.dumps({"question": "節分の日に人々は何をしますか。", "answer": english}))
            return Reply(json.dumps({"question": "What do Morris dancers wear, and when?", "answer": BAD}))
        return good(prompt, before)

    def judge(prompt: str, before: int) -> Reply:
        wanting = ("Morris" in prompt and BAD not in prompt) or "節分" in prompt
        return marks(3 if wanting else 5)

    with servers(tmp_path, writer, judge) as run:
        report = run(revise=True, judge_check=0)
        assert report["gates"] == {"revise": {"revised": 1}, "language": {"wrong_language": 1}}
        kept, dropped = run.rows("instructions"), run.rows("rejected")
        revision = kept["en-1/grounded_qa/en/revised"]
        assert revision["revised_from"] == "en-1/grounded_qa/en"
        assert revision["messages"][1]["content"] == BAD
        assert dropped["en-1/grounded_qa/en"]["judge_reason"] == "The month is missing."
        assert kept["ja-2/grounded_qa/ja"]["judge_grounded"] == 3, "the first answer, since its revision is none"
        prompt = next(prompt for prompt in run.writer.sent if "What is wrong with it" in prompt and "Morris" in prompt)
        mark = next(line for line in prompt.splitlines() if line.startswith("=== DATA"))
        assert "The month is missing." in prompt.split(mark)[-2], "what models said is data, too"
        before = len(run.writer.sent), len(run.judge.sent)
        assert run(revise=True, judge_check=0)["accepted"] == 9
        assert (len(run.writer.sent), len(run.judge.sent)) == before, "all of it is kept"


def test_the_judge_chooses_among_several_answers(tmp_path: Path) -> None:
    def writer(prompt: str, before: int) -> Reply:
        answer = json.loads(good_answer(prompt))
        return Reply(json.dumps({**answer, "question": f"{answer['question']} ({before})"}))

    def judge(prompt: str, before: int) -> Reply:
        return marks(5 if "(1)" in prompt else 4)

    with servers(tmp_path, writer, judge) as run:
        twin = {**seed_rows()[0], "id": "en-9"}
        write_seeds(tmp_path / "result", [*seed_rows(), twin])
        report = run(best_of=3, judge=True, judge_check=0)
        assert report["accepted"] == 9
        assert report["gates"] == {"best_of": {"not_best": 20}, "duplicates": {"duplicate": 1}}
        questions = [row["messages"][0]["content"] for row in run.rows("instructions").values()]
        assert all("(1)" in question for question in questions)


def test_without_a_judge_it_is_asked_again_until_one_passes(tmp_path: Path) -> None:
    def writer(prompt: str, before: int) -> Reply:
        return Reply("no JSON") if "Cheese" in prompt and before < 1 else good(prompt, before)

    with servers(tmp_path, writer) as run:
        assert run(best_of=3)["accepted"] == 9
        assert (len(run.writer.sent), len(run.judge.sent)) == (10, 0)
    with pytest.raises(ValueError, match="temperature above 0"):
        GenerateConfig(best_of=2, temperature=0)


def test_a_judge_is_shown_planted_faults_and_one_that_sees_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [seed["text"][:20] for seed in seed_rows()]

    def careful(prompt: str, before: int) -> Reply:
        text, chat = prompt.split("=== DATA")[2], prompt.split("=== DATA")[4]
        said = chat.split("assistant: ")[1]
        own = next(answer for answer in answers if answer in text)
        return marks(5 if own in said else 2)

    with servers(tmp_path / "careful", judge=careful) as run:
        found = run(judge=True, judge_check=6)["judge_check"]
        assert {name: count["planted"] for name, count in found.items()} == {"foreign": 3, "scrambled": 3}
        assert all(count["found"] == 3 for count in found.values())
        assert len(run.judge.sent) == 15
    capsys.readouterr()
    with servers(tmp_path / "kind") as run:
        run(judge=True, judge_check=6)
    assert "found 0 of 6 faults" in capsys.readouterr().err


def test_the_command_takes_what_is_not_named_from_the_writer_and_bills_each_model(tmp_path: Path) -> None:
    source = write_seeds(tmp_path / "result")
    (tmp_path / "prices.yaml").write_text("small: {input: 1, output: 2}\nlarge: {input: 10, output: 20}\n")
    with servers(tmp_path) as run:
        command = [str(source), "--out", str(tmp_path / "out"), "--model", "small"]
        command += ["--base-url", run.writer.url, "--prices", str(tmp_path / "prices.yaml"), "--tasks", "grounded_qa"]
        command += ["--judge-model", "large", "--revise", "--best-of", "2", "--limit", "4"]
        app = typer.Typer()
        app.command()(command_generate)
        shown = CliRunner().invoke(app, [*command, "--preview", "0"], catch_exceptions=False).stdout
        for line in ("writer small: 8 requests", "judge large: 16 requests", "reviser small: 4 requests", "together: "):
            assert line in shown
        run.writer.script = lambda prompt, before: (
            kind(prompt, before) if "Check the conversation" in prompt else good(prompt, before)
        )
        assert CliRunner().invoke(app, command, catch_exceptions=False).exit_code == 0
        models = {body["model"]: body["temperature"] for body in run.writer.bodies}
        assert models == {"small": 0.7, "large": 0.0}
