"""What a model answers, made into an object of a schema, or the reason why it cannot be."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, cast

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError

from cmining_distilabel.generation.objects import objects_of
from cmining_distilabel.generation.reply import Reply, answer_in, as_text


def _as_text(value: Any) -> Any:
    """Small models write a number, or a list of sentences, where a text is asked for."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = " ".join(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return as_text(value) if isinstance(value, str) else value


EXACTLY_3: dict[str, Any] = {"minItems": 3, "maxItems": 3}
"""What a server holds a list to; more are read, too."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), BeforeValidator(_as_text)]
"""A string of the answer: never blank."""

Fact = Annotated[str, StringConstraints(strip_whitespace=True), BeforeValidator(_as_text)]
"""What a model copies from the text before it writes of it; empty where a server cannot hold it to the schema."""

AnswerT = TypeVar("AnswerT", bound=BaseModel)

_DEPTH = 4  # objects that a model may wrap its answer in
_PLACEHOLDER = re.compile(r"<[^<>]*>|\.\.\.|…")
_REFUSAL = re.compile(
    r"\b(?:I(?:'m| am) sorry\b|as an AI\b|as a (?:large )?language model\b"
    r"|I (?:can't|can ?not|won't|am unable to|'m unable to) (?:help|assist|answer|provide|fulfil|comply|do|write)\b)",
    re.IGNORECASE,
)


class Refused(ValueError):
    """An answer that cannot be used; the message is the reason's code (`gates.REASONS`)."""


def read_answer(reply: Reply, schema: type[AnswerT]) -> AnswerT:
    """The last object of a reply that fits a schema, after the model's reasoning.

    It may be JSON, or nearly so: code fences, text around it, trailing commas, other quotes, cut off, wrapped in other
    objects. Of an answer that was cut off, the sentence that the cut went through is left out.

    Raises:
        Refused: "empty", "filtered", "cut_reasoning", "cut", "refusal", "not_json", "schema" or "placeholder".
    """
    said, why_not = answer_in(reply)
    if why_not:
        raise Refused(why_not)
    answer = _last_that_fits(said, schema, cut=reply.cut)
    strings = strings_of(answer.model_dump())
    if any(_PLACEHOLDER.fullmatch(string) for string in strings):
        raise Refused("placeholder")
    if any(_REFUSAL.match(string) for string in strings):
        raise Refused("refusal")
    return answer


def strings_of(value: Any) -> list[str]:
    """All strings in an object, in their order."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [string for item in inner for string in strings_of(item)]


def _last_that_fits(said: str, schema: type[AnswerT], *, cut: bool) -> AnswerT:
    any_object = unfinished = False
    for value, whole in objects_of(said):
        answer = _fit(value, schema)
        if answer is not None and not (unfinished and whole):
            return answer
        if answer is not None:
            raise Refused("cut")  # a whole object before one that was cut off is a draft of it
        any_object |= bool(value)
        unfinished |= not whole
    if cut or unfinished:
        raise Refused("cut")
    raise Refused("schema" if any_object else "refusal" if _REFUSAL.search(said) else "not_json")


def _fit(value: Any, schema: type[AnswerT]) -> AnswerT | None:
    """The object, or one within it, with names in whatever case: the last part of an object, the first of a list."""
    for candidate in _unwrapped(value, _DEPTH):
        try:
            return schema.model_validate({str(name).strip().lower(): part for name, part in candidate.items()})
        except ValidationError:
            continue
    return None


def _unwrapped(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    inner = [*reversed(value.values())] if isinstance(value, dict) else value if isinstance(value, list) else []
    for part in inner if depth else ():
        yield from _unwrapped(part, depth - 1)


@cache
def answer_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """A schema as servers take it to hold a model to it: every part required, nothing else, no names of classes."""
    return cast(dict[str, Any], _closed(schema.model_json_schema()))


def shape_of(schema: Mapping[str, Any]) -> Any:
    """An empty answer: a text is empty, a list as long as it must be."""

    def empty(node: Mapping[str, Any]) -> Any:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        if node.get("type") == "object":
            return {name: empty(inner) for name, inner in node["properties"].items()}
        return [empty(node["items"])] * node.get("minItems", 1) if node.get("type") == "array" else ""

    return empty(schema)


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    told = {
        name: inner for name, inner in node.items() if not (name in ("title", "description") and isinstance(inner, str))
    }
    kept = {name: _closed(inner) for name, inner in told.items() if name != "default"}
    closed = {"required": [*kept.get("properties", ())], "additionalProperties": False}
    return {**kept, **closed} if node.get("type") == "object" else kept
