"""The reply of a server, taken apart: one way for `generate`, the distilabel tasks and `evaluate`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cmining_distilabel.generation.reasoning import without_reasoning

_THOUGHTS = ("thinking", "redacted_thinking", "reasoning", "reasoning_text", "thought")
_BESIDE = ("reasoning_content", "reasoning", "thinking")  # of a message: never an answer
_CUT = ("length", "max_tokens", "max_output_tokens", "model_length")
_ENDS = ("finish_reason", "stop_reason", "done_reason")


NO_ANSWER = {
    "empty": "the model said nothing, or nothing after its reasoning",
    "filtered": "the server's content filter held the answer back",
    "cut_reasoning": "cut off in its reasoning, raise max_new_tokens",
    "cut": "cut off, raise max_new_tokens",
}
"""Code of each reason why a reply holds no answer, and what it means. "cut" is for those who cannot read the rest."""


class ServerError(RuntimeError):
    """An error that a server reports in a reply of HTTP status 200. It may pass, so the request is sent again."""


@dataclass(frozen=True)
class Reply:
    """What a server said to a request.

    Attributes:
        text: the answer as it came, as one text; None where the model said nothing. Where the model only thought, it
            is the thoughts in a `<think>` block, which `reasoning.without_reasoning` takes off.
        finish: why the model stopped, in the server's words; None where it does not say.
        input_tokens, output_tokens: as the server counted, or as estimated; 0 where neither is known.
        model: that said it; empty where nobody noted it.
    """

    text: str | None
    finish: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    model: str = ""

    @property
    def cut(self) -> bool:
        """Whether the longest answer that was allowed ended it."""
        return (self.finish or "").casefold() in _CUT


def answer_in(reply: Reply) -> tuple[str, str | None]:
    """The answer in a reply, without the model's reasoning, and why there is none: a key of `NO_ANSWER`, or None."""
    said, within = without_reasoning(reply.text or "")
    if said:
        return said, None
    if within or reply.cut:
        return "", "cut_reasoning"
    return "", "filtered" if (reply.finish or "").casefold() == "content_filter" else "empty"


def read_completion(body: Any) -> Reply:
    """The reply in the body of an HTTP answer of the chat completions API, or nearly so.

    Args:
        body: the parsed JSON. A list of chunks, and the text of a stream of them, are put together.

    Raises:
        ServerError: the body holds an error, or no answer.
    """
    whole = _joined(_chunks(body)) if isinstance(body, str | list) else body
    choice = _choice(whole) if isinstance(whole, Mapping) else None
    if choice is None:  # such as a page of HTML, where the address is another's
        shown = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        raise ServerError(f"it sent no answer but {shown.strip()[:150] or 'nothing'!r}")
    body = whole
    message = next((choice[name] for name in ("message", "delta") if isinstance(choice.get(name), Mapping)), choice)
    finish = next((str(part[name]) for part in (choice, body) for name in _ENDS if part.get(name)), None)
    usage = body.get("usage")
    usage = usage if isinstance(usage, Mapping) else {}
    text, thoughts = _said_and_thought(message.get("content", message.get("text")))
    text = text if text.strip() else _called(message) or text_of(message.get("refusal"))
    thoughts = thoughts or "".join(text_of(message.get(name)) for name in _BESIDE)
    tokens_in, tokens_out = (_count(usage, name) for name in (("prompt", "input"), ("completion", "output")))
    reply = Reply(text or None, finish, tokens_in, tokens_out)
    if reply.text is None and thoughts:
        end = "" if reply.cut else "</think>"
        return Reply(f"<think>{thoughts}{end}", finish, reply.input_tokens, reply.output_tokens)
    return reply


def text_of(content: Any) -> str:
    """The text of a message's content: a string, a list of parts, or an object. Thoughts are left out."""
    return _said_and_thought(content)[0]


def as_text(text: str) -> str:
    """The text with halves of surrogate pairs joined, or replaced where the other half is missing.

    >>> as_text("tea \\ud83c\\udf75, half \\ud83c") == "tea \\U0001f375, half \\ufffd"
    True
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _said_and_thought(content: Any) -> tuple[str, str]:
    if content is None:
        return "", ""
    if isinstance(content, str):
        return as_text(content), ""
    if isinstance(content, list):
        pairs = [_said_and_thought(part) for part in content]
        return "".join(said for said, _ in pairs), "".join(thought for _, thought in pairs)
    if not isinstance(content, Mapping):
        return json.dumps(content), ""
    kind = content.get("type")
    if kind in _THOUGHTS or content.get("thought") is True:
        inner = next((content[name] for name in (*_THOUGHTS, "text", "summary") if name in content), None)
        return "", text_of(inner if not isinstance(inner, bool) else content.get("text"))
    if kind == "tool_use":
        return _said_and_thought(content.get("input"))
    for name in ("text", "value", "content", "refusal"):
        if name in content and (isinstance(kind, str) or len(content) == 1):
            return _said_and_thought(content[name])
    return as_text(json.dumps(content, ensure_ascii=False)), ""


def _choice(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first choice; the body itself, where a server (Anthropic's, Ollama's) has none; None where neither is.

    Raises:
        ServerError: there is an error.
    """
    choices = body.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    for part in (body, first):
        if isinstance(part, Mapping) and part.get("error"):
            raise ServerError(_error_text(part["error"]))
    if isinstance(first, Mapping):
        return first
    if choices is None and ("content" in body or "message" in body):
        return body
    return None


def _error_text(error: Any) -> str:
    told = error.get("message") if isinstance(error, Mapping) else error
    code = error.get("code") if isinstance(error, Mapping) else None
    text = told if isinstance(told, str) else json.dumps(error, ensure_ascii=False)
    return " ".join(f"{text}{f' ({code})' if code else ''}".split())[:300]


def _called(message: Mapping[str, Any]) -> str:
    """What a model wrote as arguments of a tool instead of as content; the last call counts."""
    calls = message.get("tool_calls")
    for call in (*reversed(calls if isinstance(calls, list) else []), message.get("function_call")):
        function = call.get("function", call) if isinstance(call, Mapping) else None
        if isinstance(function, Mapping) and function.get("arguments"):
            return text_of(function["arguments"])
    return ""


def _count(usage: Mapping[str, Any], names: tuple[str, ...]) -> int:
    values = (usage.get(f"{name}_tokens") for name in names)
    return next((value for value in values if type(value) is int and value > 0), 0)


def _chunks(body: str | list[Any]) -> list[Any]:
    if isinstance(body, list):
        return body
    try:
        return [json.loads(body)]
    except ValueError:
        return list(_events(body))


def _events(body: str) -> Iterator[Any]:
    """The objects of server-sent events."""
    for line in body.splitlines():
        name, _, data = line.partition(":")
        try:
            if name == "data":
                yield json.loads(data)
        except ValueError:  # data: [DONE]
            continue


def _joined(chunks: list[Any]) -> Any:
    """One body of the chunks of a stream."""
    if len(chunks) == 1:
        return chunks[0]
    bodies = [chunk for chunk in chunks if isinstance(chunk, Mapping)]
    choices = [choice for body in bodies for choice in body.get("choices") or () if isinstance(choice, Mapping)]
    deltas = [choice.get("delta") or choice.get("message") or {} for choice in choices]
    names = ("content", *_BESIDE)
    message = {name: "".join(text_of(delta.get(name)) for delta in deltas) for name in names}
    finish = [choice["finish_reason"] for choice in choices if choice.get("finish_reason")]
    merged = {name: value for body in bodies for name, value in body.items() if value is not None}
    whole = {"message": message, "finish_reason": finish[-1] if finish else None}
    return {**merged, "choices": [whole] if choices else []}
