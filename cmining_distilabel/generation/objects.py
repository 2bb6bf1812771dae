"""JSON objects in a text that holds other things, too, or that is not quite JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

import json_repair

_DECODER = json.JSONDecoder(strict=False)  # small models break lines within strings
_MOST_MENDED = 32  # of the objects that are no JSON, the last ones and the first
_START = re.compile(r"\{|\[(?=\s*\{)")
_KEY = re.compile(r"\{\s*[\"'“]?\w")
_COMPLETE = re.compile(r".*[.!?。！？।۔]", re.DOTALL)


def objects_of(text: str) -> Iterator[tuple[Any, bool]]:
    """The objects, and lists of objects, of a text, the last one first; an object that is no JSON is mended.

    Of an object that was cut off, the sentence that the cut went through is left out.

    Args:
        text: JSON with whatever stands around it, or a JSON string of such a text.

    Yields:
        Each object, and whether its end is there. An inner object comes after what it is in only where that is no JSON.
    """
    text = _unquoted(text)
    found: list[tuple[int, Any]] = []
    start = _START.search(text)
    while start:
        try:
            value, end = _DECODER.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            value, end = None, start.end()
        found.append((start.start(), value))
        start = _START.search(text, end)
    broken = [place for place, value in found if value is None]
    mended = {*broken[:1], *broken[-_MOST_MENDED:]}
    for place, value in reversed(found):
        if value is not None:
            yield value, True
        elif place in mended and _KEY.match(text, place):
            yield from _mend(text[place:])


def _mend(text: str) -> Iterator[tuple[dict[str, Any], bool]]:
    whole = text.rfind("}") > max(text.rfind(mark) for mark in "\"'”")
    try:
        value = json_repair.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(value, list):  # more objects follow, which had their turn
        value = next((item for item in value if isinstance(item, dict)), None)
    if isinstance(value, dict):
        if value and not whole:
            _cut_end(value)
        yield value, whole


def _cut_end(value: Any) -> None:
    """Cut the last string of a cut answer behind its last whole sentence; to nothing where it has none."""
    last = list(value)[-1] if isinstance(value, dict) else len(value) - 1
    if isinstance(value[last], str):
        found = _COMPLETE.match(value[last])
        value[last] = found[0] if found else ""
    elif isinstance(value[last], (dict, list)) and value[last]:
        _cut_end(value[last])


def _unquoted(text: str) -> str:
    """What a JSON string says; another text as it is."""
    if not text.startswith('"'):
        return text
    try:
        value = json.loads(text, strict=False)
    except ValueError:
        return text
    return value if isinstance(value, str) else text
