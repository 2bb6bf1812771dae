from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cmining_distilabel.commands.report import figures
from cmining_distilabel.errors import UserError
from cmining_distilabel.figures import save_figures
from tests.report.made import mapped_result
from tests.results import seed, small_result

pytest.importorskip("matplotlib")
HEADS = {"pdf": b"%PDF-", "svg": b"<?xml", "png": b"\x89PNG"}


@pytest.mark.parametrize("file_format", HEADS)
def test_every_figure_is_written_in_its_format(tmp_path: Path, file_format: str) -> None:
    paths = save_figures(mapped_result(), tmp_path / "figures", file_format)
    assert [path.name for path in paths] == [f"{name}.{file_format}" for name in ("map", "funnel", "groups")]
    assert all(path.read_bytes().startswith(HEADS[file_format]) for path in paths)


def test_names_of_groups_are_text(tmp_path: Path) -> None:
    seeds = [seed("xx", rank, "t", group="_a $x^$ <b>", point_id="cp-1") for rank in range(1, 6)]
    paths = save_figures(mapped_result(seeds), tmp_path, "svg")
    assert all("$x^$ &lt;b&gt;" in path.read_text(encoding="utf-8") for path in paths)


def test_a_result_without_a_map_has_figures(tmp_path: Path) -> None:
    assert len(save_figures(small_result(), tmp_path, "png")) == 3


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="use one of pdf, svg, png"):
        save_figures(small_result(), tmp_path, "exe")


def test_the_command_names_its_files(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(figures)
    folder = mapped_result().save(tmp_path / "result")
    assert "funnel.svg" in CliRunner().invoke(app, [str(folder), "--format", "svg"]).output.replace("\n", "")
    assert (folder / "figures" / "map.svg").is_file()
