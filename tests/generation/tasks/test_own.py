"""A task of one's own from a YAML file: prompt, schema, conversation, gates."""

import json
from pathlib import Path

import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GateConfig, GenerateConfig
from cmining_distilabel.generation.gates import make_gates, pass_gates
from cmining_distilabel.generation.gates.names import NameGate
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


JAPAN = {"code": "JP", "name": "Japan", "weight": 0.2}
GB_AND_OTHERS = [
    {"code": "GB", "name": "United Kingdom", "weight": 0.6},
    {"code": "cy", "name": "Welsh", "weight": 0.2},
    JAPAN,
]
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
    "mix_up": {
        "bad": "Morris dance comes from Japan, where they wear bell pads.",
        "question": "When do they dance it there?",
        "answer": "It is an English folk dance, not a Japanese one: villages in England keep it in May and at Whitsun.",
    },
    "loan_words": {
        "question": "An English friend said they dance at Whitsun. What does Whitsun mean for Morris dance?",
        "answer": "It is a time of spring, like May, when villages keep the dance. A plain word says less.",
    },
    "code_switching": {
        "question": "Remember the Morris dance at home? How do we tie the bell pads properly?",
        "answer": "On the shins, dear, those pads full of bells. And bring handkerchiefs to wave, or sticks.",
    },
    "localisation": {
        "question": "How do I tell people abroad about Morris dance?",
        "rendering": "In spring, people of a village dance together, with small bells tied to their legs.",
        "lost": "What Whitsun and May mean to the villages is lost, and must be explained.",
    },
    "sibling_preference": {
        "question": "What do Morris dancers wear?",
        "good": "Pads with bells on the shins, and their hands hold sticks or handkerchiefs.",
        "bad": "They wear light cotton robes, and dance around a tower for the dead.",
    },
    "two_statements": {
        "question": "Which of these is true of Morris dance?",
        "right": "The dancers wear bell pads on their shins.",
        "wrong": "The dancers wear bell pads on their hats.",
        "because": "So they ring while handkerchiefs or sticks are in the hands.",
    },
    "claim_check": {
        "true": "Morris dance is kept in May and at Whitsun.",
        "false": "Morris dance is kept in August and at Christmas.",
        "why_true": "Villages keep the custom in those weeks of spring, with bells and handkerchiefs.",
        "why_false": "Villages keep the custom in May and at Whitsun, so in spring.",
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
    rows = [{**seed, "cultures": [*seed["cultures"], JAPAN]} for seed in seed_rows() if seed["id"] == "en-1"]
    robes = "In Japan people dance around a tower in light cotton robes at Obon, for the dead of the family."
    rows.append(
        {**seed_rows()[0], "id": "en-jp", "title": "Bon dance", "text": robes, "cultures": [JAPAN | {"weight": 0.9}]}
    )
    seeds = load_seeds(write_seeds(tmp_path / "result", [*rows, *seed_rows()[1:]]))
    jobs = make_jobs(seeds, GenerateConfig(tasks=(name,)), "m", {}).jobs
    job = next(job for job in jobs if job.seed["id"] == "en-1")
    row = job.row(Reply(json.dumps(KIND_ANSWERS[name])), "m")
    assert row["task"] == name
    assert pass_gates(make_gates(GateConfig()), [row]) == [None]


def test_a_culture_that_is_mixed_up_with_the_seeds_own_is_in_the_prompt_and_may_be_named(tmp_path: Path) -> None:
    seeds = load_seeds(write_seeds(tmp_path / "result", [{**seed_rows()[0], "cultures": GB_AND_OTHERS}]))
    plan = make_jobs(seeds, GenerateConfig(tasks=("mix_up",)), "m", {})
    assert "Perhaps mixed up with: Japan" in plan.jobs[0].request.prompt, "Welsh is of the United Kingdom"
    row = plan.jobs[0].row(Reply(json.dumps(KIND_ANSWERS["mix_up"])), "m")
    assert NameGate().check([row, {**row, "confused": None}]) == [None, "foreign_culture"]
    sure = load_seeds(write_seeds(tmp_path / "sure"))
    with pytest.raises(UserError, match="is of a culture that is taken for no other"):
        make_jobs(sure, GenerateConfig(tasks=("mix_up",)), "m", {})


def test_options_have_letters_pairs_a_bad_side_and_half_of_the_seeds_other_turns() -> None:
    seed = {**seed_rows()[0], "other": seed_rows()[3]}
    pair = load_task(KINDS["sibling_preference"])
    row = pair.row(Reply(json.dumps(KIND_ANSWERS["sibling_preference"])), seed, "en", "m")
    assert row["messages"][0] == row["rejected"][0]
    assert "cotton robes" in row["rejected"][1]["content"]
    assert row["other_seed_id"] == "ja-1"

    def said(name: str, number: int) -> list[str]:
        raw = Reply(json.dumps(KIND_ANSWERS[name]))
        row = load_task(KINDS[name]).row(raw, {**seed, "id": str(number)}, "de", "m")
        return [message["content"] for message in row["messages"]]

    choices = [said("two_statements", number) for number in range(20)]
    assert {answer[0] for _, answer in choices} == {"A", "B"}
    assert all(answer.splitlines()[0].endswith("on their shins.") for _, answer in choices)
    claims = [said("claim_check", number) for number in range(20)]
    assert {answer.split(".")[0] for _, answer in claims} == {"Richtig", "Falsch"}
    assert all(("August" in asked) == answer.startswith("Falsch") for asked, answer in claims)
