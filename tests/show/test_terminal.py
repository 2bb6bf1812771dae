import io
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from cmining_distilabel.cli.report import diff
from cmining_distilabel.errors import UserError
from cmining_distilabel.show.difference import difference
from cmining_distilabel.show.terminal import print_point
from tests.results import seed, seed_rows, small_result
from tests.show.page.made import hostile_seeds, mapped_result


def printed(point_id: str, **made: object) -> str:
    console = Console(width=160, file=io.StringIO(), record=True)
    print_point(mapped_result(**made), point_id, console=console)  # type: ignore[arg-type]
    return console.export_text()


def test_a_point_tells_why_a_point_was_accepted() -> None:
    told = printed("cp-ja")
    for words in (
        "Japan 0.80",
        "festival",
        "documents in its cluster",
        "5 or more",
        "盆踊り",
        "ja.wikipedia.org/wiki/1",
    ):
        assert words in told


def test_a_point_shows_hostile_text_as_text() -> None:
    told = printed("cp'\"><b>", seeds=hostile_seeds())
    assert "<script>window.ran" in told
    assert "\x1b" not in told
    assert "\x00" not in told


def test_an_unknown_point_is_named() -> None:
    with pytest.raises(UserError, match="no Culture Point 'cp9'"):
        print_point(small_result(), "cp9")


def test_a_result_does_not_differ_from_itself() -> None:
    found = difference(small_result(), small_result())
    assert (found.went, found.came, found.moved) == ((), (), ())
    assert len(found.matched) == 2


def test_points_that_came_went_and_moved_are_told_by_their_seeds() -> None:
    english = [row for row in seed_rows() if row["language"] == "en"]
    renamed = [{**row, "point_id": "cp-new"} for row in english[:4]]
    korean = [seed("ko", number, f"명절 {number}") for number in range(1, 6)]
    found = difference(small_result(), small_result(renamed + korean))
    assert [point["point_id"] for point in found.went] == ["cp-ja"]
    assert [point["point_id"] for point in found.came] == ["cp-ko"]
    (pair,) = found.moved
    assert (pair.before["point_id"], pair.after["point_id"]) == ("cp-en", "cp-new")
    assert pair.overlap == pytest.approx(4 / 5)


def test_the_command_prints_the_changes(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(diff)
    one = small_result().save(tmp_path / "one")
    two = small_result(seed_rows()[:5]).save(tmp_path / "two")
    output = CliRunner().invoke(app, [str(one), str(two)]).output
    assert "1 went, 0 came, 0 moved, 1 stayed" in output


def test_the_command_says_where_results_are_not_of_the_same_documents(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(diff)
    result = small_result()
    folders = [
        str(replace(result, documents=result.documents.slice(first, 10)).save(tmp_path / name))
        for first, name in ((0, "one"), (3, "two"))
    ]
    same = CliRunner().invoke(app, [folders[0], folders[0]])
    assert "documents are in both" not in same.stderr
    others = CliRunner().invoke(app, folders)
    assert "7 documents are in both; 3 are in the first alone, 3 in the second alone" in others.stderr
