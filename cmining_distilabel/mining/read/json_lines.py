"""JSON: an object a line, a list of objects, or one object."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import orjson

from cmining_distilabel.mining.read.schema import NOT_UTF8, Batch, Broken, Row, batches
from cmining_distilabel.mining.read.streams import opened

_EXACT = 1 << 53  # floats from here on may have lost digits
_IN_LINES = re.compile(r"\.(?:jsonl|ndjson)(?:\.\w+)?$", re.IGNORECASE)
_MARK = b"\xef\xbb\xbf"


def read_json(fs: Any, path: str, name: str, wanted: Sequence[str] | None) -> Iterator[Batch]:
    """One JSON object a line, blank lines passed over; or one JSON value for the whole file.

    A file that begins with `[`, with a `{` alone in its line, or that is one line and not called .jsonl or .ndjson, is
    read as a whole, into memory: a list of objects, an object that holds one such list only, or one object that is the
    only row.
    """
    with opened(fs, path, name) as (stream, position):
        first = stream.readline().removeprefix(_MARK)
        lines: Iterable[bytes] = chain([first], stream)
        begins_a_value = first.lstrip().startswith(b"[") or first.strip() == b"{"
        if begins_a_value or not stream.peek(1):
            text = b"".join(lines)
            whole = _whole(text, wanted) if begins_a_value or not _IN_LINES.search(path) else None
            if whole is not None:
                rows = ((number, row, 1000) for number, row in enumerate(whole, 1))
                yield from batches(rows, position)
                return
            lines = iter(text.splitlines(keepends=True))
        yield from batches(_parsed(lines, wanted), position)


def _parsed(lines: Iterable[bytes], wanted: Sequence[str] | None) -> Iterator[tuple[int, Row, int]]:
    names = {name: f'"{name}"'.encode() for name in wanted or ()}
    for number, line in enumerate(lines, 1):
        if line and not line.isspace():
            yield number, _parse(line, wanted, names), len(line)


def _parse(line: bytes, wanted: Sequence[str] | None, names: Mapping[str, bytes]) -> Row:
    try:
        row = orjson.loads(line)
    except ValueError:
        # Slower, but it takes NaN, and half a surrogate pair; the check of each row's text finds the latter.
        try:
            row = json.loads(line.decode("utf-8", "surrogateescape"))
        except (ValueError, RecursionError) as error:
            try:
                line.decode()
            except UnicodeDecodeError:
                return Broken("not_utf8", NOT_UTF8)
            return Broken("malformed", f"is no JSON ({error})")
    if not isinstance(row, dict):
        return Broken("malformed", "is no JSON object; one object a line is expected")
    if any(line.count(names[name]) > 1 for name in row if name in names) and (twice := _twice(line, wanted or ())):
        return Broken("malformed", f"has {twice!r} twice")
    return _as_written(row, line, wanted)


def _twice(line: bytes, wanted: Sequence[str]) -> str | None:
    """A wanted column that an object has twice, of which JSON's readers keep the last."""
    pairs = json.loads(line.decode("utf-8", "surrogateescape"), object_pairs_hook=list)
    counts = Counter(pair[0] for pair in pairs)
    return next((name for name in wanted if counts[name] > 1), None)


def _as_written(row: dict[str, Any], line: bytes, wanted: Sequence[str] | None) -> dict[str, Any]:
    """A row whose numbers are as the file has them where they may be ids: 2^64 + 1 and 1.10 are no floats.

    Of all columns, where none is wanted in particular, `id` only, and whole numbers.
    """
    floats = [name for name in wanted or row if name in row and _has_float(row[name])]
    if wanted is None:
        floats = [name for name in floats if name == "id" or _has_big(row[name])]
    if not floats:
        return row
    exact = json.loads(line.decode("utf-8", "surrogateescape"), parse_float=_Written)
    return {**row, **{name: exact[name] if wanted or name == "id" else _plain(exact[name]) for name in floats}}


def _has_float(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_float, value.values()))
    return isinstance(value, float)


def _has_big(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_big, value.values()))
    return isinstance(value, float) and abs(value) >= _EXACT


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return float(value) if isinstance(value, _Written) else value


class _Written(float):
    """A number that is written out as it was written."""

    def __new__(cls, text: str) -> "_Written":
        found = super().__new__(cls, text)
        found._text = text
        return found

    _text: str

    def __str__(self) -> str:
        return self._text


class _Object(dict[str, Any]):
    """A JSON object that knows which of its names stood there twice, of which the last one wins."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs) if len(pairs) > len(self) else {}
        self.twice = [name for name, count in counts.items() if count > 1]


def _whole(text: bytes, wanted: Sequence[str] | None) -> list[Row] | None:
    """The rows of a file that is one JSON value; None where it is none."""
    try:
        value = json.loads(text, parse_float=_Written, object_pairs_hook=_Object)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        inner = next(iter(value.values()), None)
        alone = len(value) == 1 and isinstance(inner, list) and all(isinstance(item, dict) for item in inner)
        value = inner if alone else [value]
    return [_row(item, wanted) for item in value]


def _row(item: Any, wanted: Sequence[str] | None) -> Row:
    if not isinstance(item, dict):
        return Broken("malformed", f"is a {type(item).__name__}, not a JSON object")
    if twice := next((name for name in getattr(item, "twice", ()) if name in (wanted or ())), None):
        return Broken("malformed", f"has {twice!r} twice")
    return {str(name): value if name in (wanted or ("id",)) else _plain(value) for name, value in item.items()}
