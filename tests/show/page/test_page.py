import html
import json
import re
import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from cmining_distilabel.cli.main import app
from cmining_distilabel.cli.report import report_of
from cmining_distilabel.config import MiningConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.columns import POINTS
from cmining_distilabel.show import acceptance
from cmining_distilabel.show.page import data, write_report
from cmining_distilabel.show.page.data import sample_documents
from cmining_distilabel.show.page.seeds import first_sentence, name_marks, web_address
from cmining_distilabel.show.review.sets import review_items
from tests.results import seed, small_result
from tests.show.page.made import hostile_seeds, mapped_result, pointless_result, with_curves


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
    assert [point["culture"] for point in data["points"]] == ["United Kingdom", "Japan"]
    assert [seed["title"] for seed in data["seeds"] if seed["point"] == 1][:2] == ["盆踊り", "雛祭り"]
    assert data["seeds"][0]["url"] == "https://en.wikipedia.org/wiki/1"
    assert data["counts"] == [[5], [5]]
    assert {owner["name"]: owner["place"] is not None for owner in data["owners"]} == {
        "United Kingdom": True,
        "Japan": True,
    }
    assert {owner["code"] for owner in data["owners"]} == {"GB", "JP"} < set(data["world"]["shapes"])
    assert "<h1>10 seeds of 2 cultures</h1>" in page
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


def test_a_test_that_the_mean_of_the_seeds_fails_is_not_called_met() -> None:
    config = MiningConfig(theta=0.5, fdr=0.05)
    point = dict.fromkeys(POINTS.names) | {"kind": "culture", "group": "en", "size": 20}
    point |= {"culture_share": 0.4, "balanced_share": 0.3}
    passed = {row["test"]: row["passed"] for row in acceptance.tests_of(point, config)}
    assert passed == {
        "documents in its cluster": True,
        f"share of {point['group']} around its seeds, groups counted as equally large": False,
        "posterior share of its culture, a mean over its seeds": "in part",
    }


def test_no_text_of_a_row_is_markup(tmp_path: Path) -> None:
    page = write_report(mapped_result(hostile_seeds()), tmp_path / "page.html").read_text(encoding="utf-8")
    assert len(re.findall(r"<script", page)) == 2
    assert "<img" not in page
    assert "<i>g</i>" not in page
    assert "\x00" not in page
    assert all(seed["url"] is None for seed in data_of(page)["seeds"])


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


def test_names_of_the_culture_are_marked_where_javascript_counts_them() -> None:
    assert name_marks("🎎 日本の祭り", "ja", {"JP"}) == [[3, 5]]
    assert name_marks("A feast of Kyoto and of Paris.", "en", {"JP"}) == [[11, 16]]
    assert name_marks("A feast.", "en", {"JP"}) == []


def test_the_first_sentence_is_whole_or_cut_at_a_word() -> None:
    assert first_sentence("A feast is held. It is old.") == len("A feast is held.")
    assert first_sentence("word " * 100) < 220
    assert first_sentence("") == 0


def test_without_points_the_page_says_why_and_what_to_change(tmp_path: Path) -> None:
    result = pointless_result()
    page = write_report(result, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "No Culture Point was found" in page
    assert "210 of 210" in page
    assert "lower --theta" in page
    assert "fewer than tau" in page


def test_the_page_says_how_it_was_made_and_how_much_hangs_on_the_knobs(tmp_path: Path) -> None:
    result = replace(with_curves(mapped_result()), command=("mine", "ja=wiki; rm -rf x.jsonl"))
    page = html.unescape(write_report(result, tmp_path / "page.html").read_text(encoding="utf-8"))
    assert "cmining mine 'ja=wiki; rm -rf x.jsonl' --config config.yaml --out DIR" in page
    assert "0.8 (this run)" in page
    assert "5 (this run)" in page
    assert "cmining sweep 'ja=wiki; rm -rf x.jsonl' --config config.yaml --cluster-counts" in page


def test_a_sweep_is_shown_where_there_is_one(tmp_path: Path) -> None:
    folder = mapped_result().save(tmp_path / "result")
    head = "setting,knob,theta,tau,num_clusters,seed,points,seeds,jaccard\n"
    (folder / "sweep").mkdir()
    table = folder / "sweep" / "sweep.csv"
    table.write_text(head + "base,,0.8,5,14,0,2,10,1\nnum_clusters=7,num_clusters,0.8,5,7,0,1,6,0.25\n")
    page = write_report(folder).read_text(encoding="utf-8")
    assert "num_clusters=7" in page
    assert '<td class="n">0.25</td>' in page
    assert "base is not this result" not in page
    table.write_text(head + "base,,0.8,5,14,0,3,10,1\n")
    assert "base is not this result" in write_report(folder, sweep=table).read_text(encoding="utf-8")
    table.write_text("a,b\n1,2\n")
    with pytest.raises(UserError, match=r"no table of `cmining sweep`.*'setting'"):
        write_report(folder, sweep=table)
    with pytest.raises(UserError, match=r"the sweep .*nowhere cannot be read"):
        write_report(folder, sweep=tmp_path / "nowhere")


def test_a_page_that_cannot_be_written_leaves_the_result(tmp_path: Path) -> None:
    folder = mapped_result().save(tmp_path / "result")
    (folder / "report.html").mkdir()
    said, code = report_of(folder)
    assert code == 0
    assert "no report: cannot write" in said
    assert f"cmining report {folder}" in said
    (folder / "report.html").rmdir()
    assert re.search(r"report in .*report\.html \(\d+\.\d s\)", report_of(folder)[0])


def test_a_result_without_a_map_has_a_page(tmp_path: Path) -> None:
    page = write_report(small_result(), tmp_path / "page.html").read_text(encoding="utf-8")
    assert "No document has a place on the map" in page


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no result folder"):
        write_report(tmp_path)


def test_a_page_replaces_no_other_file(tmp_path: Path) -> None:
    answers = tmp_path / "curation-anna-ja.csv"
    answers.write_text("reviewer,seed\n")
    with pytest.raises(UserError, match=r"anna-ja\.csv is there and is no page"):
        write_report(small_result(), answers)
    assert answers.read_text() == "reviewer,seed\n"


def test_a_result_of_an_older_version_is_refused(tmp_path: Path) -> None:
    old = replace(small_result(), documents=small_result().documents.drop_columns(["x", "y"]))
    with pytest.raises(UserError, match=r"older version.*mine it again"):
        write_report(old.save(tmp_path / "old"))


def test_every_command_refuses_what_an_older_version_made(tmp_path: Path) -> None:
    new = mapped_result()
    old = {
        "points have no culture_share": replace(new, points=new.points.drop_columns(["culture_share"])),
        "its funnel has no stages": replace(new, funnel={"documents": 1, "points": 1, "seeds": 1}),
    }
    for number, (says, result) in enumerate(old.items()):
        folder = str(result.save(tmp_path / str(number)))
        for words in (["report", folder], ["show", folder], ["figures", folder], ["diff", folder, folder]):
            error = CliRunner().invoke(app, words).exception
            assert isinstance(error, UserError)
            assert f"the result in {folder} is of an older version: {says}; mine it again" in str(error)
    for words in (["report", str(tmp_path)], ["show", str(tmp_path)], ["figures", str(tmp_path)]):
        assert "is no result folder" in str(CliRunner().invoke(app, words).exception)


def test_a_reason_of_another_version_is_shown_as_it_is(tmp_path: Path) -> None:
    mapped = mapped_result()
    mapped.funnel["stages"][-1]["rejected"]["too_new"] = 3
    assert "<code>too_new</code>" in write_report(mapped, tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot make the folder"):
        write_report(small_result(), tmp_path / "file" / "page.html")


@pytest.mark.parametrize("part", [100, pytest.param(1, marks=pytest.mark.full)])
def test_a_large_result_gives_a_balanced_sample_that_is_stated(
    part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "DOCUMENTS", 50_000 // part)
    seeds = [seed(code, rank, "祭" * 200, text="祭" * 2000, point_id=f"cp-{code}-{rank // 10}")
             for code in ("en", "ja") for rank in range(6_000 // part)]  # fmt: skip
    result = mapped_result(seeds, others=60_000 // part)
    path = write_report(result, tmp_path / "page.html")
    assert path.stat().st_size < 15e6
    page = path.read_text(encoding="utf-8")
    assert f"{50_000 // part:,} of {72_000 // part:,} documents" in page
    assert len(data_of(page)["documents"]["x"]) == 50_000 // part


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


def test_a_set_is_in_one_language_whatever_the_point_holds() -> None:
    mixed = [
        seed("ja" if rank < 4 else "en", rank, f"題{rank}", id=f"s-{rank}", group="ja", point_id="cp-mixed")
        for rank in range(1, 6)
    ]
    result = mapped_result(mixed)
    items = {item["arm"]: item for item in review_items(result)}
    assert set(items) == {"mined", "random"}
    assert items["mined"]["titles"] == ["題1", "題2", "題3"]
    assert {item["language"] for item in items.values()} == {"ja"}
    assert len(items["random"]["titles"]) == 3
    assert review_items(result) == review_items(result)


def test_ctrl_c_during_the_report_says_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = mapped_result().save(tmp_path / "result")
    monkeypatch.setattr("cmining_distilabel.show.page.summary", lambda result: signal.raise_signal(signal.SIGINT))
    said, code = report_of(folder)
    assert code == 130
    assert said.startswith("cmining: no report: it was stopped; the result is kept")
    assert not (folder / "report.html").exists()
