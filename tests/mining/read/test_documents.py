"""Reading documents: every kind of input gives the same table, and bad input is told or counted, never lost."""

import csv
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel.config import CorpusConfig, MiningConfig
from cmining_distilabel.config.knobs import part_of
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read import SCHEMA, read_documents
from tests.document_rows import ROWS, lines, read, reasons


def as_jsonl(folder: Path):
    return lines(folder / "corpus.jsonl", ROWS)


def as_jsonl_gz_with_bom_and_crlf(folder: Path):
    text = "\ufeff" + "\r\n\r\n".join(json.dumps(row) for row in ROWS) + "\r\n"
    path = folder / "corpus.jsonl.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return str(path)


def as_csv(folder: Path):
    path = folder / "corpus.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)
    return path


def as_parquet(folder: Path):
    pq.write_table(pa.Table.from_pylist(ROWS), folder / "corpus.parquet", row_group_size=2)
    return [folder / "corpus.parquet"]


def as_folder(folder: Path):
    lines(folder / "1.jsonl", ROWS[:1])
    pq.write_table(pa.Table.from_pylist(ROWS[1:]), folder / "2.parquet")
    (folder / "notes.txt").write_text("not for us")
    (folder / "_hidden.jsonl").write_text("not for us")
    return str(folder)


def as_pattern(folder: Path):
    as_folder(folder)
    return str(folder / "[12].*")


def as_memory_file(folder: Path):
    with fsspec.open("memory://corpus.jsonl", "wb") as file:
        file.write(as_jsonl(folder).read_bytes())
    return "memory://corpus.jsonl"


def as_table(folder: Path):
    return pa.Table.from_pylist(ROWS).cast(pa.schema([(name, pa.large_string()) for name in ROWS[0]]))


def as_dataset(folder: Path):
    from datasets import Dataset

    # A selection keeps the table and adds indices, which reading must respect.
    return Dataset.from_list([ROWS[2], *ROWS[:2]]).select([1, 2, 0])


def as_generator(folder: Path):
    return (row for row in ROWS)


@pytest.mark.parametrize(
    "given",
    [
        as_jsonl,
        as_jsonl_gz_with_bom_and_crlf,
        as_csv,
        as_parquet,
        as_folder,
        as_pattern,
        as_memory_file,
        as_table,
        as_dataset,
        as_generator,
    ],
)
def test_every_kind_of_input_gives_the_same_documents(given, tmp_path):
    expected = [{**dict.fromkeys(SCHEMA.names), **row, "group": row["language"]} for row in ROWS]
    assert read(given(tmp_path)) == [{name: row[name] for name in SCHEMA.names} for row in expected]


def test_columns_are_mapped_and_codes_normalised(tmp_path):
    path = lines(
        tmp_path / "wiki.jsonl",
        [
            {
                "page": 7,
                "head": " H ",
                "body": "b",
                "lang": "EN_us ",
                "place": "Wales",
                "license": "CC0",
                "source": ["x"],
            },
            {"page": None, "head": 1984, "body": "b", "lang": "zh-Hant", "place": None},
        ],
    )
    config = CorpusConfig(
        id_column="page", title_column="head", text_column="body", language_column="lang", group_column="place"
    )
    first, second = read(path, config)
    assert (first["id"], first["title"], first["language"], first["group"]) == ("7", "H", "en-US", "Wales")
    assert (first["license"], first["source"]) == ("CC0", "x")
    assert (second["id"], second["title"], second["language"]) == ("wiki-2", "1984", "zh-Hant")
    assert reasons([first, second]) == [None, "empty_group"]


def test_columns_by_their_usual_names_are_taken_and_told(tmp_path, capsys):
    rows = [{"_id": "a", "Heading": "H", "Content": "b", "lang": "en", "licence": "CC0", "uri": "x.org"}]
    (row,) = read(lines(tmp_path / "wiki.jsonl", rows))
    names = ("id", "title", "text", "language", "license", "url")
    assert [row[name] for name in names] == ["a", "H", "b", "en", "CC0", "x.org"]
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(
        "columns taken: '_id' for the id, 'Heading' for the title, 'Content' for the text, 'lang' for"
    )
    rows = [{"text": "b", "content": "no", "language": "en", "terms": "CC0", "from": "x"}]
    (row,) = read(lines(tmp_path / "own.jsonl", rows), CorpusConfig(license_column="terms", source_column="from"))
    assert (row["text"], row["license"], row["source"]) == ("b", "CC0", "x")
    assert "no column of titles was found" in capsys.readouterr().err


def test_languages_are_detected_where_nothing_says_them(tmp_path, capsys):
    english = "A maypole is a tall wooden pole that is erected as a part of folk festivals, number"
    french = "Le pot-au-feu est une recette de cuisine traditionnelle et emblématique, numéro"
    texts = [f"{text} {number}." for text in (english, french) for number in range(25)]
    odd = ["Kräftskiva är en svensk tradition i augusti, då man äter kräftor.", "1984 / 1985", " "]
    path = lines(tmp_path / "wiki.jsonl", [{"title": "t", "text": text} for text in (*texts, *odd)])
    rows = read(path)
    assert [row["language"] for row in rows[:50]] == ["en"] * 25 + ["fr"] * 25
    assert reasons(rows) == [None] * 50 + ["undetected_language"] * 2 + ["empty_text"]
    assert "wiki.jsonl says no languages: each text's is detected" in capsys.readouterr().err


def test_the_language_of_an_input_and_ids_that_start_anew_in_each(tmp_path):
    (tmp_path / "de").mkdir()
    english = lines(tmp_path / "wiki.jsonl", [{"id": 1, "text": "one"}, {"text": "two"}])
    german = lines(tmp_path / "de" / "wiki.jsonl", [{"id": 1, "text": "eins"}, {"text": "zwei"}])
    rows = read([f"en={english}", f"de={german}"])
    assert reasons(rows) == [None] * 4
    assert [row["id"] for row in rows] == ["en-1", "wiki-2", "de-1", "wiki.2-2"]
    assert [row["group"] for row in rows] == ["en", "en", "de", "de"]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            CorpusConfig(),
            "corpus.jsonl has no column 'text' (nor content, body, article, raw_content); it",
        ),
        (
            CorpusConfig(text_column="b"),
            "no column 'b'; it has: id, lang, words. Name the right one with text_column",
        ),
        (CorpusConfig(text_column="words", language_column="code"), "language_column, or give LANG=INPUT"),
        (CorpusConfig(text_column="words", language_column="lang", title_column="head"), "no column 'head'"),
    ],
)
def test_a_missing_column_is_named_with_those_that_are_there(config, message, tmp_path):
    path = lines(tmp_path / "corpus.jsonl", [{"id": 1, "lang": "en", "words": "x"}])
    with pytest.raises(UserError) as error:
        read(path, config)
    assert message in str(error.value)


def test_languages_are_chosen_at_reading():
    rows = [{"id": code + text, "text": text, "language": code} for code in ("en", "ja", "fr") for text in "ab"]
    chosen = read(rows, part_of(MiningConfig(languages=("EN", "fr")), CorpusConfig))
    assert [row["language"] for row in chosen] == ["en", "en", "fr", "fr"]
    with pytest.raises(UserError, match="no documents in ko; the languages found are: en, fr, ja"):
        read(rows, CorpusConfig(languages=("en", "ko")))


def test_text_is_not_held_in_memory_and_no_file_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = pa.total_allocated_bytes()
    rows = ({"id": number, "text": f"{number} " * 5000, "language": "en"} for number in range(3000))
    table = read_documents(rows, CorpusConfig(), quiet=True)
    assert table.nbytes > 60_000_000
    assert pa.total_allocated_bytes() - before < 1_000_000
    assert table["text"][2999].as_py().startswith("2999 ")
    assert list(tmp_path.iterdir()) == []


def test_an_error_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UserError):
        read([*ROWS, 5])
    assert list(tmp_path.iterdir()) == []


def test_reading_files_does_not_wait_for_the_import_of_datasets(tmp_path):
    code = (
        "import sys; from cmining_distilabel.mining.read import read_documents as read;"
        "from cmining_distilabel.config import CorpusConfig; read(sys.argv[1], CorpusConfig());"
        "sys.exit('datasets' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(as_jsonl(tmp_path))], check=True, timeout=60)


def test_texts_that_begin_with_their_titles_are_told(capsys):
    rows = [
        {"id": f"{n}", "title": "Tea", "text": f"Tea\n\nTea is drunk {n} times a day.", "language": "en"}
        for n in range(4)
    ]
    read(rows)
    assert "most texts begin with their title" in capsys.readouterr().err
    read([{**row, "text": row["text"].removeprefix("Tea\n\n")} for row in rows])
    assert capsys.readouterr().err == ""
