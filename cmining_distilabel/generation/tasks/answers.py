"""What a model answers, made into an object of a schema, or the reason why it cannot be."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, TypeVar, cast

import json_repair
from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError


def _as_text(value: Any) -> Any:
    """Small models write a number, or a list of sentences, where a text is asked for."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


EXACTLY_3: dict[str, Any] = {"minItems": 3, "maxItems": 3}
"""What a server holds a list to; more are read, too."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), BeforeValidator(_as_text)]
"""A string of the answer: never blank."""

AnswerT = TypeVar("AnswerT", bound=BaseModel)

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_PLACEHOLDER = re.compile(r"<[^<>]*>|\.\.\.|…")
_COMPLETE = re.compile(r".*[.!?。！？।۔]", re.DOTALL)
_REFUSAL = re.compile(
    r"\b(?:I(?:'m| am) sorry\b|as an AI\b|as a (?:large )?language model\b"
    r"|I (?:can't|can ?not|won't|am unable to|'m unable to) (?:help|assist|answer|provide|fulfil|comply|do|write)\b)",
    re.IGNORECASE,
)


class Refused(ValueError):
    """An answer that cannot be used; the message is the reason's code (`gates.REASONS`)."""


def read_answer(raw: str | None, schema: type[AnswerT]) -> AnswerT:
    """Parse a model's answer: JSON, or nearly so (code fences, text around it, trailing commas, quotes, cut off,
    wrapped in another object).

    Of an answer that was cut off, the sentence that the cut went through is left out.

    Raises:
        Refused: "empty", "refusal", "not_json", "schema" or "placeholder".
    """
    text = _THOUGHT.sub("", raw or "").strip()
    if not text:
        raise Refused("empty")
    start = text.find("{")
    value = json_repair.loads(text[start:]) if start >= 0 else None
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, dict)), None)
    if not isinstance(value, dict) or not value:
        raise Refused("refusal" if _REFUSAL.search(text) else "not_json")
    if text.rfind('"') > text.rfind("}"):  # a string came after the last object: the end is missing
        _mend_end(value)
    answer = _fit(value, schema)
    strings = _strings(answer.model_dump())
    if any(_PLACEHOLDER.fullmatch(string) for string in strings):
        raise Refused("placeholder")
    if any(_REFUSAL.match(string) for string in strings):
        raise Refused("refusal")
    return answer


@cache
def answer_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """A schema as servers take it to hold a model to it: every part required, nothing else, no names of classes."""
    return cast(dict[str, Any], _closed(schema.model_json_schema()))


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    told = {
        name: inner for name, inner in node.items() if not (name in ("title", "description") and isinstance(inner, str))
    }
    kept = {name: _closed(inner) for name, inner in told.items()}
    return {**kept, "additionalProperties": False} if node.get("type") == "object" else kept


def _fit(value: dict[str, Any], schema: type[AnswerT]) -> AnswerT:
    """The object, or one that it is wrapped around, with names in whatever case."""
    for candidate in (value, *(inner for inner in value.values() if isinstance(inner, dict))):
        try:
            return schema.model_validate({str(name).strip().lower(): part for name, part in candidate.items()})
        except ValidationError:
            continue
    raise Refused("schema")


def _mend_end(value: Any) -> None:
    """Cut the last string of a cut answer behind its last whole sentence; to nothing where it has none."""
    last = list(value)[-1] if isinstance(value, dict) else len(value) - 1
    if isinstance(value[last], str):
        found = _COMPLETE.match(value[last])
        value[last] = found[0] if found else ""
    elif isinstance(value[last], (dict, list)) and value[last]:
        _mend_end(value[last])


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [string for item in inner for string in _strings(item)]
