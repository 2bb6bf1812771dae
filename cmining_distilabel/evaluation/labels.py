"""A file of labelled ids, and which labels count as cultural, which as not."""

import fnmatch
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read.inputs import read_table_rows

POSITIVE, NEGATIVE = ("cultural",), ("neutral",)
"""Labels of the two sides where the user names none."""

_SHOWN = 10  # labels or columns that a message lists


@dataclass(frozen=True)
class Labels:
    """What a file of labels says.

    Attributes:
        by_id: label of each labelled id, in the order of the file.
        unlabelled: rows whose label is null or empty.
    """

    by_id: dict[str, str]
    unlabelled: int


def read_labels(path: str | Path, *, id_column: str = "id", label_column: str = "label") -> Labels:
    """Read labels from a file of any kind that `mine` reads.

    Args:
        path: the file. Columns other than the two are not looked at.
        id_column: column of the documents' ids.
        label_column: column of the labels; numbers and booleans are taken as text.

    Raises:
        UserError: the file cannot be read, a column is missing, a row is broken or has no id, an id has two different
            labels, or nothing is labelled.
    """
    name = os.fspath(path)
    if not name.strip():
        raise UserError("the labels have an empty name; name a file")
    by_id: dict[str, str] = {}
    unlabelled = 0
    columns: dict[str, None] = {}
    for where, row, there in _rows(name, (id_column, label_column)):
        columns.update(dict.fromkeys(there))
        label = _text(row.get(label_column), where, label_column)
        if not label:
            unlabelled += 1
            continue
        key = _text(row.get(id_column), where, id_column)
        if not key:
            _check_columns(columns, (id_column,), name)
            raise UserError(f"{where} has a label but nothing in the column '{id_column}'")
        if by_id.setdefault(key, label) != label:
            raise UserError(f"{where}: the id '{key}' has two labels, '{by_id[key]}' and '{label}'; keep one")
    _check_columns(columns, (id_column, label_column), name)
    if not by_id:
        raise UserError(f"labels {name}: the column '{label_column}' is empty in all {unlabelled} rows")
    return Labels(by_id, unlabelled)


def classes_of(labels: Sequence[str], positive: Sequence[str], negative: Sequence[str]) -> dict[str, str | None]:
    """The pattern that each distinct label falls under, or None where it is of neither side.

    Args:
        labels: labels, repeated as they occur.
        positive: names or patterns (``cult:*``) of labels that should be mined.
        negative: the same of labels that should not; each pattern is a class of its own.

    Raises:
        UserError: a pattern that no label matches, or a label that two patterns match.
    """
    counts = Counter(labels)
    held: dict[str, str | None] = dict.fromkeys(sorted(counts))
    sides = [("positive", pattern) for pattern in positive] + [("negative", pattern) for pattern in negative]
    for side, wanted in (("positive", positive), ("negative", negative)):
        if not wanted:
            raise UserError(f"{side}=... names no label; the labels are: {_listed(counts)}")
    for side, pattern in sides:
        matched = [label for label in held if fnmatch.fnmatchcase(label, pattern)]
        if not matched:
            raise UserError(f"no label matches {side}='{pattern}'; the labels are: {_listed(counts)}")
        for label in matched:
            if held[label] is not None:
                raise UserError(f"the label '{label}' matches both '{held[label]}' and '{pattern}'; use narrower ones")
            held[label] = pattern
    return held


def _rows(name: str, wanted: Sequence[str]) -> Iterator[tuple[str, dict[str, Any], Sequence[str]]]:
    try:
        yield from read_table_rows(name, wanted)
    except UserError as error:
        raise UserError(f"labels: {error}") from None


def _text(value: Any, where: str, column: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool | int | float):
        return "" if value != value else str(value)
    raise UserError(f"{where}: '{column}' holds a {type(value).__name__}; one label a document is expected")


def _check_columns(found: dict[str, None], wanted: Sequence[str], name: str) -> None:
    for column in wanted:
        if column not in found:
            there = ", ".join(list(found)[:_SHOWN]) or "none"
            raise UserError(f"labels {name}: no column '{column}'; its columns are: {there}")


def _listed(counts: Counter[str]) -> str:
    more = f", and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
    return ", ".join(f"{label} ({count})" for label, count in counts.most_common(_SHOWN)) + more
