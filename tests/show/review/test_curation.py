"""Decisions of reviewers, applied to a result and summed up."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cmining_distilabel.cli.main import app
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.page import write_report
from cmining_distilabel.show.review.curate import curate
from cmining_distilabel.show.review.decisions import Decision, read_decisions
from cmining_distilabel.show.review.precision import precision
from cmining_distilabel.show.review.wanted import decisions_on
from tests.show.page.made import mapped_result

HEAD = "reviewer,seed_id,point_id,title,language,verdict,culture,correct_culture,facet,correct_facet,note,decided_at\n"


def export(path: Path, *rows: str) -> Path:
    path.write_text("\ufeff" + HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def row(reviewer: str, seed_id: str, verdict: str, culture: str = "", facet: str = "", moment: str = "1") -> str:
    return f"{reviewer},{seed_id},,,,{verdict},,{culture},,{facet},,{moment}"


def applied(result: MiningResult, *decisions: Decision, only_reviewed: bool = False) -> MiningResult:
    return curate(result, decisions, only_reviewed=only_reviewed)


def test_a_rejected_seed_leaves_its_point_and_says_why() -> None:
    curated = applied(mapped_result(), Decision("A", "ja-1", "reject"))
    point = {row["point_id"]: row for row in curated.points.to_pylist()}["cp-ja"]
    assert point["seed_ids"] == ["ja-2", "ja-3", "ja-4", "ja-5"]
    assert point["size"] == 4
    ranks = {row["id"]: row["rank"] for row in curated.seeds.to_pylist() if row["point_id"] == "cp-ja"}
    assert ranks == {"ja-2": 1, "ja-3": 2, "ja-4": 3, "ja-5": 4}
    document = {row["id"]: row for row in curated.documents.to_pylist()}["ja-1"]
    assert (document["stage"], document["reason"], document["point_id"]) == ("point", "rejected_by_reviewers", None)
    assert sum(stage["rejected"].get("rejected_by_reviewers", 0) for stage in curated.funnel["stages"]) == 1
    assert (curated.funnel["seeds"], curated.funnel["review"]["rejected"]) == (9, 1)


def test_half_of_the_reviewers_reject_a_seed_and_most_correct_it() -> None:
    result = mapped_result()
    split = [Decision("A", "ja-1", "reject"), Decision("B", "ja-1", "accept")]
    said = [Decision(name, "ja-2", "accept", culture) for name, culture in (("A", "China"), ("B", "china"), ("C", ""))]
    alone = [Decision("A", "ja-3", "accept", "China"), Decision("B", "ja-3", "accept")]
    curated = applied(result, *split, *said, *alone)
    culture = {row["id"]: row["culture"] for row in curated.seeds.to_pylist()}
    assert "ja-1" not in culture
    assert culture["ja-3"] == "JP"
    assert culture["ja-2"] == "JP"  # two of three, who did not write the same name


def test_a_seed_of_another_culture_moves_to_its_point_or_to_a_new_one() -> None:
    moved = Decision("A", "ja-1", "accept", "United Kingdom")
    new = Decision("A", "ja-2", "accept", "South Korea", "food")
    own = Decision("A", "ja-3", "accept", "Ryukyu")
    curated = applied(mapped_result(), moved, new, own)
    points = {row["point_id"]: row for row in curated.points.to_pylist()}
    assert "ja-1" in points["cp-en"]["seed_ids"]
    assert {name: row["culture_name"] for name, row in points.items()} == {
        "cp-en": "United Kingdom",
        "cp-ja": "Japan",
        "cp-ja-KR": "South Korea",
        "cp-ja-Ryukyu": "Ryukyu",
    }
    assert (points["cp-ja-KR"]["facet"], points["cp-ja-KR"]["seed_ids"]) == ("food", ["ja-2"])
    seed = {row["id"]: row for row in curated.seeds.to_pylist()}["ja-1"]
    assert (seed["culture"], seed["culture_share"], seed["cultures"][0]["weight"]) == ("GB", 1.0, 1.0)
    document = {row["id"]: row for row in curated.documents.to_pylist()}["ja-1"]
    assert (document["culture"], document["point_id"]) == ("GB", "cp-en")


def test_reviewers_write_in_their_own_language_and_by_code() -> None:
    said = {"ja-1": "イギリス", "ja-2": "gb", "ja-3": "GB", "ja-4": "united kingdom"}
    curated = applied(mapped_result(), *(Decision("A", name, "accept", to, "FESTIVAL") for name, to in said.items()))
    found = {row["id"]: (row["culture"], row["facet"]) for row in curated.seeds.to_pylist()}
    assert {found[name] for name in said} == {("GB", "festival")}


def test_only_what_was_reviewed_is_kept_on_request() -> None:
    curated = applied(mapped_result(), Decision("A", "ja-1", "accept"), only_reviewed=True)
    assert curated.seeds["id"].to_pylist() == ["ja-1"]
    assert curated.points["point_id"].to_pylist() == ["cp-ja"]
    with pytest.raises(UserError, match="no seed is left"):
        applied(mapped_result(), Decision("A", "ja-1", "reject"), only_reviewed=True)


def test_decisions_on_another_result_are_refused() -> None:
    with pytest.raises(UserError, match="another result: this one has no seed 'ko-1'"):
        applied(mapped_result(), Decision("A", "ko-1", "accept"))


def test_a_curated_result_is_a_result(tmp_path: Path) -> None:
    path = export(tmp_path / "anna.csv", row("", "ja-1", "reject"), row("", "ja-2", "accept", facet="food"))
    folder, out = str(mapped_result().save(tmp_path / "result")), str(tmp_path / "curated")
    said = CliRunner().invoke(app, ["review", "apply", folder, str(path), "--out", out]).output
    assert "2 seeds decided by 1 reviewer: 1 rejected, 0 of another culture, 1 of another facet" in said
    assert "2 points with 9 seeds" in said
    assert write_report(out).is_file()
    assert CliRunner().invoke(app, ["show", out]).exit_code == 0
    again = CliRunner().invoke(app, ["review", "apply", folder, str(path), "--out", out])
    assert "exists" in str(again.exception)


def test_some_of_a_result_is_curated_and_summed_up(tmp_path: Path) -> None:
    folder, out = str(mapped_result().save(tmp_path / "result")), str(tmp_path / "curated")
    path = str(export(tmp_path / "a.csv", row("A", "ja-1", "accept", "United Kingdom"), row("A", "en-1", "reject")))

    def review(command: str, *options: str) -> Result:
        return CliRunner().invoke(app, ["review", command, folder, path, *options])

    assert "1 seed decided" in review("summarize", "--culture", "Japan").output
    with pytest.raises(UserError, match="nobody decided on a seed that is wanted"):
        decisions_on(mapped_result(), [Decision("A", "ja-1", "accept")], Filter(culture="GB"))
    assert "there are: " in str(review("summarize", "--culture", "Narnia").exception)
    assert "there are: " in str(review("apply", "--facet", "foods", "--out", out).exception)
    assert not Path(out).exists()
    assert "1 point with 5 seeds" in review("apply", "--culture", "United Kingdom", "--out", out).output
    assert "ja-1" in MiningResult.load(out).seeds["id"].to_pylist()  # whose it is as it was corrected


def test_the_later_decision_of_a_reviewer_counts_and_others_stay(tmp_path: Path) -> None:
    late = export(tmp_path / "late.csv", row("A", "ja-1", "reject", moment="2026-02-01"))
    early = export(tmp_path / "early.csv", row("A", "ja-1", "accept", moment="2026-01-01"), row("", "'-x", "accept"))
    found = {(one.reviewer, one.seed_id): one.verdict for one in read_decisions([late, early])}
    assert found == {("A", "ja-1"): "reject", ("early", "-x"): "accept"}


@pytest.mark.parametrize(("separator", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16")])
def test_what_a_spreadsheet_saved_is_read(tmp_path: Path, separator: str, encoding: str) -> None:
    text = (HEAD + row("A", "ja-1", "accept", "日本")).replace(",", separator)
    (tmp_path / "a.csv").write_text(text, encoding=encoding)
    (found,) = read_decisions([tmp_path / "a.csv"])
    assert (found.reviewer, found.seed_id, found.verdict, found.correct_culture) == ("A", "ja-1", "accept", "日本")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + row("A", "ja-1", "maybe"), "row 2: verdict 'maybe' is neither accept nor reject"),
        (HEAD, "no decision in these files"),
        ("a,b\n1,2\n", "no export of a review: it has no column 'reviewer'"),
    ],
)
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=says):
        read_decisions([tmp_path / "a.csv"])


def test_the_precision_of_cultures_and_agreement(tmp_path: Path) -> None:
    decisions = [Decision(name, f"ja-{number}", "accept") for name in "AB" for number in (1, 2)]
    decisions += [Decision("A", "ja-3", "accept", "China"), Decision("B", "ja-3", "accept", "Korea")]
    decisions += [Decision(name, "ja-4", "reject") for name in "AB"]
    found = precision(decisions)
    assert found.seeds == 4
    assert found.shares["accepted"].value == 0.75
    assert found.shares["culture right"].value == pytest.approx(2 / 3)
    assert found.alpha["accepted"] == pytest.approx(1.0)
    assert found.alpha["facet right"] is None
    path = export(tmp_path / "a.csv", *(row("A", f"ja-{number}", "accept") for number in (1, 2)))
    folder = str(mapped_result().save(tmp_path / "result"))
    output = CliRunner().invoke(app, ["review", "summarize", folder, str(path)]).output
    assert "2 seeds decided by 1 reviewer" in output
    assert "culture right" in output


def test_answers_given_in_argilla_are_decisions(tmp_path: Path) -> None:
    answer = {"user_id": "u1", "status": "submitted"}
    records = [
        {
            "id": "ja-1",
            "responses": {
                "verdict": [{**answer, "value": "accept"}, {**answer, "user_id": "u2", "value": "reject"}],
                "correct_culture": [{**answer, "value": " China "}],
            },
        },
        {"id": "ja-2", "responses": {"verdict": [{**answer, "status": "draft", "value": "reject"}]}},
        {"id": "ja-3", "responses": {}},
    ]
    (tmp_path / "records.json").write_text(json.dumps(records))
    assert read_decisions([tmp_path]) == [
        Decision("u1", "ja-1", "accept", "China"),
        Decision("u2", "ja-1", "reject"),
    ]
    (tmp_path / "records.json").write_text("{}")
    with pytest.raises(UserError, match="no decision"):
        read_decisions([tmp_path])
    (tmp_path / "records.json").write_text('[{"responses": {"verdict": [{"value": "accept"}]}}]')
    with pytest.raises(UserError, match="cannot be read as records of Argilla"):
        read_decisions([tmp_path])
