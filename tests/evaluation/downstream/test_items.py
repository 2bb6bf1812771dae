"""Benchmark files of the true columns become items; broken ones are refused in a line."""

import json
from pathlib import Path

import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.benchmarks import load_items
from cmining_distilabel.evaluation.downstream.items import Item, fingerprint
from cmining_distilabel.evaluation.downstream.score import grade, habits_of, questions_of
from cmining_distilabel.generation.reply import Reply
from tests.evaluation.downstream.made import (
    EASY,
    HARD,
    blend_choices,
    blend_short,
    easy_rows,
    hard_rows,
    mmlu_rows,
    write_csv,
    write_culturalbench,
    write_jsonl,
)


def test_culturalbench_has_a_question_of_one_item_and_one_of_four(tmp_path: Path) -> None:
    items = load_items("culturalbench", write_culturalbench(tmp_path)).items
    assert [item.part for item in items] == ["easy"] * 4 + ["hard"] * 16
    assert {len([item for item in items if item.part == "hard" and item.question == number]) for number in "1234"} == {
        4
    }
    assert items[1].gold == ("B",)
    assert dict(items[1].options)["B"] == "flute"
    assert items[1].countries == ("Greece",)
    assert [item.gold[0] for item in items if item.id.startswith("hard/2/")] == ["False", "True", "False", "False"]
    assert "flute" in items[9].prompt
    assert Item.from_row(items[1].row()) == items[1]


def test_jsonl_with_booleans_gives_the_same_items_as_csv(tmp_path: Path) -> None:
    files = write_culturalbench(tmp_path)
    rows = write_jsonl(tmp_path / "hard.jsonl", [dict(zip(HARD, row, strict=True)) for row in hard_rows()])
    of_csv = load_items("culturalbench", files[1:]).items
    assert load_items("culturalbench", [str(rows)]).items == of_csv
    assert fingerprint(list(reversed(of_csv))) == fingerprint(of_csv)


def test_copies_with_other_columns_give_the_same_items(tmp_path: Path) -> None:
    expected = load_items("culturalbench", write_culturalbench(tmp_path)).items
    easy = [
        {"id": number, "question": text, "country": country, "options": options, "letter": letter}
        for number, text, *options, letter, country in easy_rows()
    ]
    base = [{name: row[name] for name in ("id", "question", "country")} for row in easy]
    lists = [{**one, "choices": row["options"]} for one, row in zip(base, easy, strict=True)]
    copies = [
        [{**one, "answer": row["letter"]} for one, row in zip(lists, easy, strict=True)],
        [{**one, "answer": "ABCD".index(row["letter"])} for one, row in zip(lists, easy, strict=True)],
        [{**one, "label": "ABCD".index(row["letter"]) + 1} for one, row in zip(lists, easy, strict=True)],
        [{**one, "Answer": row["options"]["ABCD".index(row["letter"])]} for one, row in zip(lists, easy, strict=True)],
        [
            {**one, "options": json.dumps(row["options"]), "answer": f"({row['letter'].lower()})"}
            for one, row in zip(base, easy, strict=True)
        ],
        [
            {**one, **dict(zip("ABCD", row["options"], strict=True)), "answer": row["letter"]}
            for one, row in zip(base, easy, strict=True)
        ],
        [
            {**one, "choices": {"label": list("ABCD"), "text": row["options"]}, "answerKey": row["letter"]}
            for one, row in zip(base, easy, strict=True)
        ],
    ]
    for number, copy in enumerate(copies):
        file = str(write_jsonl(tmp_path / f"copy{number}.jsonl", copy))
        assert load_items("culturalbench", [file]).items == expected[:4], number
    hard = [
        {"id": number, "question": text, "option": option, "label": int(true), "Country": country}
        for number, text, option, true, country in hard_rows()
    ]
    assert load_items("culturalbench", [str(write_jsonl(tmp_path / "hard.jsonl", hard))]).items == expected[4:]
    without_ids = [{name: value for name, value in row.items() if name != "id"} for row in copies[0]]
    items = load_items("culturalbench", [str(write_jsonl(tmp_path / "no_ids.jsonl", without_ids))]).items
    assert [item.question for item in items] == [row["question"] for row in without_ids]


def test_places_that_may_count_from_0_or_1_are_refused(tmp_path: Path) -> None:
    row = {"question": "Who?", "choices": list("wxyz"), "answer": 2, "country": "Peru"}
    with pytest.raises(UserError, match=r"the answer 2 may count from 0 or from 1; write the letter"):
        load_items("culturalbench", [str(write_jsonl(tmp_path / "a.jsonl", [row]))])


@pytest.mark.parametrize(("name", "column"), [("Hard", "prompt_option"), ("Easy", "prompt_option_a")])
def test_a_file_without_options_is_told_what_it_lacks(tmp_path: Path, name: str, column: str) -> None:
    row = {"question": "Who?", "answer": "A", "country": "Peru"}
    file = write_jsonl(tmp_path / f"CulturalBench-{name}.jsonl", [row])
    with pytest.raises(UserError, match=rf"no column '{column}', which CulturalBench-{name} has"):
        load_items("culturalbench", [str(file)])


def test_an_option_that_reads_none_is_an_option(tmp_path: Path) -> None:
    rows = hard_rows()
    rows[0][2] = "None"
    file = write_csv(tmp_path / "hard.csv", HARD, rows)
    assert len(load_items("culturalbench", [str(file)]).items) == 16


def test_a_missing_option_is_refused_or_its_question_left_out(tmp_path: Path) -> None:
    easy, hard = easy_rows(), hard_rows()
    easy[2][3] = ""
    hard[5][2] = ""
    files = [str(write_csv(tmp_path / "e.csv", EASY, easy)), str(write_csv(tmp_path / "h.csv", HARD, hard))]
    with pytest.raises(UserError, match=r"e\.csv, line 4: question 3 has no prompt_option_b; .*skip_incomplete=True"):
        load_items("culturalbench", files[:1])
    with pytest.raises(UserError, match=r"h\.csv, line 7: question 2 has a row without prompt_option"):
        load_items("culturalbench", files[1:])
    loaded = load_items("culturalbench", files, skip_incomplete=True)
    assert [item.question for item in loaded.items if item.part == "easy"] == ["1", "2", "4"]
    assert {item.question for item in loaded.items if item.part == "hard"} == {"1", "3", "4"}
    assert sum("1 questions lack an option" in note for note in loaded.notes) == 2


def test_missing_columns_are_named(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "easy.csv", EASY[:-1], [row[:-1] for row in easy_rows()])
    with pytest.raises(UserError, match="no column 'country', which CulturalBench-Easy has; its columns are: question"):
        load_items("culturalbench", [str(file)])


def test_rows_that_stand_there_twice_count_once_unless_they_contradict(tmp_path: Path) -> None:
    rows = hard_rows()
    loaded = load_items("culturalbench", [str(write_csv(tmp_path / "twice.csv", HARD, [*rows, rows[3], rows[3]]))])
    assert len(loaded.items) == 16
    assert "2 rows stand there twice" in loaded.notes[0]
    other = [*rows[0][:3], not rows[0][3], rows[0][4]]
    with pytest.raises(UserError, match="question 1 says both True and False of 'rice'"):
        load_items("culturalbench", [str(write_csv(tmp_path / "both.csv", HARD, [*rows, other]))])
    changed = [*easy_rows()[0][:2], "x", *easy_rows()[0][3:]]
    with pytest.raises(UserError, match="another question has the question_idx 1"):
        load_items("culturalbench", [str(write_csv(tmp_path / "idx.csv", EASY, [*easy_rows(), changed]))])


def test_an_answer_that_is_none_of_the_options_is_refused(tmp_path: Path) -> None:
    rows = easy_rows()
    rows[1][6] = "AB"
    with pytest.raises(UserError, match="the answer of question 2 is 'AB'; it must be A, B, C or D"):
        load_items("culturalbench", [str(write_csv(tmp_path / "easy.csv", EASY, rows))])


def test_an_unknown_country_is_refused_with_the_nearest_one_and_noted_in_a_file(tmp_path: Path) -> None:
    files = write_culturalbench(tmp_path)
    with pytest.raises(UserError, match="no country 'Grece'; did you mean 'Greece'"):
        load_items("culturalbench", files, countries=["Grece"])
    with pytest.raises(UserError, match="no country 'Atlantis'; it has Greece, Japan, Peru"):
        load_items("culturalbench", files, countries=["Atlantis"])
    assert {item.countries for item in load_items("culturalbench", files, countries=["peru"]).items} == {("Peru",)}
    rows = easy_rows()
    rows[0][7], rows[1][7] = "Jappan", "West Java"
    notes = load_items("culturalbench", [str(write_csv(tmp_path / "odd.csv", EASY, rows))]).notes
    assert any("unknown country 'Jappan'; is it Japan?" in note for note in notes)
    rows[0][7], rows[1][7], rows[2][7] = "Turkey", "Hong Kong", "Czech Republic"
    assert not load_items("culturalbench", [str(write_csv(tmp_path / "usual.csv", EASY, rows))]).notes
    assert any("West Java" in note and "counted as they are" in note for note in notes)


def test_a_limit_draws_whole_questions_by_seed(tmp_path: Path) -> None:
    files = write_culturalbench(tmp_path)
    one = load_items("culturalbench", files, limit=2, seed=3).items
    assert one == load_items("culturalbench", files, limit=2, seed=3).items
    assert [len([item for item in one if item.part == part]) for part in ("easy", "hard")] == [2, 8]


def test_blend_choices_and_short_answers(tmp_path: Path) -> None:
    choices = write_jsonl(tmp_path / "mc.json", blend_choices())
    short = write_jsonl(tmp_path / "West_Java_data.json", blend_short(idk=5))
    loaded = load_items("blend", [str(choices), str(short)])
    parts = [item.part for item in loaded.items]
    assert (parts.count("multiple-choice"), parts.count("short-answer"), len(parts)) == (4, 3, 7)
    assert any("1 questions have no answer that the annotators agree on" in note for note in loaded.notes)
    spoken = next(item for item in loaded.items if item.part == "short-answer")
    assert spoken.countries == ("West Java",)
    assert spoken.gold == ("rice cake", "Rice")
    local = load_items("blend", [str(short)], parts=["short-answer-local"]).items
    assert local[0].gold == ("etulf",)
    with pytest.raises(UserError, match="add one, or call the file COUNTRY_data"):
        load_items("blend", [str(write_jsonl(tmp_path / "short.jsonl", blend_short()))])
    rows = blend_choices()
    rows[2]["choices"] = '{"A": "x", "B": ""}'
    broken = str(write_jsonl(tmp_path / "broken.jsonl", rows))
    with pytest.raises(UserError, match="question m3 lacks its prompt, an option"):
        load_items("blend", [broken])
    assert len(load_items("blend", [broken], skip_incomplete=True).items) == 3


def test_global_mmlu_keeps_its_halves_apart(tmp_path: Path) -> None:
    file = str(write_jsonl(tmp_path / "en.jsonl", mmlu_rows()))
    items = load_items("global-mmlu", [file]).items
    assert [item.part for item in items] == ["culturally-sensitive", "culturally-agnostic", "culturally-sensitive"]
    assert items[0].countries == ("Japan", "Chile")
    assert [item.topic for item in items] == ["Humanities", "STEM", "STEM"]
    assert [item.part for item in load_items("global-mmlu", [file], parts=["not-annotated"]).items] == ["not-annotated"]
    with pytest.raises(UserError, match="global-mmlu has no part 'hard'; its parts are: culturally-sensitive"):
        load_items("global-mmlu", [file], parts=["hard"])


def test_a_name_that_is_no_file_and_no_data_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file; if a repository of the Hub"):
        load_items("culturalbench", [str(tmp_path / "no.csv")])
    empty = write_csv(tmp_path / "empty.csv", EASY, [])
    with pytest.raises(UserError, match="holds no question"):
        load_items("culturalbench", [str(empty)])


def test_options_in_every_turn_find_a_model_that_likes_a_letter(tmp_path: Path) -> None:
    files = write_culturalbench(tmp_path)
    plain = load_items("culturalbench", files, parts=["easy"]).items
    turned = load_items("culturalbench", files, parts=["easy"], rotate=True).items
    assert len(turned) == 4 * len(plain)
    assert len({item.id for item in turned}) == len(turned)
    for item in turned:
        before = next(one for one in plain if one.question == item.question)
        assert dict(item.options)[item.gold[0]] == dict(before.options)[before.gold[0]]
        assert all(f"{letter}. {text}" in item.prompt for letter, text in item.options)
    graded = grade(turned, {item.id: [Reply("A")] for item in turned})
    assert not any(question.right for question in questions_of(graded))
    assert [(habit.items, habit.right) for habit in habits_of(graded)] == [(16, 4)]
    knowing = grade(turned, {item.id: [Reply(item.gold[0])] for item in turned})
    assert all(question.right for question in questions_of(knowing))


def test_options_in_a_prompt_of_its_own_are_not_turned(tmp_path: Path) -> None:
    files = write_culturalbench(tmp_path)
    hard = load_items("culturalbench", files, parts=["hard"], rotate=True)
    assert hard.items == load_items("culturalbench", files, parts=["hard"]).items
    assert not hard.notes
