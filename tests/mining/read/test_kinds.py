"""Inputs as the world has them: encodings, separators, formats, frames, linked folders, splits."""

import json
import os

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.errors import UserError
from tests.document_rows import ROWS, SKIP, lines, read, reasons

TEXTS = [row["text"] for row in ROWS]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_wide_encodings_are_decoded(encoding, ending, tmp_path):
    path = tmp_path / f"corpus{ending}"
    lines(path, ROWS) if ending == ".jsonl" else pd.DataFrame(ROWS).to_csv(path, index=False)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert [row["id"] for row in read(path)] == ["a", "b", "c"]
    assert [row["title"] for row in read(path)] == ["Sake", "酒", ""]


@pytest.mark.parametrize(("separator", "ending"), [(";", ".csv"), ("|", ".csv"), ("\t", ".csv"), ("\t", ".tsv")])
def test_the_header_tells_the_separator(separator, ending, tmp_path):
    path = tmp_path / f"corpus{ending}"
    rows = [{**row, "text": f"one{separator}two, {row['text']}"} for row in ROWS]
    pd.DataFrame(rows).to_csv(path, index=False, sep=separator)
    assert [row["text"].replace("\r\n", "\n") for row in read(path)] == [
        row["text"].replace("\r\n", "\n") for row in rows
    ]


def test_a_wanted_column_that_is_there_twice_is_refused_by_name(tmp_path):
    path = tmp_path / "corpus.csv"
    path.write_text("id,text,language,text,note,note\n1,a,en,b,,\n", encoding="utf-8")
    with pytest.raises(UserError, match="the column 'text' twice"):
        read(path)
    path.write_text("id,text,language,note,note\n1,a,en,,\n", encoding="utf-8")
    assert read(path)[0]["text"] == "a", "a column that nobody wants may be there twice"
    twice = tmp_path / "corpus.jsonl"
    twice.write_text('{"id": 1, "text": "a", "language": "en", "text": "b"}\n', encoding="utf-8")
    with pytest.raises(UserError, match="line 1: has 'text' twice"):
        read(twice)
    twice.write_text('{"id": 1, "text": "a", "language": "en", "more": {"text": "b"}}\n', encoding="utf-8")
    assert read(twice)[0]["text"] == "a"
    with pytest.raises(UserError, match="the column 'text' twice"):
        read(pa.table([["1"], ["a"], ["b"], ["en"]], names=["id", "text", "text", "language"]))


def test_ids_are_kept_as_written(tmp_path):
    written = ["0", "18446744073709551617", "18446744073709551618", "1.10", "1.1", "1e3", '"2001-01-01"', '"1.0"']
    path = tmp_path / "corpus.jsonl"
    path.write_text(
        "".join(f'{{"id": {name}, "text": "text {name.strip(chr(34))}", "language": "en"}}\n' for name in written),
        encoding="utf-8",
    )
    rows = read(path)
    assert [row["id"] for row in rows] == [name.strip('"') for name in written]
    assert reasons(rows) == [None] * len(written)
    whole = tmp_path / "whole.json"
    whole.write_text("[" + ",\n".join(path.read_text(encoding="utf-8").splitlines()) + "]", encoding="utf-8")
    assert [row["id"] for row in read(whole)] == [name.strip('"') for name in written]


def test_json_files_of_one_value(tmp_path):
    path = tmp_path / "corpus.json"
    for value in (ROWS, {"data": ROWS}):
        path.write_text(json.dumps(value, indent=2), encoding="utf-8")
        assert [row["text"] for row in read(path)] == TEXTS
    path.write_text(json.dumps([ROWS[0], 5]), encoding="utf-8")
    assert reasons(read(path, SKIP)) == [None, "malformed"]


def test_files_by_their_content_and_more_formats(tmp_path):
    table = pa.Table.from_pylist(ROWS)
    lines(tmp_path / "part-00000", ROWS)
    with pa.OSFile(str(tmp_path / "stream.arrow"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    feather.write_feather(table, tmp_path / "file.arrow")
    packed = lines(tmp_path / "plain.jsonl", ROWS).read_bytes()
    with pa.output_stream(str(tmp_path / "packed.jsonl.zst"), compression="zstd") as stream:
        stream.write(packed)
    for name in ("part-00000", "stream.arrow", "file.arrow", "packed.jsonl.zst"):
        assert [row["text"] for row in read(tmp_path / name)] == TEXTS, name
    whole = (tmp_path / "packed.jsonl.zst").read_bytes()
    (tmp_path / "cut.jsonl.zst").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "cut.arrow").write_bytes((tmp_path / "stream.arrow").read_bytes()[:-400])
    for name in ("cut.jsonl.zst", "cut.arrow"):
        with pytest.raises(UserError, match="cannot be read"):
            read(tmp_path / name)


def test_a_folder_reads_what_has_no_ending_where_it_holds_rows(tmp_path):
    lines(tmp_path / "part-00000", ROWS)
    (tmp_path / "LICENSE").write_text("Do as you like.", encoding="utf-8")
    assert [row["id"] for row in read(tmp_path)] == ["a", "b", "c"]


def test_linked_folders_are_followed_once_and_broken_links_named(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    lines(elsewhere / "x.jsonl", ROWS)
    os.symlink(elsewhere, corpus / "linked")
    os.symlink(corpus, corpus / "itself")
    assert [row["id"] for row in read(corpus)] == ["a", "b", "c"]
    os.symlink(tmp_path / "gone.jsonl", corpus / "y.jsonl")
    for name in (corpus, corpus / "y.jsonl"):
        with pytest.raises(UserError, match=r"y\.jsonl is a link to .*gone\.jsonl, which is not there"):
            read(name)


def test_partitions_of_folders_are_columns(tmp_path):
    for language, rows in (("en", ROWS[:1]), ("ja", ROWS[1:2])):
        folder = tmp_path / f"language={language}" / "source=my%20wiki"
        folder.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows).drop_columns(["language"]), folder / "0.parquet")
    assert [(row["id"], row["language"], row["source"]) for row in read(tmp_path)] == [
        ("a", "en", "my wiki"),
        ("b", "ja", "my wiki"),
    ]


def test_columns_inside_columns(tmp_path):
    rows = [
        {"meta": {"page": {"id": 2**64 + 1}, "language": "eng"}, "text": "one"},
        {"meta": {"page": {"id": 2**64 + 2}, "language": "deu_Latn"}, "text": "zwei"},
        {"meta": None, "text": "rien"},
    ]
    config = CorpusConfig(id_column="meta.page.id", language_column="meta.language")
    found = read(lines(tmp_path / "corpus.jsonl", rows), config)
    assert [row["id"] for row in found[:2]] == ["18446744073709551617", "18446744073709551618"]
    assert [row["language"] for row in found] == ["en", "de", ""]
    pq.write_table(pa.Table.from_pylist([{"meta": {"language": "fr"}, "text": "un"}]), tmp_path / "corpus.parquet")
    assert read(tmp_path / "corpus.parquet", CorpusConfig(language_column="meta.language"))[0]["language"] == "fr"


def test_data_frames_and_data_sets_in_memory():
    import datasets

    frame = pd.DataFrame(ROWS)
    data = datasets.Dataset.from_list(ROWS)
    for given in (frame, data.to_iterable_dataset(), datasets.DatasetDict({"test": data})):
        assert [row["text"] for row in read(given)] == TEXTS
    with pytest.raises(UserError, match=r"pass one of its splits.*'train', 'test'"):
        read(datasets.DatasetDict({"train": data, "test": data}))
    with pytest.raises(UserError, match="data frame cannot be read"):
        read(pd.DataFrame([[1, "a", "b", "en"]], columns=["id", "text", "text", "language"]))
    with pytest.raises(UserError, match="a int is no input"):
        read(5)


def test_class_labels_give_their_names_from_memory_disk_and_parquet(tmp_path):
    import datasets

    features = datasets.Features(
        {"text": datasets.Value("string"), "language": datasets.ClassLabel(names=["en", "ja"])}
    )
    rows = {"text": ["one", "二", "?"], "language": [0, 1, -1]}
    data = datasets.Dataset.from_dict(rows, features=features)
    data.to_parquet(tmp_path / "corpus.parquet")
    data.save_to_disk(tmp_path / "saved")
    datasets.DatasetDict({"train": data, "test": data}).save_to_disk(tmp_path / "splits")
    given = [
        data,
        data.to_iterable_dataset(),
        tmp_path / "corpus.parquet",
        tmp_path / "saved",
        tmp_path / "splits/test",
    ]
    for source in given:
        assert [row["language"] for row in read(source)] == ["en", "ja", ""], source
    with pytest.raises(UserError, match=r"holds the splits test, train; name the one to read: .*splits/test"):
        read(tmp_path / "splits")


def test_an_empty_name_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines(tmp_path / "corpus.jsonl", ROWS)
    for name in ("", " ", ["corpus.jsonl", ""]):
        with pytest.raises(UserError, match="empty name"):
            read(name)


@pytest.mark.parametrize(
    "name", ["corpora/my_corpus", "corpora/wiki.en", "nowhere/wiki.jsonl", "./my/corpus", "my_corpus"]
)
def test_nothing_is_asked_of_the_hub_for_what_may_be_a_mistyped_path(name, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpora").mkdir()
    with pytest.raises(UserError, match="no such file"):
        read(name)
    assert "Hub is asked" not in capfd.readouterr().err


def test_a_column_that_holds_no_languages_is_told_with_examples():
    rows = [
        {"id": str(n), "text": f"text {n}", "language": f"page{chr(97 + n % 26)}{chr(97 + n // 26)}"} for n in range(60)
    ]
    with pytest.raises(UserError, match=r"'language' holds no languages: it has 60 values such as 'pageaa', 'pageba'"):
        read(rows)
    for value in (17, "2001-05-06", "https://example.org"):
        with pytest.raises(UserError, match=r"row 1: has '.*' in the column 'language', which is no language"):
            read([{"text": "x", "language": value}])
    assert reasons(read([{"text": "x", "language": 3}, {"text": "y", "language": "en"}], SKIP)) == ["malformed", None]


def test_languages_are_one_tag_and_unknown_ones_are_told(capfd):
    codes = ["en-us", "EN_US", "eng", "English", "日本語", "iw", "zho_Hans", "elvish"]
    rows = read([{"id": str(n), "title": "", "text": f"text {n}", "language": code} for n, code in enumerate(codes)])
    assert [row["group"] for row in rows] == ["en-US", "en-US", "en", "en", "ja", "he", "zh", "elvish"]
    told = capfd.readouterr().err.splitlines()
    assert [line for line in told if "no known language: 'elvish' (1)" in line] == told


@pytest.mark.parametrize("ending", [".jsonl", ".parquet"])
def test_a_list_of_paragraphs_is_an_article(ending, tmp_path):
    path = tmp_path / f"articles{ending}"
    rows = [{**row, "text": ["The lead.", "More of it."]} for row in ROWS]
    lines(path, rows) if ending == ".jsonl" else pq.write_table(pa.Table.from_pylist(rows), path)
    assert {row["text"] for row in read(path)} == {"The lead.\nMore of it."}
