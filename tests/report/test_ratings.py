from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cmining_distilabel.commands.report import report, review_app
from cmining_distilabel.errors import UserError
from cmining_distilabel.report.ratings import krippendorff_alpha, read_ratings, summarize
from tests.report.made import mapped_result

HEAD = "rater,point_id,arm,group,specificity,fidelity,clarity,note,rated_at\n"


def export(path: Path, *rows: str) -> Path:
    path.write_text("\ufeff" + HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_alpha_is_that_of_the_published_example() -> None:
    observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = [[int(value) for value in unit if value != "."] for unit in zip(*observers, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.815, abs=0.001)


def test_alpha_of_full_agreement_is_one_and_of_nothing_is_not_defined() -> None:
    assert krippendorff_alpha([[0, 0], [4, 4, 4], [2, 2]]) == pytest.approx(1.0)
    assert krippendorff_alpha([[3, 3], [3, 3]]) is None
    assert krippendorff_alpha([[1], [2]]) is None


def test_means_by_arm(tmp_path: Path) -> None:
    one = export(
        tmp_path / "a.csv", "A,cp1,mined,en,4,3,4,,1", "A,cp2,mined,en,2,,,,1", "A,random-1,random,en,0,1,0,,1"
    )
    two = export(tmp_path / "b.csv", ",cp1,mined,en,2,3,4,,1")
    ratings = read_ratings([one, two])
    assert {rating.rater for rating in ratings} == {"A", "b"}
    found = summarize(ratings)["specificity"]
    assert found.means["mined"].value == 2.5
    assert found.means["random"].value == 0.0
    assert found.difference.value == 2.5
    assert found.points == {"mined": 2, "random": 1}
    assert found.means["mined"].low == 2.0
    assert found.means["mined"].high == 3.0


def test_the_later_rating_of_a_reviewer_counts(tmp_path: Path) -> None:
    late = export(tmp_path / "late.csv", "A,cp1,mined,en,4,4,4,,2026-02-01")
    early = export(tmp_path / "early.csv", "A,cp1,mined,en,1,1,1,,2026-01-01")
    assert {rating.value for rating in read_ratings([late, early])} == {4}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("A,cp1,mined,en,5,1,1,,1", "row 2: rating '5' is not a whole number from 0 to 4"),
        ("A,cp1,other,en,1,1,1,,1", "row 2: arm 'other'"),
        ("A,cp1,mined,en,,,,,1", "no rating"),
    ],
)
def test_a_rating_that_is_none_is_refused(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        read_ratings([export(tmp_path / "a.csv", row)])


def test_a_file_that_is_no_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    with pytest.raises(UserError, match="no export of a review"):
        read_ratings([tmp_path / "a.csv"])
    with pytest.raises(UserError, match="cannot be read"):
        read_ratings([tmp_path / "none.csv"])


def test_the_commands_write_a_page_and_print_a_summary(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(report)
    app.add_typer(review_app, name="review")
    folder = mapped_result().save(tmp_path / "result")
    assert "report.html" in CliRunner().invoke(app, ["report", str(folder)]).output
    assert (folder / "report.html").is_file()
    path = export(tmp_path / "a.csv", "A,cp1,mined,en,4,3,4,,1", "A,random-1,random,en,0,1,0,,1")
    output = CliRunner().invoke(app, ["review", "summarize", str(path)]).output
    assert "specificity" in output
    assert "1 reviewer" in output
