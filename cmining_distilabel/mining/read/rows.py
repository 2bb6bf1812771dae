"""From a row as the input has it to a document, or to the reason why it is none."""

from __future__ import annotations

import datetime
import decimal
import math
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import is_possible, language_tag
from cmining_distilabel.mining.read.schema import OPTIONAL, Batch, Broken, Origin

Document = dict[str, str | None]
_SCALARS = (int, float, decimal.Decimal, datetime.date, datetime.time, uuid.UUID)


def wanted_columns(config: CorpusConfig) -> list[str]:
    """Every column that could be needed from an input."""
    names = [config.id_column, config.title_column, config.text_column, config.language_column, *OPTIONAL]
    names += [config.group_column] if config.group_column else []
    outer = [name.partition(".")[0] for name in names if "." in name]
    return list(dict.fromkeys([*names, *outer]))


class Converter:
    """Makes documents of the rows of one input.

    An input whose language is given for all of it (``ja=...``, or a Hub config) may have ids that are unique
    within it only, as Wikipedia numbers its pages language by language; they get the language in front, ``ja-12``.
    """

    def __init__(self, origin: Origin, config: CorpusConfig) -> None:
        self._origin = origin
        self._config = config
        self._language: str | None = origin.language
        self._checked = False
        self._number = 0

    def convert(self, batch: Batch) -> list[Document]:
        """A document for each row of a batch, with `reason` set where it is refused.

        Raises:
            UserError: a column is missing, or, with ``on_error="raise"``, a row cannot be read.
        """
        if not self._checked:
            self._check(batch)
        documents = []
        for place, row in zip(batch.places, batch.rows, strict=True):
            self._number += 1
            documents.append(self._broken(row, place) if isinstance(row, Broken) else self._document(row, place))
        return documents

    def fixed_language(self) -> str | None:
        """The language of all rows, where the input and not a column tells it. Known after the first row."""
        return self._language if self._checked else None

    def _check(self, batch: Batch) -> None:
        columns = batch.columns or list(
            dict.fromkeys(str(key) for row in batch.rows if not isinstance(row, Broken) for key in row)
        )
        if not columns:
            return
        config, origin = self._config, self._origin
        required = {"text": config.text_column}
        if not origin.overrules and config.language_column.partition(".")[0] in columns:
            self._language = None
        elif origin.language is None:
            required["language"] = config.language_column
        # A column that the user named must be there; the defaults of these may be absent.
        for name in ("id", "title", "group"):
            column = getattr(config, f"{name}_column")
            if column and column != CorpusConfig.model_fields[f"{name}_column"].default:
                required[name] = column
        for name, column in required.items():
            if column not in columns and column.partition(".")[0] not in columns:
                what = f"{origin.name} has no column {column!r}; it has: {', '.join(map(str, columns))}"
                hint = f"Use --{name}-column" + (f", or LANG={origin.name}" if name == "language" else "")
                raise UserError(f"{what}. {hint}")
        self._checked = True

    def _broken(self, row: Broken, place: int) -> Document:
        self._refuse(row.why, place)
        name = self._origin.name.replace("\\", "/").rpartition("/")[2]
        language = self._origin.language or ""
        group = "" if self._config.group_column else language
        empty = {"title": "", "text": "", **dict.fromkeys(OPTIONAL)}
        return {"id": f"{name}:{place}", "language": language, "group": group, **empty, "reason": row.reason}

    def _document(self, row: Mapping[str, Any], place: int) -> Document:
        config = self._config
        wrong: list[str] = []
        language = self._language or self._code(_string(row, config.language_column, wrong), wrong)
        document: Document = {
            "id": self._id(_string(row, config.id_column, wrong)),
            "title": _string(row, config.title_column, wrong).strip(),
            "text": _string(row, config.text_column, wrong, scalars=False),
            "language": language,
            "group": _string(row, config.group_column, wrong).strip() if config.group_column else language,
            **{column: text_of(row.get(column)) or None for column in OPTIONAL},  # never a reason to refuse a row
            "reason": None,
        }
        if wrong:
            self._refuse(wrong[0], place)
            return {**document, "reason": "malformed"}
        try:
            "".join(filter(None, document.values())).encode()
        except UnicodeEncodeError:
            self._refuse("is not UTF-8", place)
            return {**{key: _mended(value) for key, value in document.items()}, "reason": "not_utf8"}
        if not language:
            document["reason"] = "empty_language"
        elif not (document["text"] or "").strip():
            document["reason"] = "empty_text"
        elif not document["group"]:
            document["reason"] = "empty_group"
        return document

    def _refuse(self, why: str, place: int) -> None:
        if self._config.on_error == "raise":
            where = f"{self._origin.name}, {self._origin.unit} {place}"
            raise UserError(f"{where}: {why}; --on-error skip leaves such rows out and counts them")

    def _id(self, name: str) -> str:
        if not name:
            return f"{self._origin.label}-{self._number}"
        return f"{self._language}-{name}" if self._language else name

    def _code(self, value: str, wrong: list[str]) -> str:
        if value.strip() and not is_possible(value):
            column = self._config.language_column
            wrong.append(f"has {value[:40]!r} in the column {column!r}, which is no language; see --language-column")
            return ""
        return language_tag(value)


def _string(row: Mapping[str, Any], column: str, wrong: list[str], *, scalars: bool = True) -> str:
    """A value as text without NUL characters, which some tokenisers end at; "" for a missing one.

    Without `scalars`, a list of strings is an article's paragraphs. What is no text is added to `wrong`, in words.
    """
    value = value_at(row, column)
    if not scalars and isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        value = "\n".join(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    if isinstance(value, str):
        return value.replace("\0", "")
    if value is None or (isinstance(value, float) and math.isnan(value)):  # pandas writes NaN for a missing value
        return ""
    if scalars and isinstance(value, _SCALARS):
        return str(value)
    wrong.append(f"has a value that is no string: {column!r} is a {type(value).__name__}")
    return ""


def value_at(row: Mapping[str, Any], column: str) -> Any:
    """A row's value in a column, or in a field of one: `metadata.language`. None where there is none."""
    if column in row or "." not in column:
        return row.get(column)
    outer, _, inner = column.partition(".")
    value = row.get(outer)
    return value_at(value, inner) if isinstance(value, Mapping) else None


def text_of(value: Any) -> str:
    """A value of any type as text: a list's parts with commas between them, "" for a mapping or nothing."""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(text_of, value)))
    return _string({"": value}, "", [])


def _mended(value: str | None) -> str | None:
    return value and value.encode("utf-8", "replace").decode()


def by_column(documents: Sequence[Document], columns: Sequence[str]) -> dict[str, list[str | None]]:
    """Documents as a list of values for each column."""
    return {column: [document[column] for document in documents] for column in columns}
