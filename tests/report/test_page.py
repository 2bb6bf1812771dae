from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from cmining_distilabel.assemble import DOCUMENTS, POINTS, SEEDS, funnel_stages
from cmining_distilabel.errors import UserError
from cmining_distilabel.report import write_report
from cmining_distilabel.report.data import sample_documents, web_address
from cmining_distilabel.report.review import review_items
from tests.report.made import hostile_seeds, mapped_result
from tests.results import seed, small_result


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_a_folder_gets_a_page_with_what_was_mined(tmp_path: Path) -> None:
    folder = mapped_result().save(tmp_path / "result")
    path = write_report(folder)
    assert path == folder / "report.html"
    page = path.read_text(encoding="utf-8")
    data = data_of(page)
    assert [point["group"] for point in data["points"]] == ["en", "ja"]
    assert [seed["title"] for seed in data["points"][1]["seeds"]][:2] == ["盆踊り", "雛祭り"]
    assert data["points"][0]["seeds"][0]["url"] == "https://en.wikipedia.org/wiki/1"
    assert len(data["documents"]["x"]) == 210
    assert data["points"][0]["near"] == [1]
    assert "cc-by-sa-4.0" in page
    assert "use-multilingual-v3@0.2.1" in page
    assert not re.search(r'(?:src|href)="(?!https://arxiv|#|data:,")', page)


def test_the_page_says_why_a_point_was_accepted(tmp_path: Path) -> None:
    page = write_report(mapped_result(), tmp_path / "page.html").read_text(encoding="utf-8")
    tests = {row["test"]: row for row in data_of(page)["points"][0]["tests"]}
    assert tests["documents in its cluster"] == {
        "test": "documents in its cluster",
        "figure": "5",
        "limit": "5 or more",
        "passed": True,
    }
    assert tests["share of en documents in it"]["figure"] == "0.900"


def test_no_text_of_a_row_is_markup(tmp_path: Path) -> None:
    page = write_report(mapped_result(hostile_seeds()), tmp_path / "page.html").read_text(encoding="utf-8")
    assert len(re.findall(r"<script", page)) == 2
    assert "<img" not in page
    assert "<i>g</i>" not in page
    assert "\x00" not in page
    assert all(seed["url"] is None for seed in data_of(page)["points"][0]["seeds"])


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "http://",
        "http://[",
        "x",
        "https://host/a b",
        "https://host/\x00",
        "file:///etc/passwd",
    ],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert web_address(url) is None


def test_an_address_with_quotes_or_other_scripts_is_kept() -> None:
    assert web_address("https://ja.wikipedia.org/wiki/盆踊り") == "https://ja.wikipedia.org/wiki/盆踊り"


def test_without_points_the_page_says_why_and_what_to_change(tmp_path: Path) -> None:
    mapped = mapped_result()
    rows = [
        {**row, "stage": "point", "reason": "small_point", "point_id": None} for row in mapped.documents.to_pylist()
    ]
    documents = pa.Table.from_pylist(rows, schema=DOCUMENTS)
    funnel = {**mapped.funnel, "points": 0, "seeds": 0, "stages": funnel_stages(documents)}
    result = replace(mapped, points=POINTS.empty_table(), seeds=SEEDS.empty_table(), documents=documents, funnel=funnel)
    page = write_report(result, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "No Culture Point was found" in page
    assert "210 of 210" in page
    assert "lower --theta" in page
    assert "fewer than tau" in page


def test_a_result_without_a_map_has_a_page(tmp_path: Path) -> None:
    page = write_report(small_result(), tmp_path / "page.html").read_text(encoding="utf-8")
    assert "No document has a place on the map" in page


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no result folder"):
        write_report(tmp_path)


def test_a_result_of_an_older_version_is_refused(tmp_path: Path) -> None:
    old = replace(small_result(), documents=small_result().documents.drop_columns(["x", "y"]))
    with pytest.raises(UserError, match=r"older version.*mine it again"):
        write_report(old.save(tmp_path / "old"))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot write the report"):
        write_report(small_result(), tmp_path / "file" / "page.html")


def test_a_large_result_gives_a_balanced_sample_that_is_stated(tmp_path: Path) -> None:
    seeds = [seed(code, rank, "祭" * 200, text="祭" * 2000, point_id=f"cp-{code}-{rank // 10}")
             for code in ("en", "ja") for rank in range(6_000)]  # fmt: skip
    result = mapped_result(seeds, others=60_000)
    path = write_report(result, tmp_path / "page.html")
    assert path.stat().st_size < 15e6
    page = path.read_text(encoding="utf-8")
    assert "50,000 of 72,000 documents" in page
    assert len(data_of(page)["documents"]["x"]) == 50_000


def test_a_sample_holds_all_seeds_and_as_many_of_each_group() -> None:
    groups = np.array(["en"] * 900 + ["ja"] * 100)
    stage = np.array(["seed" if number % 50 == 0 else "point" for number in range(1000)])
    table = pa.table({"x": np.zeros(1000, np.float32), "group": groups, "stage": stage})
    taken = sample_documents(table, 120)
    assert Counter(zip(taken["group"].to_pylist(), taken["stage"].to_pylist(), strict=True)) == {
        ("en", "seed"): 18,
        ("ja", "seed"): 2,
        ("en", "point"): 50,
        ("ja", "point"): 50,
    }
    assert taken["stage"].to_pylist()[-20:] == ["seed"] * 20


def test_random_sets_are_of_the_languages_of_the_points_they_stand_beside() -> None:
    mixed = [
        seed("ja", rank, f"題{rank}", group="ja" if rank < 4 else "en", point_id="cp-mixed") for rank in range(1, 6)
    ]
    result = mapped_result(mixed)
    group_of = dict(zip(result.documents["title"].to_pylist(), result.documents["group"].to_pylist(), strict=True))
    items = {item["arm"]: item for item in review_items(result)}
    assert set(items) == {"mined", "random"}
    assert Counter(group_of[title] for title in items["random"]["titles"]) == {"ja": 3, "en": 2}
    assert review_items(result) == review_items(result)
