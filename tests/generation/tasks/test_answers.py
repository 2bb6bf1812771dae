"""What models answer, well and badly formed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.tasks.answers import Refused, Text, read_answer


class Pair(BaseModel):
    question: Text
    answer: Text


DRAFT = '{"question": "What might it be?", "answer": "A song, perhaps."}'
GOOD = '{"question": "What is it?", "answer": "A dance. It is old."}'


@pytest.mark.parametrize(
    "raw",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Sure! Here is the JSON object:\n\n{GOOD}\n\nI hope this helps!",
        '{"question": "What is it?", "answer": "A dance. It is old.",}',
        "{'question': 'What is it?', 'answer': 'A dance. It is old.'}",
        '{question: "What is it?", answer: "A dance. It is old."}',
        '{"question": "What is it?", "answer": "A dance. It is old."',
        '{"question": "What is it?", "answer": "A dance. It is old. The dancers we',
        f"<think>The user wants {{json}}.</think>\n{GOOD}",
        f"[{GOOD}]",
        GOOD[:-1] + ', "extra": 1}',
        f'{{"response": {GOOD}}}',
        '{"Question": "What is it?", "Answer ": ["A dance.", "It is old."]}',
        f"First draft: {DRAFT}\nFinal answer:\n{GOOD}",
        f'{DRAFT[:-1]}, "notes": "check"}}\n</think>\n{GOOD}',
        f"I could write {DRAFT} first.</think>```json\n{GOOD}\n```",
        f"```json\n{DRAFT}\n```\nBetter:\n```json\n{GOOD[:-1]},}}\n```\nTell me {{if}} you need more.",
        f"{{Note}} here it is: {GOOD}",
        f"[{GOOD}, {DRAFT}]",
        f'{{"draft": {DRAFT}, "final": {GOOD}}}',
        json.dumps(GOOD),
        f"\ufeff{GOOD}<|im_end|>",
        '{"question": "What?", "question": "What is it?", "answer": "A dance. It is old."}',
    ],
)
def test_near_json_is_mended(raw: str) -> None:
    answer = read_answer(Reply(raw), Pair)
    assert (answer.question, answer.answer) == ("What is it?", "A dance. It is old.")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, "empty"),
        ("  \n", "empty"),
        ("<think>I wonder", "cut_reasoning"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ('{"question": "What?", "answer": "I cannot answer this."}', "refusal"),
        ("It is a dance.", "not_json"),
        ("{}", "not_json"),
        ('{"question": "What is it?"}', "schema"),
        ('{"question": "What is it?", "answer": "  "}', "schema"),
        ('{"question": "What is it?", "answer": null}', "schema"),
        ('{"question": "What is it?", "answer": [1, 2]}', "schema"),
        ('{"question": "What is it?", "answer": "the dancers we', "cut"),  # no sentence is whole
        (f'{DRAFT}\nFinal: {{"question": "What is it", "ans', "cut"),  # the whole one is a draft
        ('{"type": "object", "properties": {"question": {"type": "string"}, "answer": {"type": "string"}}}', "schema"),
        ('{"question": "<question>", "answer": "<answer>"}', "placeholder"),
        ('{"question": "What is it?", "answer": "..."}', "placeholder"),
    ],
)
def test_what_cannot_be_used_has_a_reason(raw: str | None, reason: str) -> None:
    with pytest.raises(Refused, match=f"^{reason}$"):
        read_answer(Reply(raw), Pair)


@given(st.text())
def test_any_text_is_an_answer_or_refused(raw: str) -> None:
    for text in (raw, "{" + raw, f'{{"question": "a", "answer": "{raw}'):
        try:
            assert read_answer(Reply(text), Pair).answer
        except Refused:
            continue


@pytest.mark.parametrize("said", ["The answer is a dance, which", '{"question": "What is it?"}', ""])
def test_what_was_cut_says_so(said: str) -> None:
    with pytest.raises(Refused, match=r"^cut"):
        read_answer(Reply(said, "length"), Pair)


def test_a_broken_character_is_marked_and_many_brackets_are_no_fault() -> None:
    assert read_answer(Reply(GOOD.replace("old", "\\ud83c old")), Pair).answer == "A dance. It is \ufffd old."
    with pytest.raises(Refused):
        read_answer(Reply("{[" * 20_000), Pair)
