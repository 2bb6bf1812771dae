"""Each gate: what it lets through, and what it rejects and why."""

from typing import Any

import numpy as np
import pytest

from cmining_distilabel.generation.config import GateConfig
from cmining_distilabel.generation.gates import REASONS, make_gates, pass_gates
from cmining_distilabel.generation.gates.duplicates import DuplicateGate
from cmining_distilabel.generation.gates.grounding import GroundingGate
from cmining_distilabel.generation.gates.judge import JudgeGate
from cmining_distilabel.generation.gates.language import LanguageGate
from cmining_distilabel.generation.gates.length import LengthGate
from cmining_distilabel.generation.gates.marks import MarkGate
from cmining_distilabel.generation.gates.pii import find_pii
from cmining_distilabel.generation.gates.schema import SchemaGate
from cmining_distilabel.generation.tasks.judge import MARKS
from cmining_distilabel.mining.encode.encoders.use import USEncoder
from tests.generation.gates.rows import ANSWERS, row

ENCODER = USEncoder()


def test_answers_that_could_not_be_read_keep_their_reason() -> None:
    rows = [row(), row(messages=None, reason="not_json"), row(messages=None)]
    assert SchemaGate().check(rows) == [None, "not_json", "no_answer"]


def test_another_language_than_asked_for_on_either_side() -> None:
    english, japanese = (
        ANSWERS["en-1"][1] * 2,
        "踊り手は脛に鈴を付け、手ぬぐいや棒を振って踊ります。村では五月に踊ります。",
    )
    rows = [
        row(answer=english),
        row(answer=japanese),
        row(question=japanese, answer=english),
        row(answer=japanese, language="ja", question=japanese),
        row(answer="Diwali"),  # too short to tell
    ]
    wrong = "wrong_language"
    assert LanguageGate().check(rows) == [None, wrong, wrong, None, None]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Write to hana.sato@example.co.jp for tickets", "pii_email"),
        ("Call +81 3-1234-5678 to book", "pii_phone"),
        ("Call (020) 7946 0018 to book", "pii_phone"),
        ("Call 555-867-5309 to book", "pii_phone"),
        ("Card 4111 1111 1111 1111", "pii_card"),
        ("Pay to DE89 3704 0044 0532 0130 00", "pii_iban"),
        ("The server 203.0.113.9 is down", "pii_ip"),
        ("key sk-abcdefghijklmnopqrstuvwx", "pii_secret"),
        ("電話は+81 90 1234 5678です", "pii_phone"),
        ("Edo lasted from 1603-1868; the hill is 3,776.24 m high, 12 345 678 people live there", None),
        ("ISBN 978-3-16-148410-0, Psalm 119.105.1, 10-12-2024", None),
        ("4111 1111 1111 1112 grains of rice", None),  # no card: the check digit is wrong
        ("Version 1.2.3.4.5 and 300.1.1.1", None),
    ],
)
def test_personal_data_is_found_by_its_form(text: str, reason: str | None) -> None:
    assert find_pii(text) == reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("They dance.<|im_end|>", "special_tokens"),
        ("They dance.</s>", "special_tokens"),
        ("<start_of_turn>They dance.", "special_tokens"),
        ("They <｜Assistant｜> dance.", "special_tokens"),
        ("[/INST] They dance.", "special_tokens"),
        ("They dance.</think>", "special_tokens"),
        ("They\x1b[31m dance.", "control_characters"),
        ("They\x00 dance.", "control_characters"),
        ("They \u202edance.", "control_characters"),
        ("They dance \ufffd.", "control_characters"),
        ("They dance:\n\t1 < 2, a <b>bold</b> |step|, [sic] می\u200cرقصند 👨\u200d👩\u200d👧", None),
    ],
)
def test_marks_that_a_tokenizer_or_a_terminal_obeys(said: str, reason: str | None) -> None:
    bad = [{"role": "assistant", "content": said}]
    assert MarkGate().check([row(answer=said), row(question=said), row(rejected=bad)]) == [reason] * 3


def test_length_and_circles() -> None:
    circling = "The dance is old and the dance is old. " * 30
    rows = [row(), row(question="Why?"), row(answer="a long word " * 3000), row(answer=circling)]
    assert LengthGate().check(rows) == [None, "too_short", "too_long", "repetitive"]


def test_the_seeds_own_repeats_are_not_the_models() -> None:
    song = "la la la la la la la la la la. " * 30
    assert LengthGate().check([row(answer=song, text=song)]) == [None]


def test_duplicates_keep_the_first() -> None:
    nearly = row(answer=ANSWERS["en-1"][1].replace("sticks.", "stick."))
    rows = [row(), row("ja-2"), row(), nearly, row("fr-1")]
    assert DuplicateGate().check(rows) == [None, None, "duplicate", "near_duplicate", None]
    assert DuplicateGate(0).check(rows) == [None, None, "duplicate", None, None]


def test_grounding_tells_own_seeds_from_others_across_languages() -> None:
    gate = GroundingGate(ENCODER.encode, 0.35, ENCODER.languages)
    own = [row(name) for name in ANSWERS]
    english = row("ja-2", "What do people do at Setsubun?", "They throw beans and shout: demons out!", language="en")
    other = [row("en-1", *ANSWERS["en-3"]), row("fr-1", "How do I sort a list?", "Call the method sort of the list.")]
    assert gate.check([*own, english]) == [None] * 5
    assert gate.check(other) == ["not_grounded"] * 2


def test_grounding_does_not_judge_what_the_encoder_does_not_know() -> None:
    gate = GroundingGate(ENCODER.encode, 0.35, ENCODER.languages)
    rows = [row(answer="Something else.", language="hi"), row(answer="Something else.", seed_language="hi")]
    assert gate.check(rows) == [None, None]
    assert np.isnan(gate.similarity(rows)).all()


def test_grounding_looks_at_what_the_model_wrote() -> None:
    # Reverse instruction: the answer is the seed, and proves nothing.
    text = row()["text"]
    gate = GroundingGate(ENCODER.encode, 0.35)
    rows = [
        row(question="What is Morris dance?", answer=text),
        row(question="Explain the tax on imports.", answer=text),
    ]
    assert gate.check(rows) == [None, "not_grounded"]


def test_judges_marks() -> None:
    good = {f"judge_{mark}": 5 for mark in MARKS} | {"judge_natural": 3}

    def about(text: str, chat: str) -> dict[str, Any]:
        return row(**good, judge_text_culture=text, judge_chat_culture=chat)

    rows = [row(**good), row(**{**good, "judge_inside": 2}), row(**{**good, "judge_grounded": None}), row()]
    assert JudgeGate().check(rows) == [None, "judge_inside", "not_judged", "not_judged"]
    same = [about("Japan", "Japanese"), about("Wales", "the United Kingdom"), about("unclear", "India")]
    assert JudgeGate().check([*same, about("Japan", "India")]) == [None, None, None, "judge_culture"]


def test_each_row_is_stopped_once_by_the_first_gate_that_rejects_it() -> None:
    gates = make_gates(GateConfig())
    rows = [row(), row(messages=None, reason="schema"), row(question="Why?"), row(), row(answer="Mail a@example.org")]
    verdicts = pass_gates(gates, rows)
    assert verdicts == [
        None,
        ("schema", "schema"),
        ("length", "too_short"),
        ("duplicates", "duplicate"),
        ("pii", "pii_email"),
    ]
    assert all(verdict[1] in REASONS for verdict in verdicts if verdict)
    assert pass_gates(gates, []) == []
