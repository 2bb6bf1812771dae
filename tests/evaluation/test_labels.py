import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.labels import classes_of, read_labels

ROWS = [{"id": "a", "label": "cult:food"}, {"id": "b", "label": "neut"}, {"id": "c", "label": None}]
GOOD = {"a": "cult:food", "b": "neut"}


def lines(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_every_kind_of_file_says_the_same(tmp_path: Path) -> None:
    plain = lines(tmp_path / "l.jsonl", ROWS)
    packed = tmp_path / "l.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    table = tmp_path / "l.parquet"
    pq.write_table(pa.Table.from_pylist([{**row, "text": "not read"} for row in ROWS]), table)
    cells = tmp_path / "l.csv"
    cells.write_text("id,label\na,cult:food\nb,neut\nc,\n", encoding="utf-8")
    for path in (plain, packed, table, cells):
        found = read_labels(path)
        assert (found.by_id, found.unlabelled) == (GOOD, 1)


def test_columns_and_labels_of_any_name(tmp_path: Path) -> None:
    path = lines(tmp_path / "l.jsonl", [{"doc": 7, "gold": True}, {"doc": 8, "gold": 0}, {"doc": 8, "gold": 0}])
    assert read_labels(path, id_column="doc", label_column="gold").by_id == {"7": "True", "8": "0"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"id": "a", "lable": "x"}], "no column 'label'; its columns are: id, lable"),
        ([{"key": "a", "label": "x"}], "no column 'id'; its columns are: key, label"),
        ([{"id": "a", "label": "x"}, {"id": "a", "label": "y"}], "line 2: the id 'a' has two labels, 'x' and 'y'"),
        ([{"id": "a", "label": "x"}, {"id": None, "label": "y"}], "line 2 has a label but nothing in the column 'id'"),
        ([{"id": "a", "label": ["x", "y"]}], "line 1: 'label' holds a list"),
        ([{"id": "a", "label": None}], "the column 'label' is empty in all 1 rows"),
        ([], "no column 'id'; its columns are: none"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, rows: list[dict[str, object]], message: str) -> None:
    with pytest.raises(UserError) as caught:
        read_labels(lines(tmp_path / "l.jsonl", rows))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        read_labels(tmp_path / "none.jsonl")
    (tmp_path / "labels.xlsx").write_bytes(b"PK")
    with pytest.raises(UserError, match=r"none of the kinds of file that can be read: \.jsonl"):
        read_labels(tmp_path / "labels.xlsx")
    with pytest.raises(UserError, match="empty name"):
        read_labels("")
    broken = tmp_path / "l.jsonl"
    broken.write_text('{"id": "a", "label": "x"}\n{"id": ', encoding="utf-8")
    with pytest.raises(UserError, match="line 2 is no JSON"):
        read_labels(broken)
    cut = tmp_path / "l.parquet"
    cut.write_bytes(b"PAR1")
    with pytest.raises(UserError, match="cannot be read"):
        read_labels(cut)


def test_patterns_make_classes_and_the_rest_is_of_none() -> None:
    labels = ["cult:food", "cult:myth", "neut:chem", "person", "event", "event"]
    assert classes_of(labels, ["cult:*"], ["neut:*", "person"]) == {
        "cult:food": "cult:*",
        "cult:myth": "cult:*",
        "neut:chem": "neut:*",
        "person": "person",
        "event": None,
    }


@pytest.mark.parametrize(
    ("positive", "negative", "message"),
    [
        (["cultural"], ["neut:*"], "no label matches positive='cultural'; the labels are: cult:food (2), neut:chem"),
        (["cult:*"], ["neut:*", "persn"], "no label matches negative='persn'"),
        (["c*"], ["*food", "neut:*"], "the label 'cult:food' matches both 'c*' and '*food'"),
        (["cult:*"], [], "negative=... names no label"),
    ],
)
def test_patterns_that_cannot_be_used(positive: list[str], negative: list[str], message: str) -> None:
    with pytest.raises(UserError) as caught:
        classes_of(["cult:food", "cult:food", "neut:chem"], positive, negative)
    assert message in str(caught.value)
