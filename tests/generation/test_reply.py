"""Replies as servers of today send them: what is an answer, what is none, and why."""

import json
from typing import Any

import pytest

from cmining_distilabel.generation.reasoning import without_reasoning
from cmining_distilabel.generation.reply import Reply, ServerError, answer_in, read_completion

BREAD = {"type": "text", "text": "bread"}
USAGE = {"prompt_tokens": 11, "completion_tokens": 7}


def body(content: Any, finish: str | None = "stop", usage: Any = USAGE, **message: Any) -> dict[str, Any]:
    choice = {"message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    return {"choices": [choice], "usage": usage}


@pytest.mark.parametrize(
    "said",
    [
        "<think>tea or bread?</think>\nbread",
        "tea, no ... </think> bread",
        "<THINK>tea</THINK>bread",
        "<thinking>tea</thinking>\n\nbread",
        "<thought>tea</thought>bread",
        "<reasoning>tea</reasoning>bread",
        "<seed:think>tea</seed:think>bread",
        "<|begin_of_thought|>tea<|end_of_thought|>bread",
        "<|START_THINKING|>tea<|END_THINKING|><|START_RESPONSE|>bread<|END_RESPONSE|>",
        "[THINK]tea[/THINK]bread",
        "◁think▷tea◁/think▷bread",
        "&lt;think&gt;tea&lt;/think&gt;bread",
        "＜think＞tea＜/think＞bread",
        "<think>tea</think>tea, or <think>no</think>bread",
        "<|channel|>analysis<|message|>tea<|end|><|start|>assistant<|channel|>final<|message|>bread<|return|>",
        "<|channel|>analysis<|message|>tea<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>bread",
        "analysisThey want tea. Perhaps.assistantfinalbread",
        "\ufeffbread<|im_end|>",
        "bread</s>",
    ],
)
def test_reasoning_is_no_answer(said: str) -> None:
    assert answer_in(Reply(said)) == ("bread", None)


@pytest.mark.parametrize(
    "said",
    [
        "<think>tea, or bread?",
        "[THINK] tea",
        "◁think▷tea",
        "<think>a</think>tea<think>no, bread",
        "<|channel|>analysis<|message|>tea",
        "<|channel|>commentary to=functions.x <|message|>{}",
        "analysisThey want tea",
        '<think>the form is {"question": "tea"}',
    ],
)
def test_reasoning_that_never_ends_leaves_no_answer(said: str) -> None:
    assert answer_in(Reply(said)) == ("", "cut_reasoning")


def test_a_word_in_a_string_of_an_object_is_no_mark() -> None:
    said = '{"question": "What does <think> mean?", "answer": "A tag."}'
    assert without_reasoning(said) == (said, False)


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (body("bread"), "bread"),
        (body([{"type": "text", "text": "bre"}, {"type": "text", "text": "ad"}]), "bread"),
        (body([{"type": "thinking", "thinking": [{"type": "text", "text": "tea"}]}, BREAD]), "bread"),
        (body([{"type": "reasoning", "reasoning": "tea"}, "bread"]), "bread"),
        (body([{"text": "tea", "thought": True}, {"text": "bread"}]), "bread"),
        (body({"type": "output_text", "text": {"value": "bread"}}), "bread"),
        (body({"question": "Tea?"}), '{"question": "Tea?"}'),
        (body(None, tool_calls=[{"function": {"name": "f", "arguments": '{"a": 1}'}}]), '{"a": 1}'),
        (body("", tool_calls=[{"function": {"name": "f", "arguments": {"a": 1}}}]), '{"a": 1}'),
        (body(None, function_call={"name": "f", "arguments": '{"a": 1}'}), '{"a": 1}'),
        (body(None, refusal="I cannot."), "I cannot."),
        (body("bread", reasoning_content="tea"), "bread"),
        (body(5), "5"),
        (body(None), None),
        ({"choices": [{"text": "bread", "finish_reason": "stop"}]}, "bread"),
        ({"choices": [{"delta": {"content": "bread"}}]}, "bread"),
        ({"content": [{"type": "tool_use", "input": {"a": 1}}], "stop_reason": "tool_use"}, '{"a": 1}'),
        ({"model": "m", "message": {"content": "bread"}, "done_reason": "stop"}, "bread"),
        ([{"choices": [{"delta": {"content": "bre"}}]}, {"choices": [{"delta": {"content": "ad"}}]}], "bread"),
    ],
)  # fmt: skip
def test_content_comes_in_many_shapes(sent: Any, text: str | None) -> None:
    reply = read_completion(sent)
    assert reply.text == text
    assert answer_in(reply)[0] == (text or "")


def test_a_stream_that_nobody_asked_for_is_put_together() -> None:
    deltas = [{"role": "assistant"}, {"reasoning_content": "tea"}, {"content": "bre"}, {"content": "ad"}, {}]
    events = [{"choices": [{"delta": delta, "finish_reason": None}]} for delta in deltas]
    events[-1]["choices"][0]["finish_reason"] = "length"
    events.append({"choices": [], "usage": USAGE})
    stream = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
    assert read_completion(stream) == Reply("bread", "length", 11, 7)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (body("", reasoning_content="tea, so bread"), "empty"),
        (body(None, "length", reasoning_content="tea"), "cut_reasoning"),
        (body("", "length"), "cut_reasoning"),
        (body(None, "content_filter", None), "filtered"),
        (body("<think>tea</think>"), "empty"),
    ],
)
def test_why_there_is_no_answer(sent: Any, why: str) -> None:
    assert answer_in(read_completion(sent)) == ("", why)


@pytest.mark.parametrize(
    "usage", [None, {}, [], "none", {"prompt_tokens": None, "completion_tokens": "many"}, {"total": 1}]
)
def test_an_answer_is_kept_whatever_its_bookkeeping_looks_like(usage: Any) -> None:
    assert read_completion(body("bread", usage=usage)) == Reply("bread", "stop")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"error": {"message": "Provider returned error", "code": 502}}, r"Provider returned error \(502\)"),
        ({"error": "overloaded"}, "overloaded"),
        ({"choices": [{"error": {"message": "upstream died"}, "message": {"content": ""}}]}, "upstream died"),
        ({"choices": [], "usage": USAGE}, "no answer"),
        ({"choices": None}, "no answer"),
        ({}, "no answer"),
        (None, "no answer but 'null'"),
        ("<html>gateway</html>", "no answer"),
    ],
)
def test_an_error_is_an_error_whatever_the_status(sent: Any, message: str) -> None:
    with pytest.raises(ServerError, match=message):
        read_completion(sent)


def test_halves_of_surrogate_pairs_are_joined_or_marked() -> None:
    assert read_completion(body("tea \ud83c\udf75, half \ud83c")).text == "tea \U0001f375, half \ufffd"
