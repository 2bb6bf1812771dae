"""Answers are read, judged and scored as a person would do it by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream import evaluate_model, load_items
from cmining_distilabel.evaluation.downstream.items import Item
from cmining_distilabel.evaluation.downstream.parse import holds, parse, parse_letter, parse_truth
from cmining_distilabel.evaluation.downstream.score import grade, questions_of
from cmining_distilabel.generation.reply import Reply
from tests.evaluation.downstream.made import write_culturalbench, write_jsonl

OPTIONS = (("A", "Rice cakes"), ("B", "Salt"), ("C", "Bread and wine"), ("D", "None"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("True", "True"),
        ("false.", "False"),
        ("**True**", "True"),
        ("False. It is not true that they do.", "False"),
        ("Let me see. The answer is: False", "False"),
        ("I think this is true", "True"),
        ("<think>False? False.</think>True", "True"),
        ("<think>True, because", None),
        ("True or False?", None),
        ("It is true that ..., but that is false", None),
        ("That is not true", None),
        ("Yes", None),
        ("Untrue", None),
    ],
)
def test_truth_is_read_only_where_it_is_clear(said: str, meant: str | None) -> None:
    item = Item("i", "hard", "q", "?", "truth", ("True",))
    assert parse(item, said) == meant
    if "<" not in said:
        assert parse_truth(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("B", "B"),
        ("B.", "B"),
        ("(B) Salt", "B"),
        ("**C**", "C"),
        ("A) Rice cakes", "A"),
        ('{"answer_choice": "D"}', "D"),
        ('```json\n{"answer_choice":"b. Salt"}\n```', "B"),
        ("The answer is C, as B is not eaten there.", "C"),
        ("The correct option is (B).", "B"),
        ("Answer: D", "D"),
        ("I believe the answer is A because of the salt", "A"),
        ("bread and wine!", "C"),
        ("A guest brings salt", None),
        ("A or B", None),
        ("E", None),
        ("The answer is a matter of taste", None),
        ("", None),
    ],
)
def test_a_letter_is_read_only_where_it_is_clear(said: str, meant: str | None) -> None:
    assert parse_letter(said, OPTIONS) == meant


@pytest.mark.parametrize(
    ("said", "text", "found"),
    [
        ("They eat Rice Cakes, mostly.", "rice cakes", True),
        ("rice cakewalk", "rice cake", False),
        ("盆踊りです。", "盆踊り", True),
        ("Ｒｉｃｅ", "rice", True),
        ("anything", "!!", False),
    ],
)
def test_a_short_answer_must_hold_an_annotators_words(said: str, text: str, found: bool) -> None:
    assert holds(said, text) is found


def test_hard_counts_as_a_hand_does(tmp_path: Path) -> None:
    items = load_items("culturalbench", write_culturalbench(tmp_path)[1:]).items
    right = {item.id: [Reply(item.gold[0])] for item in items}
    partial = dict(right)
    del partial["hard/1/2"]  # a row without an answer: the question is wrong
    partial["hard/2/1"] = [Reply("maybe")]  # one that cannot be read
    partial["hard/3/4"] = [Reply("True")]  # one that is wrong
    partial["hard/4/1"] = [Reply("False"), Reply("False.")]  # one that stands there twice, and says the same
    graded = grade(items, partial)
    assert [question.right for question in questions_of(grade(items, right))] == [True] * 4
    assert {question.id: question.right for question in questions_of(graded)} == {
        "1": False, "2": False, "3": False, "4": True,
    }  # fmt: skip
    assert {one.item.id: one.reason for one in graded if one.reason} == {
        "hard/1/2": "missing", "hard/2/1": "unparsable",
    }  # fmt: skip
    both = {**right, "hard/4/1": [Reply("False"), Reply("True")]}
    assert [one.reason for one in grade(items, both) if not one.right] == ["contradictory"]


def test_a_model_that_says_neither_true_nor_false_scores_nothing(tmp_path: Path) -> None:
    loaded = load_items("culturalbench", write_culturalbench(tmp_path))
    answers = write_jsonl(tmp_path / "answers.jsonl", [{"id": item.id, "answer": "Perhaps."} for item in loaded.items])
    run = evaluate_model("culturalbench", loaded.items, tmp_path / "run", answers=answers)
    assert {reason: count for reason, count in run.unread.items() if count} == {"unparsable": 20}
    assert [score.right for score in run.scores if score.by == "all"] == [0, 0]
    listed = (tmp_path / "run" / "unparsable.jsonl").read_text().splitlines()
    assert len(listed) == 20
    assert json.loads(listed[0])["answer"] == "Perhaps."


def test_stored_answers_give_tables_by_country_with_intervals(tmp_path: Path) -> None:
    loaded = load_items("culturalbench", write_culturalbench(tmp_path)[:1])
    answers = write_jsonl(
        tmp_path / "a.jsonl", [{"id": f"easy/{n}", "answer": letter} for n, letter in enumerate("ABAA", 1)]
    )
    evaluate_model("culturalbench", loaded.items, tmp_path / "run", answers=answers)
    with (tmp_path / "run" / "scores.csv").open() as file:
        rows = {(row["by"], row["name"]): row for row in csv.DictReader(file)}
    assert (rows["all", ""]["questions"], rows["all", ""]["right"]) == ("4", "2")
    assert {name: rows["country", name]["right"] for name in ("Greece", "Japan", "Peru")} == {
        "Greece": "1", "Japan": "1", "Peru": "0",
    }  # fmt: skip
    assert 0 <= float(rows["all", ""]["low"]) < 0.5 < float(rows["all", ""]["high"]) <= 1


def test_answers_of_another_benchmark_and_a_folder_that_is_taken_are_refused(tmp_path: Path) -> None:
    loaded = load_items("culturalbench", write_culturalbench(tmp_path)[:1])
    other = write_jsonl(tmp_path / "o.jsonl", [{"id": "m1", "answer": "A"}])
    with pytest.raises(UserError, match=r"answers nothing of this benchmark, whose ids are such as 'easy/1'.*'m1'"):
        evaluate_model("culturalbench", loaded.items, tmp_path / "run", answers=other)
    good = write_jsonl(tmp_path / "g.jsonl", [{"id": "easy/1", "answer": "A"}, {"id": "easy/9", "answer": "A"}])
    run = evaluate_model("culturalbench", loaded.items, tmp_path / "run", answers=good)
    assert run.unread["missing"] == 3
    assert any("1 ids are not of the questions" in note for note in run.notes)
    with pytest.raises(UserError, match=r"holds run\.json already"):
        evaluate_model("culturalbench", loaded.items, tmp_path / "run", answers=good)


def test_half_a_surrogate_pair_in_an_answer_is_marked(tmp_path: Path) -> None:
    loaded = load_items("culturalbench", write_culturalbench(tmp_path)[:1])
    answers = tmp_path / "a.jsonl"
    answers.write_text('{"id": "easy/1", "answer": "\\ud83d A"}\n')
    evaluate_model("culturalbench", loaded.items, tmp_path / "run", answers=answers)
    first = (tmp_path / "run" / "answers.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert json.loads(first)["answer"] == "\ufffd A"
