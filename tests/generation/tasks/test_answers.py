"""What models answer, well and badly formed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from cmining_distilabel.generation.tasks.answers import Refused, Text, read_answer


class Pair(BaseModel):
    question: Text
    answer: Text


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
    ],
)
def test_near_json_is_mended(raw: str) -> None:
    answer = read_answer(raw, Pair)
    assert (answer.question, answer.answer) == ("What is it?", "A dance. It is old.")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, "empty"),
        ("  \n", "empty"),
        ("<think>I wonder", "empty"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ('{"question": "What?", "answer": "I cannot answer this."}', "refusal"),
        ("It is a dance.", "not_json"),
        ("{}", "not_json"),
        ('{"question": "What is it?"}', "schema"),
        ('{"question": "What is it?", "answer": "  "}', "schema"),
        ('{"question": "What is it?", "answer": null}', "schema"),
        ('{"question": "What is it?", "answer": [1, 2]}', "schema"),
        ('{"question": "What is it?", "answer": "the dancers we', "schema"),  # no sentence is whole
        ('{"question": "<question>", "answer": "<answer>"}', "placeholder"),
        ('{"question": "What is it?", "answer": "..."}', "placeholder"),
    ],
)
def test_what_cannot_be_used_has_a_reason(raw: str | None, reason: str) -> None:
    with pytest.raises(Refused, match=f"^{reason}$"):
        read_answer(raw, Pair)


@given(st.text())
def test_any_text_is_an_answer_or_refused(raw: str) -> None:
    for text in (raw, "{" + raw, f'{{"question": "a", "answer": "{raw}'):
        try:
            assert read_answer(text, Pair).answer
        except Refused:
            continue
