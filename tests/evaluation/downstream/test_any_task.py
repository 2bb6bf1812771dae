"""Tasks as lm-evaluation-harness has them, made here: by likelihood and by generation, with countries or without."""

import json
from pathlib import Path
from typing import Any

import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream import TaskOptions, compare, evaluate_tasks
from cmining_distilabel.evaluation.downstream.model import ModelSpec
from cmining_distilabel.evaluation.downstream.run import Run
from tests.llm_server import Reply, llm_server
from tests.tiny_llama import write_tiny_llama

pytest.importorskip("lm_eval")
pytestmark = pytest.mark.full

_CHOICE = """
output_type: multiple_choice
doc_to_text: "{{question}}\\nAnswer:"
doc_to_choice: [A, B, C, D]
doc_to_target: answer
metric_list:
  - metric: acc
    aggregation: mean
    higher_is_better: true
"""
_GENERATE = """
output_type: generate_until
doc_to_text: "{{question}}"
doc_to_target: "{{'ABCD'[answer]}}"
generation_kwargs: {until: ["\\n"], max_gen_toks: 4}
metric_list:
  - metric: exact_match
    aggregation: mean
    higher_is_better: true
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_llama(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A group of two tasks of multiple choice about countries, and one that generates."""
    folder = tmp_path_factory.mktemp("tasks")
    for number, name in enumerate(("food", "feasts")):
        rows = [
            {
                "question": f"Number {place} about {name}?",
                "answer": (place + number) % 4,
                "Country": "['Peru', 'Chile']" if place % 3 == 0 else "Japan",
            }
            for place in range(12)
        ]
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        _task(folder, f"made_{name}", folder / f"{name}.jsonl", _CHOICE)
    _task(folder, "made_written", folder / "food.jsonl", _GENERATE)
    (folder / "made.yaml").write_text("group: made\ntask: [made_food, made_feasts]\n", encoding="utf-8")
    return str(folder)


def _task(folder: Path, name: str, data: Path, text: str) -> None:
    source = f"task: {name}\ndataset_path: json\ndataset_kwargs:\n  data_files:\n    test: {data}\ntest_split: test\n"
    (folder / f"{name}.yaml").write_text(source + text, encoding="utf-8")


def _run(model: Path, tasks: str, out: Path, *names: str, **options: Any) -> Run:
    return evaluate_tasks(names, out, ModelSpec(str(model)), TaskOptions(tasks, **options))


def test_a_group_is_a_part_with_countries_and_its_tasks_as_topics(tiny: Path, tasks: str, tmp_path: Path) -> None:
    run = _run(tiny, tasks, tmp_path / "run", "made")
    counts = {(score.by, score.name): score.questions for score in run.scores}
    assert counts == {
        ("all", ""): 24, ("country", "Chile"): 8, ("country", "Japan"): 16, ("country", "Peru"): 8,
        ("topic", "made_feasts"): 12, ("topic", "made_food"): 12,
    }  # fmt: skip
    (habit,) = run.habits
    assert sum(habit.said.values()) == habit.items == 24
    rows = [json.loads(line) for line in (tmp_path / "run" / "answers.jsonl").read_text().splitlines()]
    assert all(row["right"] == (row["answer"] == row["gold"][0]) for row in rows)
    assert all(row["prompt"].endswith("assistant: ") and "Number" in row["prompt"] for row in rows)
    assert len((tmp_path / "run" / "responses.jsonl").read_text().splitlines()) == 24 * 4


def test_a_run_that_broke_off_goes_on_and_two_models_are_compared(tiny: Path, tasks: str, tmp_path: Path) -> None:
    out = tmp_path / "run"
    few = _run(tiny, tasks, out, "made", limit=5)
    assert len(few.questions) == 5
    (out / "run.json").unlink()
    run = _run(tiny, tasks, out, "made")
    assert len((out / "responses.jsonl").read_text().splitlines()) == 24 * 4  # 5 of them were there
    assert [question for question in run.questions if question in few.questions] == list(few.questions)
    other = write_tiny_llama(tmp_path / "other", seed=1)
    _run(other, tasks, tmp_path / "other-run", "made")
    rows = compare(out, tmp_path / "other-run").rows
    assert {row.by for row in rows} == {"all", "country", "topic"}
    assert next(row for row in rows if row.by == "all").questions == 24
    _run(other, tasks, tmp_path / "few", "made", limit=5)
    with pytest.raises(UserError, match="did not answer the same questions"):
        compare(out, tmp_path / "few")


def test_a_server_answers_what_generates_and_is_refused_what_compares_likelihoods(tasks: str, tmp_path: Path) -> None:
    def answering(prompt: str, _: int) -> Reply:
        return Reply("ABCD"[int(prompt.split()[-3]) % 4] if "Number" in prompt else "")

    with llm_server(answering) as server:
        spec = ModelSpec("m", base_url=server.url)
        run = evaluate_tasks(["made_written"], tmp_path / "run", spec, TaskOptions(tasks, countries=("japan",)))
        assert [question.right for question in run.questions] == [True] * 8
        with pytest.raises(UserError, match=r"made_food compares likelihoods.*local model"):
            evaluate_tasks(["made"], tmp_path / "no", spec, TaskOptions(tasks))


@pytest.mark.parametrize(
    ("names", "options", "says"),
    [
        (["made_fodo"], {}, r"no task 'made_fodo'.*did you mean 'made_food'"),
        (["culturalbenc"], {}, r"did you mean 'culturalbench'"),
        (["made_food"], {"countries": ("Peruu",)}, r"no country 'Peruu'.*did you mean 'Peru'"),
        (["made_food"], {"metric": "f1"}, r"no metric 'f1'.*acc"),
        (["made", "made_food"], {}, r"made_food is asked for twice"),
        (["made"], {"include_path": "nowhere"}, r"nowhere is no folder"),
    ],
)
def test_a_mistake_is_one_line(
    names: list[str], options: dict[str, Any], says: str, tiny: Path, tasks: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=says) as raised:
        evaluate_tasks(names, tmp_path / "run", ModelSpec(str(tiny)), TaskOptions(**{"include_path": tasks, **options}))
    assert "\n" not in str(raised.value)


def test_on_the_command_line_a_name_that_is_no_command_is_a_task(tiny: Path, tasks: str, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from cmining_distilabel.cli.main import app

    words = ["evaluate", "made", "--include-path", tasks, "--model", str(tiny), "--out", str(tmp_path / "run")]
    done = CliRunner().invoke(app, [*words, "--limit", "3", "--country", "Japan"])
    assert done.exit_code == 0, done.output
    assert "of 3 questions right" in done.output
