"""What a user tells the writer: examples in its language, a system prompt, the number of turns, folders of tasks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GenerateConfig, Limits
from cmining_distilabel.generation.jobs import Job, make_jobs
from cmining_distilabel.generation.llms import make_llm
from cmining_distilabel.generation.reply import Reply as Said
from cmining_distilabel.generation.run import generate
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.generation.tasks.answers import answer_schema
from tests.llm_server import Reply, llm_server
from tests.seeds import good_answer, write_seeds

pytest.importorskip("openai")
EXAMPLES = """
grounded_qa:
  fr:
    - {question: Pourquoi allume-t-on des lampions ?, answer: Pour guider ceux qui reviennent de la mer.}
  ja:
    - {question: なぜ提灯をともすのですか。, answer: 海から帰る人々の道しるべにするためです。}
"""


@pytest.fixture
def planned(tmp_path: Path) -> Callable[..., dict[str, Job]]:
    seeds = load_seeds(write_seeds(tmp_path / "result"))

    def jobs(**config: Any) -> dict[str, Job]:
        made = make_jobs(seeds, GenerateConfig(**{"tasks": ("grounded_qa",), **config}), "m", {}).jobs
        return {job.seed["id"]: job for job in made}

    return jobs


def test_examples_are_shown_in_the_language_that_is_written_or_not_at_all(
    tmp_path: Path, planned: Callable[..., dict[str, Job]]
) -> None:
    (tmp_path / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    plain, jobs = planned(), planned(examples=str(tmp_path / "examples.yaml"))
    assert jobs["en-1"].request == plain["en-1"].request
    prompt = jobs["ja-1"].request.prompt
    mark = next(line for line in prompt.splitlines() if line.startswith("=== DATA"))
    assert '"question": "なぜ提灯をともすのですか。"' in prompt.split(mark)[-2]
    assert "lampions" not in prompt
    assert "lampions" in jobs["fr-1"].request.prompt
    copied = '{"question": "Et la galette ?", "answer": "Pour guider ceux qui reviennent de la mer."}'
    assert jobs["fr-1"].row(Said(copied), "m")["reason"] == "copies_example"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("quiz: {en: [{question: Why?}]}", "no task 'quiz'"),
        ("grounded_qa: {en: [{question: Why?}]}", "grounded_qa.en.answer: Field required"),
        ("grounded_qa: {elvish: [{question: Why?, answer: So.}]}", "'elvish' is no language"),
        ("grounded_qa: [x]", "write languages"),
        ("grounded_qa: {en: {question: Why?, answer: So.}}", "write a list"),
    ],
)
def test_a_file_of_examples_that_is_wrong_is_named(
    tmp_path: Path, planned: Callable[..., dict[str, Job]], text: str, says: str
) -> None:
    (tmp_path / "examples.yaml").write_text(text)
    with pytest.raises(UserError, match=f"examples.yaml: .*{says}"):
        planned(examples=str(tmp_path / "examples.yaml"))


def test_the_system_prompt_is_sent_and_kept_where_that_is_asked_for(tmp_path: Path) -> None:
    source, told = write_seeds(tmp_path / "result"), "You know the feasts of all countries."
    (tmp_path / "system.txt").write_text(f"{told}\n")
    with llm_server(lambda prompt, before: Reply(good_answer(prompt))) as server:
        llm = make_llm("openai", model="m", base_url=server.url)
        for given, keep in ((told, False), (str(tmp_path / "system.txt"), True)):
            config = GenerateConfig(tasks=("grounded_qa",), system_prompt=given, keep_system_prompt=keep)
            assert generate(source, tmp_path / "out", llm, config, Limits(), quiet=True)["accepted"] == 9
            rows = pq.read_table(tmp_path / "out" / "instructions.parquet").to_pylist()
            roles = ["system", "user", "assistant"][0 if keep else 1 :]
            assert all([message["role"] for message in row["messages"]] == roles for row in rows)
        assert len(server.sent) == 9, "a text and a file of it are the same"
        assert all(body["messages"][0] == {"role": "system", "content": told} for body in server.bodies)
        generate(source, tmp_path / "out", llm, GenerateConfig(tasks=("grounded_qa",)), Limits(), quiet=True)
        assert len(server.sent) == 18, "without it, it is another request"
    with pytest.raises(ValueError, match="needs a system_prompt"):
        GenerateConfig(keep_system_prompt=True)


def test_a_dialogue_has_as_many_turns_as_are_asked_for_and_seeds_that_carry_them(
    planned: Callable[..., dict[str, Job]],
) -> None:
    three, two = planned(tasks=("dialogue",)), planned(tasks=("dialogue",), turns=2)
    assert "a conversation of three turns" in three["en-1"].request.prompt
    job = two["en-1"]
    assert "a conversation of two turns" in job.request.prompt
    assert job.request.prompt.count('"user": ""') == 2
    assert answer_schema(job.task.schema_)["properties"]["turns"]["maxItems"] == 2
    turns = [{"user": f"Why {number}?", "assistant": "Because of it."} for number in range(2)]
    assert len(job.row(Said(json.dumps({"turns": turns})), "m")["messages"]) == 4
    assert not job.seed.get("more")
    assert planned(tasks=("dialogue",), turns=8)["en-1"].seed["more"], "one text is too short for eight"


def test_a_folder_of_tasks_is_all_of_them(tmp_path: Path, planned: Callable[..., dict[str, Job]]) -> None:
    folder = tmp_path / "tasks"
    folder.mkdir()
    with pytest.raises(UserError, match="holds no YAML file"):
        planned(tasks=(), task_files=(str(folder),))
    for name in ("praise", "riddle"):
        parts = 'answer: {question: 1, answer: 1}\nturns: [["{question}", "{answer}"]]\n'
        (folder / f"{name}.yaml").write_text(f"name: {name}\njob: Write a {name}.\n{parts}")
    assert {job.task.task for job in planned(tasks=(), task_files=(str(folder),)).values()} <= {"praise", "riddle"}
