import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cmining_distilabel.cli.evaluate import evaluate_app
from cmining_distilabel.cli.options import with_filter_options
from cmining_distilabel.cli.report import report
from cmining_distilabel.cli.review import review_app
from cmining_distilabel.errors import UserError
from cmining_distilabel.show.review.agreement import krippendorff_alpha
from cmining_distilabel.show.review.labels import rating_labels
from cmining_distilabel.show.review.ratings import read_ratings, summarize
from cmining_distilabel.show.review.sets import review_sets
from tests.show.page.made import mapped_result

HEAD = "rater,point_id,arm,language,specificity,fidelity,clarity,note,rated_at\n"


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
    app.command()(with_filter_options(report))
    app.add_typer(review_app, name="review")
    folder = mapped_result().save(tmp_path / "result")
    assert "report.html" in CliRunner().invoke(app, ["report", str(folder)]).output
    assert (folder / "report.html").is_file()
    path = export(tmp_path / "a.csv", "A,cp-en,mined,en,4,3,4,,1", "A,random-en-1,random,en,0,1,0,,1")
    given = ["review", "summarize", str(folder), str(path)]
    output = CliRunner().invoke(app, given).output
    assert "specificity" in output
    assert "1 reviewer" in output
    assert "(n = 1)" in CliRunner().invoke(app, [*given, "--points", "cp-en"]).output
    assert "nobody rated a Culture Point" in str(CliRunner().invoke(app, [*given, "--culture", "Japan"]).exception)
    labels = ["review", "labels", str(folder), str(path), "--out", str(tmp_path / "l.csv")]
    assert "no seed of the facet" in str(CliRunner().invoke(app, [*labels, "--facet", "foods"]).exception)


def test_ratings_are_labels_of_the_documents_that_were_shown(tmp_path: Path) -> None:
    result = mapped_result()
    sets = {item["id"]: item for item in review_sets(result)}
    assert {arm: [item["arm"] for item in sets.values()].count(arm) for arm in ("mined", "random")} == {
        "mined": 2,
        "random": 2,
    }
    rows = ["A,cp-en,mined,en,3,0,0,,1", "A,cp-ja,mined,ja,1,4,4,,1", "A,random-en-1,random,en,0,1,0,,1"]
    one, two = export(tmp_path / "a.csv", *rows), export(tmp_path / "b.csv", "B,cp-en,mined,en,2,0,0,,1")
    found = rating_labels(result, [one, two]).by_id
    assert {key for key, label in found.items() if label == "cultural"} == {f"en-{rank}" for rank in range(1, 6)}
    assert {key for key, label in found.items() if label == "neutral"} == {
        *(f"ja-{rank}" for rank in range(1, 6)),
        *(key for key in sets["random-en-1"]["ids"] if not key.startswith("en-")),
    }
    # In the order of the export: what a reviewer saw is what is labelled.
    titles = dict(zip(result.documents["id"].to_pylist(), result.documents["title"].to_pylist(), strict=True))
    assert [titles[key] for key in sets["random-en-1"]["ids"]] == sets["random-en-1"]["titles"]
    assert set(rating_labels(result, [one, two], threshold=2.6).by_id.values()) == {"neutral"}


def test_ratings_of_another_result_make_no_labels(tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv", "A,cp-ko,mined,ko,3,0,0,,1")
    with pytest.raises(UserError, match="another result: this one has no set 'cp-ko'"):
        rating_labels(mapped_result(), [path])
    with pytest.raises(UserError, match="no set is rated for its specificity"):
        rating_labels(mapped_result(), [export(tmp_path / "b.csv", "A,cp-en,mined,en,,3,3,,1")])


def test_a_result_is_evaluated_by_its_ratings(tmp_path: Path) -> None:
    app = typer.Typer()
    app.add_typer(review_app, name="review")
    app.add_typer(evaluate_app, name="evaluate")
    folder = mapped_result().save(tmp_path / "result")
    path = export(tmp_path / "a.csv", "A,cp-en,mined,en,3,0,0,,1", "A,cp-ja,mined,ja,1,4,4,,1")
    made = CliRunner().invoke(app, ["review", "labels", str(folder), str(path), "--out", str(tmp_path / "labels.csv")])
    assert "10 labels" in made.output
    found = []
    for number, labels in enumerate((path, tmp_path / "labels.csv")):
        out = str(tmp_path / str(number))
        words = ["evaluate", "mining", str(folder), "--labels", str(labels), "--out", out, "--resamples", "0"]
        assert CliRunner().invoke(app, [*words, "--no-plot", "--quiet"]).exit_code == 0
        found.append(json.loads((Path(out) / "evaluation.json").read_text(encoding="utf-8")))
    assert found[0] == found[1]
    assert found[0]["whole"]["against"][0]["precision"]["value"] == 0.5
