"""What the files of a result must look like, so that whatever shows one can rely on it."""

from typing import Any

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from cmining_distilabel.mining.result.columns import DOCUMENTS, POINTS, SEEDS

_TEXTS = (pa.large_string(), pa.string_view(), pa.null())
_SCHEMAS = {"points": POINTS, "seeds": SEEDS, "documents": DOCUMENTS}


class _Stage(BaseModel):
    stage: str
    group: str
    documents_in: int
    documents_out: int
    rejected: dict[str, int]


class _Bias(BaseModel):
    enrichment: float
    offset_energy: float


class _Sensitivity(BaseModel):
    knob: str
    value: float
    points: int
    seeds: int


class _Funnel(BaseModel):
    model_config = ConfigDict(strict=True)

    stages: list[_Stage] = []
    documents: int = 0
    points: int = 0
    seeds: int = 0
    seconds: dict[str, float] = {}
    warnings: list[str] = []
    bias: dict[str, _Bias] = {}
    sensitivity: list[_Sensitivity] = []


_FILES: dict[str, TypeAdapter[Any]] = {
    "funnel.json": TypeAdapter(_Funnel),
    "versions.json": TypeAdapter(dict[str, str]),
}


def check_shape(name: str, value: Any) -> None:
    """Refuse the content of a JSON file that is not as `MiningResult.save` writes it; more than it is no harm.

    Raises:
        ValueError: one line that says what is not.
    """
    try:
        _FILES[name].validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{name}: {f'{place}: ' if place else ''}{first['msg']}") from None


def as_columns(name: str, table: pa.Table) -> pa.Table:
    """A table with its columns in the types that they are written in: pandas has others for texts and lists.

    Raises:
        ValueError: one line that names a column of another kind; one that is not there is of no other kind.
    """
    for field in _SCHEMAS[name]:
        place = table.schema.get_field_index(field.name)
        if place < 0 or table.schema.field(place).type == field.type:
            continue
        found = table.schema.field(place).type
        try:
            if pa.types.is_string(field.type) and not (found in _TEXTS or pa.types.is_dictionary(found)):
                raise pa.ArrowInvalid
            table = table.set_column(place, field, table.column(place).cast(field.type))
        except pa.ArrowException:
            raise ValueError(f"{name}.parquet: the column {field.name} holds {found}, not {field.type}") from None
    return table


def check_clusters(table: pa.Table) -> None:
    """Refuse a table that `frozen.clusters_table` did not make.

    Raises:
        ValueError: one line.
    """
    kinds = dict(zip(table.schema.names, table.schema.types, strict=True))
    numbers = all(kinds.get(name) == pa.int32() for name in ("cell", "cluster"))
    if not numbers or not pa.types.is_fixed_size_list(kinds.get("centroid", pa.null())):
        raise ValueError("clusters.parquet holds no clusters")
