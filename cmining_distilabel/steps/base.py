"""What the steps share: knobs as runtime parameters, and the way from rows to arrays."""

# No `from __future__ import annotations` in this package: distilabel and pydantic read annotations at run time.
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from distilabel.mixins.runtime_parameters import RuntimeParametersMixin
from numpy.typing import NDArray

from cmining_distilabel.config import ModeConfig
from cmining_distilabel.documents import SCHEMA
from cmining_distilabel.errors import UserError
from cmining_distilabel.store import Vectors

Row = dict[str, Any]


class KnobsMixin(RuntimeParametersMixin):
    """Makes a runtime parameter of every field that a step inherits from parts of `MiningConfig`."""

    @property
    def runtime_parameters_names(self) -> dict[str, Any]:
        parts = [
            base
            for base in type(self).__mro__
            if issubclass(base, ModeConfig) and not issubclass(base, RuntimeParametersMixin)
        ]
        knobs = {name: True for part in parts for name in part.model_fields}
        return {**super().runtime_parameters_names, **knobs}


def documents_table(rows: Sequence[Row]) -> pa.Table:
    """Rows as a table of `documents.SCHEMA`; what a row lacks is empty, its group is its language."""
    defaults = {field.name: None if field.nullable else "" for field in SCHEMA}
    documents = [
        {name: default if row.get(name) is None else row[name] for name, default in defaults.items()}
        | {"group": row.get("group") or row["language"]}
        for row in rows
    ]
    return pa.Table.from_pylist(documents, schema=SCHEMA)


def groups_of(rows: Sequence[Row]) -> NDArray[np.str_]:
    """The group of each row: its language, where there is no other."""
    return np.asarray([row.get("group") or row["language"] for row in rows])


def reasons_of(rows: Sequence[Row]) -> NDArray[np.object_]:
    """Why each row was left out so far, or None. A row that was only flagged (`keep` is false) gets "not_kept".

    Raises:
        UserError: `keep` is null: a step before this one failed, and distilabel filled its columns.
    """
    reasons = np.full(len(rows), None, object)
    for place, row in enumerate(rows):
        if row.get("keep", True) is None:
            raise UserError(
                f"{_name(row)} has no value in the column 'keep': an earlier step failed, see its traceback"
            )
        reasons[place] = row.get("reason") or (None if row.get("keep", True) else "not_kept")
    return reasons


def open_vectors(rows: Sequence[Row]) -> Vectors:
    """The vectors that the columns `vector_shard` and `vector_row` refer to.

    Raises:
        UserError: a row has no vector, or its shard cannot be read.
    """
    for row in rows:
        if row["vector_shard"] is None:
            raise UserError(f"{_name(row)} has no vector; EmbedStep gives one to every row that is kept")
    paths, index = np.unique([row["vector_shard"] for row in rows], return_inverse=True)
    return Vectors.open(paths.tolist(), index, [row["vector_row"] for row in rows])


def _name(row: Row) -> str:
    return f"document {row['id']!r}" if row.get("id") else f"the document titled {row.get('title')!r}"
