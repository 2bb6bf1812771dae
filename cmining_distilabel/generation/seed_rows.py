"""A row of anybody's file as a seed: every column of the type that prompts, plan and results count on."""

import math
from collections.abc import Mapping
from typing import Any

from babel import Locale

from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import is_possible, language_tag
from cmining_distilabel.mining.read.rows import text_of

Seed = dict[str, Any]
_TEXTS = ("title", "group", "facet", "point_id", "source", "url", "license")
"""Columns that hold a text, of which a seed may lack any."""


def as_seed(row: Mapping[str, Any], number: int, where: str) -> Seed:
    """A seed with its columns checked and converted; other columns stay as they are.

    Ids, and texts that are numbers or lists, are written out; `cultures` may be a name or a code, a list of these, or
    of structs with `code`, `name` and `weight`, and becomes the last.

    Args:
        row: as it was read.
        number: from 1, for a row without an id.
        where: the row's place, for messages.

    Raises:
        UserError: the text or the language is missing, or a column holds what cannot be converted.
    """
    seed = dict(row)
    name = _text(row.get("id"), "id", where)
    seed["id"] = name or f"row-{number}"
    place = f"{where} (seed {seed['id']!r})"
    for column in ("text", "language"):
        value = row.get(column)
        value = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        if value is not None and not isinstance(value, str):
            raise UserError(f"{place}: the column '{column}' holds a {_kind(value)}, not a text")
        if not (value or "").strip():
            raise UserError(f"{place} has no {column}")
        seed[column] = (value or "").replace("\0", "").encode("utf-8", "replace").decode()
    if not is_possible(seed["language"]):
        raise UserError(f"{place}: {seed['language'][:40]!r} is no language; write a tag such as en or zh-Hant")
    seed["language"] = language_tag(seed["language"])
    for column in _TEXTS:
        if column in row:
            seed[column] = _text(row[column], column, place) or None
    if "cultures" in row:
        seed["cultures"] = _cultures(row["cultures"], place)
    return seed


def _text(value: Any, column: str, where: str) -> str:
    if isinstance(value, Mapping):
        raise UserError(f"{where}: the column '{column}' holds a {_kind(value)}, not a text")
    return text_of(value).encode("utf-8", "replace").decode().strip()


def _cultures(value: Any, where: str) -> list[dict[str, Any]] | None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    given = value if isinstance(value, list | tuple) else [value]
    found = [_culture(item, where) for item in given if item is not None]
    return [culture for culture in found if culture["code"] or culture["name"]] or None


def _culture(value: Any, where: str) -> dict[str, Any]:
    """A culture with `code` (ISO 3166, or null), `name` and `weight`."""
    if isinstance(value, str):
        text = value.strip()
        name = Locale("en").territories.get(text) if text.isupper() else None
        return {"code": text if name else None, "name": name or text or None, "weight": None}
    if not isinstance(value, Mapping) or not {"code", "name"} & set(value):
        raise UserError(
            f"{where}: the column 'cultures' holds a {_kind(value)}; write names, codes, or structs with code and name"
        )
    weight = value.get("weight")
    if not (weight is None or (isinstance(weight, int | float) and not isinstance(weight, bool))):
        raise UserError(f"{where}: the weight of a culture is a {_kind(weight)}, not a number")
    code, name = (_text(value.get(part), f"cultures.{part}", where) or None for part in ("code", "name"))
    return {"code": code, "name": name, "weight": None if weight is None else float(weight)}


def _kind(value: Any) -> str:
    return "mapping" if isinstance(value, Mapping) else type(value).__name__
