"""Tasks inside a real distilabel pipeline, against a real server."""

import json
from pathlib import Path

import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.tasks.judge import MARKS
from cmining_distilabel.generation.tasks.prepared import preparing
from cmining_distilabel.pipeline import load_pipeline, run
from cmining_distilabel.tasks import (
    AnswerAgain,
    Dialogue,
    FileTask,
    GateStep,
    GroundedQA,
    Judge,
    LoadSeedsStep,
    Revise,
    ServerLLM,
    TrueFalse,
)
from tests.llm_server import Reply, llm_server
from tests.seeds import good_answer, seed_rows, write_seeds

from distilabel.pipeline import Pipeline  # isort: skip - after the tasks, which silence its warnings

pytest.importorskip("openai")


def pipeline(source: str, url: str) -> Pipeline:
    with Pipeline(name="test") as made:
        (
            LoadSeedsStep(name="seeds", source=source)
            >> [
                GroundedQA(name="grounded_qa", llm=ServerLLM(model="m", base_url=url), language="seed,en"),
                TrueFalse(name="true_false", llm=ServerLLM(model="m", base_url=url)),
            ]
            >> AnswerAgain(name="again", llm=ServerLLM(model="m", base_url=url))
            >> Judge(name="judge", llm=ServerLLM(model="m", base_url=url))
            >> GateStep(name="gates", judged=True)
        )
    return made


def test_a_pipeline_of_tasks_survives_yaml_and_writes_what_generate_writes(tmp_path: Path) -> None:
    source = write_seeds(tmp_path / "result")

    def script(prompt: str, before: int) -> Reply:
        again = "Answer each question above" in prompt
        return Reply('{"answers": ["Nobody knows."]}' if again and "Cheese" in prompt else good_answer(prompt))

    with llm_server(script) as server:
        pipeline(str(source), server.url).save(tmp_path / "pipeline.yaml", format="yaml")
        text = (tmp_path / "pipeline.yaml").read_text(encoding="utf-8")
        assert "cmining_distilabel.tasks" in text
        assert "cmining_distilabel.tasks." not in text  # no path that a move of a class would break
        assert "api_key" not in text.replace("name: api_key", "")
        rows = list(run(load_pipeline(tmp_path / "pipeline.yaml"), parameters={}, quiet=True)["default"]["train"])
    # Of both tasks: the nine seeds in their language, six of them in English, too; and once each.
    assert sorted(row["task"] for row in rows) == ["grounded_qa"] * 15 + ["true_false"] * 9
    assert {row["language"] for row in rows} == {"en", "fr", "ja"}
    kept = [row for row in rows if row["keep"]]
    assert all(row["messages"] and row["judge_grounded"] == 5 and row["reason"] is None for row in kept)
    assert all(row["answered_again"] for row in kept)
    other = [row["title"] for row in rows if row["reason"] == "answers_differ" and row["language"] == "en"]
    assert set(other) == {"Cheese rolling"}
    # The server quotes the seed in its own language, whatever it is asked for.
    wrong = {row["seed_language"] for row in rows if row["reason"] == "wrong_language"}
    assert wrong == {"fr", "ja"}
    assert sum(row["task"] == "grounded_qa" for row in kept) == 8, "but for the cheese"


def test_rows_are_revised_and_tasks_of_files_are_steps(tmp_path: Path) -> None:
    source = write_seeds(tmp_path / "result")
    better = '{"question": "What is Morris dance, and when is it kept?", "answer": "A folk dance with bells, in May."}'

    def script(prompt: str, before: int) -> Reply:
        if "Check the conversation" in prompt:
            cultures = {"text_culture": "England", "chat_culture": "England", "reason": "The month is missing."}
            wanting = "Morris" in prompt and "in May" not in prompt.split("=== DATA")[4]
            return Reply(json.dumps({**cultures, **dict.fromkeys(MARKS, 3 if wanting else 5)}))
        return Reply(better if "The month is missing." in prompt else good_answer(prompt))

    with llm_server(script) as server, Pipeline(name="revised") as made:
        llm = {"model": "m", "base_url": server.url}
        writers = [
            GroundedQA(name="qa", llm=ServerLLM(**llm), system_prompt="Be warm."),
            FileTask(name="own", llm=ServerLLM(**llm), file="misconception"),
            FileTask(name="mixed", llm=ServerLLM(**llm), file="mix_up"),
        ]
        judge, again = (Judge(name=name, llm=ServerLLM(**llm)) for name in ("judge", "again"))
        revise = Revise(name="revise", llm=ServerLLM(**llm))
        LoadSeedsStep(name="seeds", source=str(source), languages="en") >> writers >> judge >> revise >> again
        rows = list(run(made, parameters={}, quiet=True)["default"]["train"])
        assert {body["messages"][0]["content"] for body in server.bodies if len(body["messages"]) > 1} == {"Be warm."}
    assert sorted(row["task"] for row in rows) == ["grounded_qa"] * 3 + ["misconception"] * 3 + ["mix_up"] * 3
    assert {row["reason"] for row in rows if row["task"] == "mix_up"} == {"unsuited"}, "flagged, and asked for nothing"
    revised = [row for row in rows if row["revised"]]
    assert {(row["seed_id"], row["task"]) for row in revised} == {("en-1", "grounded_qa"), ("en-1", "misconception")}
    assert {row["messages"][1]["content"] for row in revised} == {"A folk dance with bells, in May."}
    assert all(row["judge_grounded"] == 5 for row in rows if row["messages"])


def test_answers_that_cannot_be_read_stay_in_the_rows(tmp_path: Path) -> None:
    source = write_seeds(tmp_path / "result")
    with llm_server(lambda prompt, before: Reply("It is a dance.")) as server:
        with Pipeline(name="test") as made:
            llm = ServerLLM(model="m", base_url=server.url)
            judge = Judge(name="judge", llm=ServerLLM(model="m", base_url=server.url))
            (
                LoadSeedsStep(name="seeds", source=str(source), limit=3)
                >> GroundedQA(name="qa", llm=llm)
                >> judge
                >> GateStep()
            )
        rows = list(run(made, parameters={}, quiet=True)["default"]["train"])
        assert len(server.sent) == 3  # there was nothing to judge
    assert [(row["keep"], row["gate"], row["reason"]) for row in rows] == [(False, "schema", "not_json")] * 3
    assert {row["language"] for row in rows} == {"en", "fr", "ja"}  # three seeds, spread


def test_a_missing_source_or_model_is_said(tmp_path: Path) -> None:
    with Pipeline(name="test") as made:
        LoadSeedsStep(name="seeds") >> GroundedQA(name="qa", llm=ServerLLM())
    with pytest.raises(UserError, match="source"):
        run(made, parameters={}, quiet=True)
    with pytest.raises(UserError, match="no model is named"):
        run(made, parameters={"seeds": {"source": str(write_seeds(tmp_path))}}, quiet=True)


TWO_SHORT = (
    "The dancers of the village wear bells on their legs, and wave sticks.",
    "It is held in May, when all of the houses are decked with green boughs.",
)


def test_a_step_reads_its_own_examples_and_says_where_there_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "examples.yaml"
    file.write_text("dialog: {en: [{turns: []}]}\n")
    preparing(Dialogue, str(file))
    assert "examples.yaml: it has no examples for dialogue, but for: dialog" in capsys.readouterr().err
    file.write_text("mix_up: {en: [{question: What?}]}\ndialogue: {en: [{turns: []}]}\n")
    with pytest.raises(UserError, match=r"examples\.yaml: dialogue\.en\.turns"):
        preparing(Dialogue, str(file))


def test_short_seeds_have_others_beside_them_and_examples_are_shown(tmp_path: Path) -> None:
    short = [{**row, "text": text} for row, text in zip(seed_rows()[:2], TWO_SHORT, strict=True)]
    source = write_seeds(tmp_path / "result", [{**row, "point_id": "p1", "facet": "dance"} for row in short])
    file = tmp_path / "examples.yaml"
    turns = "[{user: What is a carol?, assistant: It is sung from door to door.}, {user: By whom?, assistant: By all.}]"
    file.write_text(f"dialogue: {{en: [{{turns: {turns}}}]}}\n", encoding="utf-8")
    with llm_server(lambda prompt, before: Reply(good_answer(prompt))) as server, Pipeline(name="joined") as made:
        write = Dialogue(name="write", llm=ServerLLM(model="m", base_url=server.url), examples=str(file))
        LoadSeedsStep(name="seeds", source=str(source)) >> write >> GateStep(name="gates")
        rows = list(run(made, parameters={}, quiet=True)["default"]["train"])
        assert all("sung from door to door" in prompt for prompt in server.sent)
        assert all("wear bells" in prompt and "green boughs" in prompt for prompt in server.sent)
    assert {tuple(row["more_seed_ids"]) for row in rows} == {(short[0]["id"],), (short[1]["id"],)}
    assert "examples" not in rows[0]
