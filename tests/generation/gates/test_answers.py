"""Gates that need no model: what a reader would throw out at a glance, in many languages."""

from typing import Any

import pytest

from cmining_distilabel.generation.config import GateConfig
from cmining_distilabel.generation.gates import make_gates, pass_gates
from cmining_distilabel.generation.gates.base import Gate, written
from tests.generation.gates.answers import GOOD, QA, SEEDS, answered, qa, quiz
from tests.generation.gates.bad_answers import BAD_ANSWERS
from tests.generation.gates.bad_exercises import BAD_EXERCISES

BAD = BAD_ANSWERS + BAD_EXERCISES


@pytest.fixture(scope="module")
def gates() -> dict[str, Gate]:
    return make_gates(GateConfig())


def test_good_rows_pass_all_gates(gates: dict[str, Gate]) -> None:
    verdicts = {str(row[3]): pass_gates(gates, [answered(*row)])[0] for row in GOOD}
    assert {answer: verdict for answer, verdict in verdicts.items() if verdict} == {}


@pytest.mark.parametrize(("reason", "task", "seed", "answer"), BAD, ids=[f"{row[0]}-{row[2]}" for row in BAD])
def test_bad_rows_are_found(reason: str, task: str, seed: str, answer: dict[str, Any], gates: dict[str, Gate]) -> None:
    cheap = {name: gate for name, gate in gates.items() if name not in ("grounding", "duplicates")}
    verdict = pass_gates(cheap, [answered(task, seed, None, answer)])[0]
    assert (verdict and verdict[1]) == reason


def test_what_the_seed_says_itself_is_no_fault(gates: dict[str, Gate]) -> None:
    text = "In Mexiko heißt das Fest 정월. Der Text sagt, in diesem Text stehe alles."
    row = answered(
        QA, "de-1", None, qa("Wie heißt das Fest der Schultüte in Mexiko?", "In diesem Text: 정월."), text=text
    )
    assert pass_gates({name: gates[name] for name in ("script", "phrases", "names")}, [row]) == [None]


def test_a_culture_that_is_sure_may_be_named_and_a_guess_may_not(gates: dict[str, Gate]) -> None:
    answer = qa("Что пекут на Масленицу?", "В России пекут блины и сжигают чучело зимы.")
    russia = {"code": "RU", "name": "Russia"}
    rows = [
        answered(QA, "ru-1", None, answer, cultures=[{**russia, "weight": weight}] if weight else None)
        for weight in (0.9, 0.3, None)
    ]
    assert gates["names"].check(rows) == [None, "foreign_culture", "foreign_culture"]


def test_wrong_options_do_not_speak_for_a_row() -> None:
    row = answered("multiple_choice", "en-1", None, quiz("What is worn?", "bell pads", "masks", "skates", "wings"))
    assert written(row) == "What is worn?\nbell pads"


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("Morris dance is done with bell pads.", "Guy Fawkes Night is kept with bonfires and fireworks.", None),
        ("Morris dance is done with bell pads.", "Morris dance is kept in May, unlike Guy Fawkes Night.", "one_sided"),
        (
            "Morris dance is done with bonfires, fireworks and a guy, to remember how a plot failed in Parliament.",
            "Guy Fawkes Night is kept with bonfires and fireworks.",
            "one_sided",
        ),
    ],
)
def test_each_side_of_a_comparison_is_of_its_own_thing(
    gates: dict[str, Gate], first: str, second: str, reason: str | None
) -> None:
    question = "What do Morris dance and Guy Fawkes Night have in common, and how do they differ?"
    answer = {"question": question, "alike": "Both are kept in England.", "first": first, "second": second}
    row = answered("comparison", "en-1", None, answer, other=SEEDS["en-2"])
    assert gates["facts"].check([row]) == [reason]
