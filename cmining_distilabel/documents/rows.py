"""From a row as the input has it to a document, or to the reason why it is none."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.documents.schema import OPTIONAL, Batch, Broken, Origin, language_code
from cmining_distilabel.errors import UserError

Document = dict[str, str | None]
_SCALARS = (int, float, decimal.Decimal, datetime.date, datetime.time, uuid.UUID)
_SKIP = "; --on-error skip leaves such rows out and counts them"


def wanted_columns(config: CorpusConfig) -> list[str]:
    """Every column that could be needed from an input."""
    names = [config.id_column, config.title_column, config.text_column, config.language_column, *OPTIONAL]
    return [*names, config.group_column] if config.group_column else names


class Converter:
    """Makes documents of the rows of one input.

    An input whose language is given for all of it (``ja=...``, or a Hub config) may have ids that are unique within
    it only, as Wikipedia numbers its pages language by language, so its ids get the language in front: ``ja-12``.
    """

    def __init__(self, origin: Origin, config: CorpusConfig) -> None:
        self._origin = origin
        self._config = config
        self._language: str | None = origin.language
        self._checked = False
        self._number = 0
        self._codes: dict[str, str] = {}

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
            if isinstance(row, Broken):
                document = self._broken(row, place)
            else:
                document = self._document(row, place)
            documents.append(document)
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
        if not origin.overrules and config.language_column in columns:
            self._language = None
        elif origin.language is None:
            required["language"] = config.language_column
        # A column that the user named must be there; the defaults of these may be absent.
        for name in ("id", "title", "group"):
            column = getattr(config, f"{name}_column")
            if column and column != CorpusConfig.model_fields[f"{name}_column"].default:
                required[name] = column
        for name, column in required.items():
            if column not in columns:
                what = f"{origin.name} has no column {column!r}; it has: {', '.join(map(str, columns))}"
                hint = f"Use --{name}-column" + (f", or LANG={origin.name}" if name == "language" else "")
                raise UserError(f"{what}. {hint}")
        self._checked = True

    def _broken(self, row: Broken, place: int) -> Document:
        origin = self._origin
        if self._config.on_error == "raise":
            raise UserError(f"{origin.name}, {origin.unit} {place}: {row.why}{_SKIP}")
        language = origin.language or ""
        name = origin.name.replace("\\", "/").rpartition("/")[2]
        return {
            "id": f"{name}:{place}",
            "title": "",
            "text": "",
            "language": language,
            "group": "" if self._config.group_column else language,
            **dict.fromkeys(OPTIONAL),
            "reason": row.reason,
        }

    def _document(self, row: Mapping[str, Any], place: int) -> Document:
        config = self._config
        try:
            language = self._language or self._code(_string(row, config.language_column))
            text = _string(row, config.text_column, scalars=False)
            name = _string(row, config.id_column)
            document: Document = {
                "id": self._id(name),
                "title": _string(row, config.title_column).strip(),
                "text": text,
                "language": language,
                "group": _string(row, config.group_column).strip() if config.group_column else language,
                **{column: _string(row, column) or None for column in OPTIONAL},
            }
        except _NotText as error:
            return self._broken(Broken("malformed", str(error)), place)
        try:
            "".join(filter(None, document.values())).encode()
        except UnicodeEncodeError:
            if config.on_error == "raise":
                return self._broken(Broken("not_utf8", "is not UTF-8"), place)
            mended = {
                key: value and value.encode("utf-8", "replace").decode() for key, value in document.items()
            }
            return {**mended, "reason": "not_utf8"}
        if not language:
            document["reason"] = "empty_language"
        elif not text or text.isspace():
            document["reason"] = "empty_text"
        else:
            document["reason"] = None if document["group"] else "empty_group"
        return document

    def _id(self, name: str) -> str:
        if not name:
            return f"{self._origin.label}-{self._number}"
        return f"{self._language}-{name}" if self._language else name

    def _code(self, value: str) -> str:
        if value not in self._codes:
            self._codes[value] = language_code(value)
        return self._codes[value]


class _NotText(ValueError):
    """A value that is no text."""


def _string(row: Mapping[str, Any], column: str, *, scalars: bool = True) -> str:
    """A value as text without NUL characters, which tokenisers end at; "" for a missing one."""
    value = row.get(column)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    if isinstance(value, str):
        return value.replace("\0", "")
    if value is None or value != value:  # NaN stands for a missing value in pandas
        return ""
    if scalars and isinstance(value, _SCALARS):
        return str(value)
    raise _NotText(f"{column!r} is a {type(value).__name__}, not a string")


def by_column(documents: Sequence[Document], columns: Sequence[str]) -> dict[str, list[str | None]]:
    """Documents as a list of values for each column."""
    return {column: [document[column] for document in documents] for column in columns}
