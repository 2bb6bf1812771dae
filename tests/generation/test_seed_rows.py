"""Seeds of one's own: any format and any types, checked or converted before anything is asked."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.seeds import culture_of, load_seeds
from cmining_distilabel.generation.tasks.shown import culture_name
from cmining_distilabel.tasks import TASKS
from tests.seeds import seed_rows, write_seeds


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


SEED = {"text": "A dance of the valley.", "language": "en"}


def test_ids_and_titles_stay_as_they_are_written(tmp_path: Path) -> None:
    ids = [0, 1, "2001-01-01", 2**64 + 1, "x", 2.50, None]
    seeds = load_seeds(write(tmp_path / "own.jsonl", [{**SEED, "id": name, "title": "1990-05-01"} for name in ids]))
    assert [seed["id"] for seed in seeds] == ["0", "1", "2001-01-01", "18446744073709551617", "x", "2.5", "row-7"]
    assert {seed["title"] for seed in seeds} == {"1990-05-01"}
    frame = pd.DataFrame([{**SEED, "id": "2001-01-01", "title": "007"}])
    for path in (tmp_path / "own.csv", tmp_path / "own.tsv"):
        frame.to_csv(path, index=False, sep="\t" if path.suffix == ".tsv" else ";")
        assert [(seed["id"], seed["title"]) for seed in load_seeds(path)] == [("2001-01-01", "007")]


@pytest.mark.parametrize(
    ("given", "code", "name"),
    [
        ("Japan", None, "Japan"),
        ("JP", "JP", "Japan"),
        (["Basque", "Spain"], None, "Basque"),
        ([{"code": "JP", "name": "Japan", "weight": 1}], "JP", "Japan"),
        ({"name": "Japan"}, None, "Japan"),
        ([], None, ""),
        (None, None, ""),
        ("", None, ""),
    ],
)
def test_cultures_of_any_shape(given: Any, code: str | None, name: str, tmp_path: Path) -> None:
    (seed,) = load_seeds(write(tmp_path / "own.jsonl", [{**SEED, "cultures": given}]))
    assert culture_name(seed) == name
    assert culture_of(seed) == (code or name or "en")
    assert all(set(culture) == {"code", "name", "weight"} for culture in seed["cultures"] or [])


def test_texts_are_made_of_numbers_and_lists(tmp_path: Path) -> None:
    row = {**SEED, "language": "eng", "source": ["wiki", "book"], "license": 4, "facet": 7, "url": None}
    (seed,) = load_seeds(write(tmp_path / "own.jsonl", [row]))
    shown = [seed[name] for name in ("language", "source", "license", "facet", "url")]
    assert shown == ["en", "wiki, book", "4", "7", None]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"cultures": 5}, "line 1 .seed 'a'.: the column 'cultures' holds a int"),
        ({"cultures": [{"land": "Japan"}]}, "the column 'cultures' holds a mapping"),
        ({"cultures": [{"name": "Japan", "weight": "high"}]}, "the weight of a culture is a str"),
        ({"source": {"name": "wiki"}}, "the column 'source' holds a mapping"),
        ({"text": ["a", "b"]}, "the column 'text' holds a list"),
        ({"text": 5}, "the column 'text' holds a int"),
        ({"language": 5}, "the column 'language' holds a int"),
        ({"language": "17"}, "'17' is no language"),
        ({"id": {"page": 1}}, "the column 'id' holds a mapping"),
    ],
)
def test_what_cannot_be_converted_is_one_line(changed: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=message) as caught:
        load_seeds(write(tmp_path / "own.jsonl", [{**SEED, "id": "a", **changed}]))
    assert "\n" not in str(caught.value)


def test_an_empty_name_and_a_mistyped_path_ask_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpora").mkdir()
    for name, message in (("", "empty name"), ("corpora/my_seeds", "no such file")):
        with pytest.raises(UserError, match=message):
            load_seeds(name)


def test_a_point_without_a_culture_tells_the_writer_its_language(tmp_path: Path) -> None:
    rows = [{**row, "cultures": None, "point_id": "p1"} for row in seed_rows()]
    rows.append({**seed_rows()[0], "id": "sure", "point_id": "p1"})
    languages = Counter(row["language"] for row in rows[:-1])
    seeds = load_seeds(write_seeds(tmp_path / "result", rows))
    assert {seed.get("told_in") for seed in seeds[:-1]} == {languages.most_common(1)[0][0]}
    first, *_, sure = seeds
    assert "Told mostly in: English" in TASKS["grounded_qa"].prompt(first, "en")
    assert "Told mostly in" not in TASKS["grounded_qa"].prompt(sure, "en"), "it has a culture"
    assert "Told mostly in" not in TASKS["reverse_instruction"].prompt(first, "en")
