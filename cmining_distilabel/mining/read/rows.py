"""From a row as the input has it to a document, or to the reason why it is none."""

import datetime
import decimal
import math
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import is_possible, language_tag
from cmining_distilabel.mining.read.columns import find_columns
from cmining_distilabel.mining.read.detect import detect
from cmining_distilabel.mining.read.schema import NOT_UTF8, OPTIONAL, Batch, Broken, Origin

Document = dict[str, str | None]
_SCALARS = (int, float, decimal.Decimal, datetime.date, datetime.time, uuid.UUID)


class Converter:
    """Makes documents of the rows of one input.

    An input whose language is given for all of it (``ja=...``, or a Hub config) may have ids that are unique
    within it only, as Wikipedia numbers its pages language by language; they get the language in front, ``ja-12``.

    Attributes:
        columns: of each kind; empty until the first row.
        detects: whether the languages are detected, since nothing says them. Known after the first row.
    """

    def __init__(self, origin: Origin, config: CorpusConfig) -> None:
        self._origin = origin
        self._config = config
        self._language: str | None = origin.language
        self._checked = False
        self._number = 0
        self.columns: dict[str, str | None] = {}
        self.detects = False

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

    def vectors(self, batch: Batch) -> list[Any]:
        """What the rows of a batch have in the column of vectors; None where one has nothing."""
        column = self.columns.get("vector")
        return [None if isinstance(row, Broken) else value_at(row, column) for row in batch.rows]

    def fixed_language(self) -> str | None:
        """The language of all rows, where the input and not a column tells it. Known after the first row."""
        return self._language if self._checked else None

    def _check(self, batch: Batch) -> None:
        columns = batch.columns or list(
            dict.fromkeys(str(key) for row in batch.rows if not isinstance(row, Broken) for key in row)
        )
        if not columns:
            return
        self.columns = find_columns(self._config, columns, self._origin.name)
        if self.columns["language"] and not self._origin.overrules:
            self._language = None
        self.detects = self._language is None and self.columns["language"] is None
        self._checked = True

    def _broken(self, row: Broken, place: int) -> Document:
        self._refuse(row.why, place)
        name = self._origin.name.replace("\\", "/").rpartition("/")[2]
        language = self._origin.language or ""
        group = "" if self._config.group_column else language
        empty = {"title": "", "text": "", **dict.fromkeys(OPTIONAL)}
        return {"id": f"{name}:{place}", "language": language, "group": group, **empty, "reason": row.reason}

    def _document(self, row: Mapping[str, Any], place: int) -> Document:
        config, columns = self._config, self.columns
        wrong: list[str] = []

        def text(kind: str, *, scalars: bool = True) -> str:
            return _string(row, columns[kind], wrong, scalars=scalars)

        body = text("text", scalars=False)
        language = self._language or (detect(body) or "" if self.detects else self._code(text("language"), wrong))
        document: Document = {
            "id": self._id(text("id")),
            "title": text("title").strip(),
            "text": body,
            "language": language_tag(language) if self.detects else language,
            "group": text("group").strip() if config.group_column else language,
            # What these hold is no reason to refuse a row.
            **{kind: text_of(value_at(row, columns[kind])) or None if columns[kind] else None for kind in OPTIONAL},
            "reason": None,
        }
        if wrong:
            self._refuse(wrong[0], place)
            return {**document, "reason": "malformed"}
        try:
            "".join(filter(None, document.values())).encode()
        except UnicodeEncodeError:
            self._refuse(NOT_UTF8, place)
            return {**{key: _mended(value) for key, value in document.items()}, "reason": "not_utf8"}
        if not body.strip() and (language or self.detects):
            document["reason"] = "empty_text"
        elif not language:
            document["reason"] = "undetected_language" if self.detects else "empty_language"
        elif not document["group"]:
            document["reason"] = "empty_group"
        return document

    def _refuse(self, why: str, place: int) -> None:
        if self._config.on_error == "raise":
            where = f"{self._origin.name}, {self._origin.unit} {place}"
            raise UserError(f"{where}: {why}; on_error='skip' leaves such rows out and counts them")

    def _id(self, name: str) -> str:
        if not name:
            return f"{self._origin.label}-{self._number}"
        return f"{self._language}-{name}" if self._language else name

    def _code(self, value: str, wrong: list[str]) -> str:
        if value.strip() and not is_possible(value):
            column = self.columns["language"]
            wrong.append(f"has {value[:40]!r} in the column {column!r}, which is no language; see language_column")
            return ""
        return language_tag(value)


def _string(row: Mapping[str, Any], column: str | None, wrong: list[str], *, scalars: bool = True) -> str:
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


def value_at(row: Mapping[str, Any], column: str | None) -> Any:
    """A row's value in a column, or in a field of one: `metadata.language`. None where there is none."""
    if column is None:
        return None
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


def by_column(documents: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> dict[str, list[str | None]]:
    """Documents as a list of values for each column."""
    return {column: [document.get(column) for document in documents] for column in columns}
