"""Bad input is told with its place, or counted with its reason; never lost, never a traceback."""

import gzip
import json
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read import check_groups, read_documents
from tests.document_rows import ROWS, SKIP, read, reasons


def test_rows_that_cannot_be_used_stay_with_their_reason():
    rows = [
        {"id": "1", "text": "good", "language": "en"},
        {"id": "1", "text": "again", "language": "en"},
        {"id": "2", "text": " \n\0 ", "language": "en"},
        {"id": "3", "language": "en"},
        {"id": "4", "text": "x", "language": " "},
        {"id": "5", "text": ["nested", ["twice"]], "language": "en"},
        {"id": "6", "text": "half a pair: \ud83d", "language": "en"},
        {"id": "7", "text": float("nan"), "language": "en"},
        5,
    ]
    found = read(rows, SKIP)
    assert reasons(found) == [
        None,
        "duplicate_id",
        "empty_text",
        "empty_text",
        "empty_language",
        "malformed",
        "not_utf8",
        "empty_text",
        "malformed",
    ]
    assert found[5]["id"] == "5"
    assert found[5]["language"] == "en"


BAD_LINES = [
    (b'{"id": 2, "text": "cut', "malformed", "is no JSON"),
    (b"[1, 2]", "malformed", "one object a line"),
    (b"\0\0\0\0", "malformed", "is no JSON"),
    (b"[" * 100_000, "malformed", "is no JSON"),
    (b'{"id": 2, "language": "en", "text": {"nested": 1}}', "malformed", "'text' is a dict"),
    (b'{"id": 2, "language": "en", "text": "caf\xe9"}', "not_utf8", "is not UTF-8"),
    (b'\xff\xfe{"id": 2', "not_utf8", "is not UTF-8"),
]


@pytest.mark.parametrize(("line", "reason", "why"), BAD_LINES)
def test_a_bad_line_is_an_error_with_its_place_or_is_counted(line, reason, why, tmp_path):
    path = tmp_path / "corpus.jsonl"
    good = json.dumps(ROWS[0]).encode()
    path.write_bytes(good + b"\n\n" + line + b"\n" + json.dumps(ROWS[1]).encode())
    with pytest.raises(UserError) as error:
        read(path)
    assert f"{path}, line 3: " in str(error.value)
    assert why in str(error.value)
    assert "on_error='skip'" in str(error.value)
    rows = read(path, SKIP)
    assert reasons(rows) == [None, reason, None]
    assert rows[1]["id"] in ("corpus.jsonl:3", "2")


def test_json_that_other_tools_write_is_read(tmp_path):
    path = tmp_path / "corpus.jsonl"
    long = "long " * 1_000_000
    path.write_text(f'{{"id": 1, "text": "{long}", "language": "en", "score": NaN}}\n')
    assert read(path)[0]["text"] == long


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"2,en", "malformed"),
        (b'2,en,"a"b', "malformed"),
        (b"2,en,caf\xe9", "not_utf8"),
    ],
)
def test_a_bad_line_of_csv(line, reason, tmp_path):
    path = tmp_path / "corpus.csv"
    path.write_bytes(b"id,language,text\r\n1,en,first\r\n" + line + b"\r\n3,en,last\0\r\n")
    with pytest.raises(UserError, match=r"corpus\.csv, line 3: .*on_error='skip'"):
        read(path)
    rows = read(path, SKIP)
    assert reasons(rows) == [None, reason, None]
    assert rows[2]["text"] == "last"


def test_a_list_of_objects_with_a_name_twice_is_a_bad_row(tmp_path):
    path = tmp_path / "corpus.json"
    path.write_text('[{"id": "1", "language": "en", "text": "first", "text": "second"}, ' + json.dumps(ROWS[1]) + "]")
    with pytest.raises(UserError, match="line 1: has 'text' twice"):
        read(path)
    assert reasons(read(path, SKIP)) == ["malformed", None]


def test_compressed_files_are_known_by_what_they_hold_and_pointers_are_no_files(tmp_path):
    lines = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    (tmp_path / "unpacked.jsonl.gz").write_bytes(lines)
    (tmp_path / "packed.jsonl").write_bytes(gzip.compress(lines))
    (tmp_path / "old-mac.jsonl").write_bytes(lines.replace(b"\n", b"\r"))
    (tmp_path / "one-line.json").write_text(json.dumps({"rows": ROWS}))
    for path in tmp_path.iterdir():
        assert len(read(path)) == len(ROWS)
    for name in ("corpus.jsonl", "corpus.parquet"):
        (tmp_path / name).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
        with pytest.raises(UserError, match=f"{name} is a pointer of Git LFS.*git lfs pull"):
            read(tmp_path / name)


def test_ids_that_two_inputs_share_are_told(tmp_path, capsys):
    assert reasons(read([*ROWS, *ROWS])).count("duplicate_id") == len(ROWS)
    assert f"{len(ROWS)} documents have the id of an earlier one" in capsys.readouterr().err


def test_what_pandas_writes_for_nothing_is_told_where_it_names_a_language(capsys):
    assert reasons(read([{**ROWS[0], "language": "nan"}])) == [None]
    assert "1 documents have the language 'nan', which is Min Nan Chinese" in capsys.readouterr().err


def test_text_in_parquet_that_is_not_utf8(tmp_path):
    texts = pa.array([b"good", b"caf\xe9"], pa.binary())
    bad = pa.StringArray.from_buffers(2, *texts.buffers()[1:])
    columns = {"id": ["1", "2"], "text": bad, "language": ["en", "en"]}
    pq.write_table(pa.table(columns), tmp_path / "corpus.parquet")
    assert reasons(read(tmp_path / "corpus.parquet", SKIP)) == [None, "not_utf8"]


def test_damaged_files_are_named(tmp_path):
    packed = gzip.compress("".join(json.dumps({**ROWS[0], "id": n}) + "\n" for n in range(9999)).encode())
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "header.parquet").write_bytes(b"no Parquet at all")
    table = pa.Table.from_pylist([{**row, "id": str(n)} for n, row in enumerate(ROWS * 2000)])
    pq.write_table(table, tmp_path / "page.parquet")
    whole = (tmp_path / "page.parquet").read_bytes()
    (tmp_path / "page.parquet").write_bytes(whole[:100] + bytes(len(whole) // 2) + whole[100 + len(whole) // 2 :])
    for path in tmp_path.iterdir():
        with pytest.raises(UserError, match=path.name.replace(".", r"\.") + " cannot be read"):
            read(path)


@pytest.mark.parametrize(
    "name", ["nothing.jsonl", "folder/nothing.jsonl", "no*.csv", "empty", "notes.txt", "no-such-fs://x.jsonl"]
)
def test_an_input_that_is_not_there_or_not_readable(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(UserError) as error:
        read(name)
    assert name in str(error.value)


def test_what_cannot_be_mined_is_refused():
    with pytest.raises(UserError, match="empty corpus"):
        check_groups(read_documents([], CorpusConfig()))
    with pytest.raises(UserError, match=r"empty corpus.*2 empty_text"):
        check_groups(read_documents([{"text": "", "language": code} for code in ("en", "fr")], CorpusConfig()))
    with pytest.raises(UserError, match=r"one group, 'en'; at least two"):
        check_groups(read_documents([ROWS[0], {"text": "", "language": "fr"}], CorpusConfig()))
    check_groups(read_documents(ROWS, CorpusConfig()))
    check_groups(read_documents(ROWS[:1], CorpusConfig()), cultures=True)


def test_a_pipe_is_told_apart_from_a_file_that_is_not_there(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="pipe is a pipe or a device; write what it gives into a file"):
        read(tmp_path / "pipe")
