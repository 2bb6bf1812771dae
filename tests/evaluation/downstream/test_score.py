"""Answers are read and scored as a person would do it by hand."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream import evaluate_model, load_items
from cmining_distilabel.evaluation.downstream.items import Item
from cmining_distilabel.evaluation.downstream.parse import holds, parse, parse_letter, parse_truth
from cmining_distilabel.evaluation.downstream.run import load_run
from cmining_distilabel.evaluation.downstream.score import grade, questions_of
from cmining_distilabel.evaluation.downstream.show import print_run
from cmining_distilabel.generation.reply import Reply
from tests.evaluation.downstream.made import write_culturalbench, write_jsonl

IN_42_LANGUAGES = """
መልስ፡ B|الإجابة: B|الجواب هو B|উত্তর: B|উত্তর হল B|Odpověď: B|Die Antwort ist B|Antwort: B|
Απάντηση: B|Η σωστή απάντηση είναι B|Respuesta: B|La respuesta correcta es (B)|پاسخ: B|
Sagot: B|Ang sagot ay B|Réponse : B|La réponse est B|Réponse\u202f: **B**|Amsa: B|תשובה: B|
उत्तर: B|सही उत्तर B है|Jawaban: B|Jawabannya adalah B|Azịza: B|Risposta: B|La risposta è B|
答え：B|答えは B です。|正解はBです|정답: B|정답은 B입니다|답은 B 입니다|Жооп: B|Atsakymas: B|Valiny: B|Jawapan: B|
जवाफ: B|Antwoord: B|Het juiste antwoord is B|Yankho: B|Odpowiedź: B|Poprawna odpowiedź to B|
Resposta: B|A resposta é B|Răspuns: B|Răspunsul corect este B|Ответ: B|Правильный ответ — B|
පිළිතුර: B|Mhinduro: B|Jawaab: B|Одговор: B|Svar: B|Rätt svar är B|Jibu: B|Jibu ni B|
సమాధానం: B|คำตอบคือ B|Cevap: B|Doğru cevap: B|Відповідь: B|Đáp án: B|Đáp án là B|Ìdáhùn: B|
答案：B|正确答案是B|答案是（Ｂ）
"""
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
        ("<answer>true</answer>", "True"),
        ("So it is \\boxed{\\text{False}}", "False"),
        ('{"answer": true}', "True"),
        ("Answer：Ｔｒｕｅ", "True"),
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
    if "<think" not in said:
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
        ("b", "B"),
        ("(d)", "D"),
        ("b) Salt", "B"),
        ("Ｂ", "B"),
        ("Ⓑ", "B"),
        ("\\boxed{B}", "B"),
        ("Thus $\\boxed{\\text{(B) Salt}}$.", "B"),
        ("A? No: <answer> b </answer>", "B"),
        ('I thought of {"answer": "A"}. {"answer": "B"}', "B"),
        ("Answer: Option B", "B"),
        ("**Final answer:** **B**", "B"),
        ("Answer: A. No, wait. Answer: B", "B"),
        ("Answer: A or B", None),
        ("Option A or option B, who knows", None),
        ("答えはAではない", None),
        ("答案不是A", None),
        ("A guest brings salt", None),
        ("A or B", None),
        ("E", None),
        ("The answer is a matter of taste", None),
        ("", None),
    ],
)
def test_a_letter_is_read_only_where_it_is_clear(said: str, meant: str | None) -> None:
    assert parse_letter(said, OPTIONS) == meant


@pytest.mark.parametrize("said", [said.strip() for said in IN_42_LANGUAGES.split("|")])
def test_a_letter_is_read_in_the_languages_of_global_mmlu(said: str) -> None:
    assert parse_letter(said, OPTIONS) == "B"
    assert parse_letter(f"A wird oft genannt.\n{said}", OPTIONS) == "B"


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


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("<think>A, or"), "cut_reasoning"),
        (Reply(None, "length"), "cut_reasoning"),
        (Reply("<think>A</think>"), "empty"),
        (Reply(None, "content_filter"), "filtered"),
        (Reply("Let us see: in this village", "length"), "cut"),
        (Reply("Let us see."), "unparsable"),
        (Reply("A", "length"), None),
    ],
)
def test_what_could_not_be_read_has_a_reason(tmp_path: Path, reply: Reply, reason: str | None) -> None:
    item = load_items("culturalbench", write_culturalbench(tmp_path)[:1]).items[0]
    (graded,) = grade([item], {item.id: [reply]})
    assert (graded.reason, graded.right) == (reason, reason is None)


def test_a_run_shows_letter_shares_the_baseline_and_the_rows(tmp_path: Path) -> None:
    loaded = load_items("culturalbench", write_culturalbench(tmp_path))
    answers = [{"id": item.id, "answer": "A" if item.part == "easy" else "False"} for item in loaded.items]
    answers[1]["answer"] = "hm"
    file = write_jsonl(tmp_path / "a.jsonl", answers)
    evaluate_model("culturalbench", loaded.items, tmp_path / "run", answers=file)
    easy, hard = load_run(tmp_path / "run").habits
    assert (easy.items, easy.right, easy.said, easy.constant_right) == (4, 1, {"A": 3}, 1)
    assert (hard.items, hard.right, hard.said) == (16, 12, {"False": 16})
    assert (hard.constant, hard.constant_right) == ("False", 12)
    console = Console(width=120, file=StringIO())
    print_run(load_run(tmp_path / "run"), console)
    shown = " ".join(console.file.getvalue().split())
    for text in ("A 100%", "False: 75.0", "False 100%", "25.0"):
        assert text in shown


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
