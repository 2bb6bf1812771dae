"""Answers that are given again, or not."""

from typing import Any

import pytest

from cmining_distilabel.generation.config import GateConfig
from cmining_distilabel.generation.gates import Gate, make_gates
from cmining_distilabel.generation.gates.questions import questions
from tests.generation.gates.answers import answered

WORN = {"question": "What do Morris dancers wear on their shins?", "answer": "They wear pads that are full of bells."}


@pytest.fixture(scope="module")
def gate() -> Gate:
    return make_gates(GateConfig())["again"]


@pytest.mark.parametrize(
    ("again", "reason"),
    [
        ("They wear bell pads.", None),
        ("Bells.", None),
        ("Morris dancers wear pads with many bells on their shins.", None),
        ("It is an English folk dance of May.", "answers_differ"),
        ("-", "answers_differ"),
        ("What do Morris dancers wear on their shins?", "answers_differ"),
    ],
)
def test_an_answer_is_kept_that_a_second_one_agrees_with(gate: Gate, again: str, reason: str | None) -> None:
    row = answered("grounded_qa", "en-1", None, WORN) | {"answered_again": [again]}
    assert gate.check([row]) == [reason]


def test_rows_that_nobody_asked_again_pass_and_lost_answers_do_not(gate: Gate) -> None:
    row = answered("grounded_qa", "en-1", None, WORN)
    assert gate.check([row, row | {"answered_again": []}]) == [None, "not_answered"]


@pytest.mark.parametrize(
    ("task", "answer", "asked"),
    [
        ("reverse_instruction", {"instruction": "Tell me of Morris dance."}, []),
        (
            "multiple_choice",
            {"question": "Which dance has bell pads?", "right": "Morris dance", "wrong": ["Hora", "Jig", "Sardana"]},
            [("Which dance has bell pads?", "Morris dance")],
        ),
        (
            "true_false",
            {"question": "When is it kept?", "true": "In May.", "false": ["In July.", "In fall.", "In Lent."]},
            [("When is it kept?", "In May.")],
        ),
        (
            "dialogue",
            {"turns": [{"user": "What is it?", "assistant": "A dance."}, {"user": "When?", "assistant": "In May."}]},
            [("What is it?", "A dance."), ("When?", "In May.")],
        ),
    ],
)
def test_what_a_text_can_answer_is_asked_again(task: str, answer: dict[str, Any], asked: list[Any]) -> None:
    assert questions(answered(task, "en-1", None, answer)) == asked
