"""lm-evaluation-harness with a tiny Llama and with a server: asked once, scored as the harness scores by itself."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cmining_distilabel.errors import Failure, UserError
from cmining_distilabel.evaluation.downstream import evaluate_model, load_items
from cmining_distilabel.evaluation.downstream.harness import TASKS
from cmining_distilabel.evaluation.downstream.model import ModelSpec, load_model
from cmining_distilabel.evaluation.downstream.run import Run
from tests.evaluation.downstream.made import (
    blend_choices,
    blend_short,
    easy_rows,
    mmlu_rows,
    write_culturalbench,
    write_jsonl,
)
from tests.llm_server import LLMServer, Reply, llm_server
from tests.tiny_llama import write_tiny_llama

pytest.importorskip("lm_eval")
pytestmark = pytest.mark.full

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_llama(tmp_path_factory.mktemp("tiny") / "model")


def _clever(prompt: str, _: int) -> Reply:
    """Knows every answer of the Easy file, but that to question 3 in words that say nothing."""
    for number, text, *options, answer, _country in easy_rows():
        if text in prompt and "true or false" in prompt:
            return Reply("True" if f"Answer: {options['ABCD'.index(answer)]}\n" in prompt else "False")
        if text in prompt:
            return Reply("Who knows?" if number == 3 else f"The answer is {answer}.")
    return Reply("")


def _ask(server: LLMServer, files: list[str], out: Path, **more: Any) -> Run:
    spec = ModelSpec("m", base_url=server.url, concurrency=4)
    return evaluate_model("culturalbench", load_items("culturalbench", files).items, out, model=spec, **more)


def test_a_server_answers_and_what_it_said_is_kept(tmp_path: Path) -> None:
    files = write_culturalbench(tmp_path)
    with llm_server(_clever) as server:
        run = _ask(server, files, tmp_path / "run")
        assert len(server.sent) == 20
    totals = {(score.part, score.by): (score.right, score.questions) for score in run.scores}
    assert (totals["easy", "all"], totals["hard", "all"]) == ((3, 4), (4, 4))
    rows = [json.loads(line) for line in (tmp_path / "run" / "answers.jsonl").read_text().splitlines()]
    assert rows[2]["answer"] == "Who knows?"
    assert rows[2]["reason"] == "unparsable"
    assert rows[2]["prompt"] in server.sent
    cost = json.loads((tmp_path / "run" / "cost.json").read_text())["evaluate"]
    assert cost["paid"]
    assert cost["total"]["output_tokens"] > 20


def test_a_model_that_thinks_can_be_asked_for_its_answer_alone(tmp_path: Path, tiny: Path) -> None:
    files = write_culturalbench(tmp_path)
    items = load_items("culturalbench", files[:1]).items
    with llm_server(_clever) as server:
        for number, thinking in enumerate((None, False)):
            spec = ModelSpec("m", base_url=server.url, thinking=thinking)
            evaluate_model("culturalbench", items, tmp_path / str(number), model=spec)
        wishes = [body.get("chat_template_kwargs") for body in server.bodies]
    assert wishes == [None] * 4 + [{"enable_thinking": False}] * 4
    shown = [
        load_model(ModelSpec(str(tiny), thinking=thinking))[0].apply_chat_template([{"role": "user", "content": "?"}])
        for thinking in (None, False, True)
    ]
    assert [text.split()[0] for text in shown] == ["user:", "says", "thinks"]


def test_a_run_that_broke_off_asks_only_for_the_rest(tmp_path: Path) -> None:
    files = write_culturalbench(tmp_path)

    def failing(prompt: str, before: int) -> Reply:
        return Reply(status=400) if easy_rows()[2][1] in prompt else _clever(prompt, before)

    with llm_server(failing) as server:
        with pytest.raises(Failure, match=r"the server at http.* answers 400: .*run the same again to go on"):
            _ask(server, files[:1], tmp_path / "run")
        kept = len((tmp_path / "run" / "responses.jsonl").read_text().splitlines())
    with llm_server(_clever) as server:
        run = _ask(server, files[:1], tmp_path / "run")
        assert len(server.sent) == 4 - kept
        assert kept >= 1
    assert sum(question.right for question in run.questions) == 3


def test_replies_are_read_as_generate_reads_them_and_an_error_is_no_answer(tmp_path: Path) -> None:
    files = write_culturalbench(tmp_path)
    said: list[Any] = [
        [{"type": "thinking", "thinking": "C"}, {"type": "text", "text": "A"}],
        "I thought of A ...</think>Antwort: B",
        None,
        '"d"',
    ]

    def answering(prompt: str, before: int) -> Reply:
        place = next(place for place, row in enumerate(easy_rows()) if row[1] in prompt)
        message = {"content": said[place], "reasoning_content": "C, I think"}
        return Reply(body={"choices": [{"index": 0, "message": message, "finish_reason": "length"}], "usage": None})

    with llm_server(answering) as server:
        run = _ask(server, files[:1], tmp_path / "run")
    assert [question.right for question in run.questions] == [True, True, False, True]
    assert {reason: count for reason, count in run.unread.items() if count} == {"cut_reasoning": 1}
    with (
        llm_server(lambda prompt, before: Reply(body={"error": {"message": "no upstream"}})) as server,
        pytest.raises(Failure, match=r"the server at http.* says: no upstream; what it answered is kept"),
    ):
        _ask(server, files[:1], tmp_path / "broken")


def test_the_harness_by_itself_gives_the_same_figures(tmp_path: Path) -> None:
    files = write_culturalbench(tmp_path)
    with llm_server(_clever) as server:
        arguments = {"model": "m", "base_url": f"{server.url}/chat/completions", "num_concurrent": 4}
        command = [sys.executable, "-m", "lm_eval", "run", "--model", "local-chat-completions"]
        command += ["--model_args", json.dumps(arguments), "--include_path", str(TASKS), "--apply_chat_template"]
        command += ["--tasks", "cmining_culturalbench_easy,cmining_culturalbench_hard", "--log_samples"]
        command += ["--metadata", json.dumps({"data": files}), "--output_path", str(tmp_path / "alone")]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=240, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        ours = _ask(server, files, tmp_path / "ours")
    results = json.loads(next((tmp_path / "alone").rglob("results_*.json")).read_text())["results"]
    for score in ours.scores:
        if score.by == "all":
            alone = results[f"cmining_culturalbench_{score.part}"]
            assert alone["accuracy,none"] == pytest.approx(score.accuracy.value)
    assert results["cmining_culturalbench_easy"]["unparsable,none"] == pytest.approx(0.25)
    samples = next((tmp_path / "alone").rglob("samples_cmining_culturalbench_easy_*.jsonl"))
    items = load_items("culturalbench", files[:1]).items
    stored = evaluate_model("culturalbench", items, tmp_path / "stored", answers=samples)
    assert [question.right for question in stored.questions] == [True, True, False, True]


def test_every_task_is_asked_of_a_local_model(tiny: Path, tmp_path: Path) -> None:
    spec = ModelSpec(str(tiny), max_new_tokens=4)
    short = write_jsonl(tmp_path / "Peru_data.json", blend_short())
    files = {
        "blend": [str(write_jsonl(tmp_path / "mc.json", blend_choices())), str(short)],
        "global-mmlu": [str(write_jsonl(tmp_path / "en.jsonl", mmlu_rows()))],
    }
    parts = {"blend": ("multiple-choice", "short-answer", "short-answer-local"), "global-mmlu": ()}
    for benchmark, data in files.items():
        items = load_items(benchmark, data, parts=parts[benchmark]).items
        run = evaluate_model(benchmark, items, tmp_path / benchmark, model=spec)
        assert len(run.questions) == len(items)
        assert sum(run.unread.values()) + sum(question.right for question in run.questions) <= len(items)
        rows = [json.loads(line) for line in (tmp_path / benchmark / "answers.jsonl").read_text().splitlines()]
        assert all(row["prompt"].startswith("user: ") and row["prompt"].endswith("assistant: ") for row in rows)


def test_a_local_run_goes_on_unless_the_weights_have_changed(tmp_path: Path) -> None:
    model, out = write_tiny_llama(tmp_path / "model"), tmp_path / "run"
    items = load_items("culturalbench", write_culturalbench(tmp_path)[:1]).items

    def kept_after(count: int) -> int:
        """Lines of answers when so many items were asked for, by a run that then breaks off."""
        spec = ModelSpec(str(model), max_new_tokens=4)
        evaluate_model("culturalbench", items[:count], out, model=spec)
        (out / "run.json").unlink()
        return len((out / "responses.jsonl").read_text().splitlines())

    assert kept_after(2) == 2
    assert kept_after(4) == 4
    write_tiny_llama(model, seed=1)
    assert kept_after(4) == 8


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    items = load_items("culturalbench", write_culturalbench(tmp_path)[:1]).items
    with pytest.raises(UserError, match="cannot be loaded"):
        evaluate_model("culturalbench", items, tmp_path / "run", model=ModelSpec(str(tmp_path / "none")))
