"""A task of one's own from a YAML file: prompt, schema, conversation, gates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GateConfig, GenerateConfig
from cmining_distilabel.generation.gates import make_gates, pass_gates
from cmining_distilabel.generation.jobs import make_jobs
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.generation.tasks.own import KINDS, load_task
from tests.seeds import seed_rows, write_seeds

TASK = """
name: stereotype
job: Write what a tourist believes of this {{ 7 * 7 }}, three facts against it, and a kind answer.
answer: {question: 1, facts: 3, answer: 1}
turns:
  - ["{question}", "{answer}\\n\\n{facts}"]
facets: [festival]
"""
ANSWER = {
    "question": "Is Morris dance only for old men?",
    "facts": ["Women dance it.", "Children dance it.", "It is kept in May."],
    "answer": "No, whole villages keep the custom.",
}


@pytest.fixture
def task_file(tmp_path: Path) -> Path:
    (tmp_path / "own.yaml").write_text(TASK.replace("\\\\n", "\\n"))
    return tmp_path / "own.yaml"


def test_a_task_of_ones_own_is_planned_asked_and_gated(tmp_path: Path, task_file: Path) -> None:
    seeds = load_seeds(write_seeds(tmp_path / "result"))
    plan = make_jobs(seeds, GenerateConfig(task_files=(str(task_file),)), "m", {})
    assert {job.task.task for job in plan.jobs} == {"stereotype"}
    assert plan.unsuited == {"stereotype": {"other_facet": 3}}
    job = next(job for job in plan.jobs if job.seed["id"] == "en-1")
    assert '{"question": "", "facts": ["", "", ""], "answer": ""}' in job.request.prompt
    assert "{{ 7 * 7 }}" in job.request.prompt, "it is a text, and no template"
    row = job.row(Reply(json.dumps(ANSWER)), "m")
    assert row["messages"][1]["content"].splitlines()[-1] == "It is kept in May."
    assert row["prompt_version"].startswith("stereotype-")
    echoing = job.row(Reply(json.dumps({**ANSWER, "answer": "A visitor must know the text above."})), "m")
    short = job.row(Reply(json.dumps({**ANSWER, "facts": ["One."]})), "m")
    verdicts = pass_gates(make_gates(GateConfig()), [row, echoing, short])
    assert verdicts == [None, ("phrases", "speaks_of_text"), ("schema", "schema")]


def test_it_stands_beside_the_tasks_that_are_named(tmp_path: Path, task_file: Path) -> None:
    seeds = load_seeds(write_seeds(tmp_path / "result", seed_rows()))
    config = GenerateConfig(tasks=("grounded_qa",), task_files=(str(task_file),), quotas=["task:stereotype=2"])
    names = [job.task.task for job in make_jobs(seeds, config, "m", {}).jobs]
    assert (names.count("grounded_qa"), names.count("stereotype")) == (9, 2)
    with pytest.raises(UserError, match="there is a task 'stereotype' already"):
        make_jobs(seeds, GenerateConfig(task_files=(str(task_file), str(task_file))), "m", {})


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: stereotype", "name: My Task", "name: small letters"),
        ("job:", "jobs:", "job: Field required"),
        ("facts: 3", "facts: 0", "answer.facts"),
        ("{question}", "{quest}", "there is no part 'quest'"),
        ("turns:", "more: 1\nturns:", "more: Extra"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(task_file: Path, old: str, new: str, says: str) -> None:
    task_file.write_text(task_file.read_text().replace(old, new))
    with pytest.raises(UserError, match=f"own.yaml: .*{says}"):
        load_task(task_file)


KIND_ANSWERS = {
    "misconception": {
        "question": "Morris dancing is silent, is it not?",
        "answer": "Not at all: the dancers wear bell pads on their shins, so that every step rings.",
    },
    "two_views": {
        "question": "How does Morris dance look to the villagers, and to a guest?",
        "insider": "We dance it in May, as our parents did.",
        "guest": "I saw handkerchiefs flying, and heard bells at every step.",
    },
    "reasoning": {
        "situation": "It is May, and Tom hears bells from the green of an English village.",
        "question": "What should he expect to see of Morris dance?",
        "steps": ["Dancers wear bell pads.", "Villages keep the custom in May.", "They wave handkerchiefs."],
        "conclusion": "A team of dancers with handkerchiefs or sticks.",
    },
}


@pytest.mark.parametrize("name", KINDS)
def test_the_kinds_of_the_package_are_asked_for_by_name(tmp_path: Path, name: str) -> None:
    seeds = load_seeds(write_seeds(tmp_path / "result"))
    jobs = make_jobs(seeds, GenerateConfig(tasks=(name,)), "m", {}).jobs
    job = next(job for job in jobs if job.seed["id"] == "en-1")
    row = job.row(Reply(json.dumps(KIND_ANSWERS[name])), "m")
    assert row["task"] == name
    assert pass_gates(make_gates(GateConfig()), [row]) == [None]
