"""A result's files of another shape: one line that names the file, whoever shows it."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel import MiningResult
from cmining_distilabel.errors import UserError
from cmining_distilabel.show.page import write_report
from tests.show.page.made import mapped_result

_STAGE = {"stage": "read", "group": "en", "documents_in": 3, "documents_out": 3, "rejected": {}}
FUNNELS: list[Any] = [
    [],
    {"stages": 3},
    {"stages": [1]},
    {"stages": [{}]},
    *({"stages": [{**_STAGE, name: value}]} for name in _STAGE for value in (None, [1])),
    *({name: value} for name in ("documents", "points", "seeds") for value in ("many", None, [1])),
    {"seconds": 3},
    {"warnings": 3},
    {"bias": {"before": 1}},
    {"sensitivity": [1]},
]


def _refused(folder: Path, name: str) -> None:
    with pytest.raises(UserError, match=rf"is damaged: {name}") as found:
        write_report(folder)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("changed", FUNNELS, ids=str)
def test_a_funnel_of_another_shape(tmp_path: Path, changed: Any) -> None:
    folder = mapped_result().save(tmp_path / "result")
    funnel = json.loads((folder / "funnel.json").read_text())
    written = {**funnel, **changed} if isinstance(changed, dict) else changed
    (folder / "funnel.json").write_text(json.dumps(written))
    _refused(folder, r"funnel\.json")


@pytest.mark.parametrize("value", [[], None, 3, {"encoder": ["a"]}])
def test_versions_of_another_shape(tmp_path: Path, value: Any) -> None:
    folder = mapped_result().save(tmp_path / "result")
    (folder / "versions.json").write_text(json.dumps(value))
    _refused(folder, r"versions\.json")


def test_a_result_of_a_newer_version_says_so(tmp_path: Path) -> None:
    folder = mapped_result().save(tmp_path / "result")
    versions = json.loads((folder / "versions.json").read_text())
    (folder / "versions.json").write_text(json.dumps({**versions, "cmining-distilabel": "999.1"}))
    MiningResult.load(folder)  # what can be read is read
    pq.write_table(pa.table({"a": [1]}), folder / "clusters.parquet")
    with pytest.raises(UserError, match=r"was written by cmining-distilabel 999\.1, and this is .*; install that"):
        MiningResult.load(folder)


@pytest.mark.parametrize(
    "table", [pa.table({"a": [1]}), pa.table({"cell": ["a"], "cluster": [1], "centroid": [[1.0]]})]
)
def test_clusters_of_another_shape(tmp_path: Path, table: pa.Table) -> None:
    folder = mapped_result().save(tmp_path / "result")
    pq.write_table(table, folder / "clusters.parquet")
    _refused(folder, r"clusters\.parquet")


@pytest.mark.parametrize("name", ["points", "seeds", "documents"])
def test_columns_of_other_types(tmp_path: Path, name: str) -> None:
    folder = mapped_result().save(tmp_path / "result")
    whole = pq.read_table(folder / f"{name}.parquet")
    for place, column in enumerate(whole.column_names):
        pq.write_table(whole.set_column(place, column, pa.array([{"q": 1}] * len(whole))), folder / f"{name}.parquet")
        _refused(folder, rf"{name}\.parquet: the column {column} ")


def test_tables_that_pandas_wrote_are_read(tmp_path: Path) -> None:
    result = mapped_result()
    folder = result.save(tmp_path / "result")
    fields = [pa.field(f.name, pa.large_string()) if pa.types.is_string(f.type) else f for f in result.seeds.schema]
    pq.write_table(result.seeds.cast(pa.schema(fields)), folder / "seeds.parquet")
    assert MiningResult.load(folder).seeds == result.seeds
