import json
import warnings
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cmining_distilabel.cli.report import figures
from cmining_distilabel.errors import UserError
from cmining_distilabel.show.figures.figures import save_figures
from cmining_distilabel.show.figures.fonts import SCRIPTS, families, scripts_without_font
from cmining_distilabel.show.figures.measured import find_ablation
from tests.forked import run_script
from tests.results import seed, small_result
from tests.show.page.made import mapped_result, with_curves

pytest.importorskip("matplotlib")
NONE = {"value": None, "low": None, "high": None}


def write_ablation(folder: Path) -> Path:
    """A table of two variants, of which the first selected nothing that has a label."""
    variants = [
        {"name": name, "evaluation": {"whole": {"recall": recall, "against": [{"precision": precision}]}}}
        for name, recall, precision in (
            ("paper", {"value": 0.25, "low": 0.2, "high": 0.3}, NONE),
            ("+debias", {"value": 0.5, "low": None, "high": None}, {"value": 0.8, "low": 0.7, "high": 0.9}),
        )
    ]
    folder.mkdir(exist_ok=True)
    (folder / "ablation.json").write_text(json.dumps(variants), encoding="utf-8")
    return folder


HEADS = {"pdf": b"%PDF-", "svg": b"<?xml", "png": b"\x89PNG"}


@pytest.mark.parametrize("file_format", HEADS)
def test_every_figure_is_written_in_its_format(tmp_path: Path, file_format: str) -> None:
    result = with_curves(mapped_result())
    found = find_ablation(None, write_ablation(tmp_path / "ablation"))
    paths = save_figures(result, tmp_path / "figures", file_format, ablation=found)
    names = ("cultures", "map", "funnel", "groups", "theta", "ablation")
    assert [path.name for path in paths] == [f"{name}.{file_format}" for name in names]
    assert all(path.read_bytes().startswith(HEADS[file_format]) for path in paths)


def test_names_of_groups_are_text(tmp_path: Path) -> None:
    seeds = [seed("xx", rank, "t", group="_a $x^$ <b>", point_id="cp-1") for rank in range(1, 6)]
    paths = save_figures(mapped_result(seeds), tmp_path, "svg")
    shown = [path.stem for path in paths if "$x^$ &lt;b&gt;" in path.read_text(encoding="utf-8")]
    assert shown == ["cultures", "map", "funnel", "groups"]


def test_stages_that_leave_nothing_out_have_no_bar_of_their_own(tmp_path: Path) -> None:
    save_figures(mapped_result(), tmp_path, "svg")
    funnel = (tmp_path / "funnel.svg").read_text(encoding="utf-8")
    assert funnel.count(">210<") == 1
    assert ">entropy<" in funnel
    assert ">10<" in funnel


def test_a_result_without_a_map_has_figures(tmp_path: Path) -> None:
    assert len(save_figures(small_result(), tmp_path, "png")) == 4


def test_curves_and_bars_show_what_was_measured(tmp_path: Path) -> None:
    found = find_ablation(None, write_ablation(tmp_path))
    save_figures(with_curves(mapped_result()), tmp_path, "svg", ablation=found)
    bars = (tmp_path / "ablation.svg").read_text(encoding="utf-8")
    assert all(text in bars for text in ("paper", "+debias", "recall", "precision", "0.25", "0.80", "–"))
    assert "tau" in (tmp_path / "theta.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["{", "[]", '[{"name": "a"}]', '{"a": 1}', '[{"name": "a", "evaluation": []}]'])
def test_a_file_that_is_no_ablation_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ablation.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="no table of `cmining ablate`"):
        find_ablation(None, path)
    with pytest.raises(UserError, match=r"nowhere.* cannot be read"):
        find_ablation(None, tmp_path / "nowhere.json")


def test_names_of_points_stand_on_the_map_once(tmp_path: Path) -> None:
    seeds = [
        seed("ja", 1 + number % 5, f"{number}", id=f"{number}", point_id=f"cp-{number // 5}") for number in range(10)
    ]
    save_figures(mapped_result(seeds), tmp_path, "svg")
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").count("Japan · festival") == 1


def test_scripts_without_a_font_are_named_with_a_package_that_has_one() -> None:
    texts = ["ja", "日本語", "한국어", "العربية", "ไทย"]
    assert scripts_without_font(texts, {"DejaVu Sans", "Noto Sans CJK JP"}) == {"Thai": "fonts-noto-core"}
    assert scripts_without_font(["en", "Ελληνικά", "русский"], {"DejaVu Sans"}) == {}
    assert families({"Noto Sans Thai", "DejaVu Sans", "Noto Sans CJK SC"}) == [
        "DejaVu Sans",
        "Noto Sans CJK SC",
        "Noto Sans Thai",
    ]


@pytest.mark.parametrize("script", ["Chinese and Japanese", "Korean", "Arabic", "Thai"])
def test_every_letter_of_a_script_has_a_font_where_one_is_installed(script: str, tmp_path: Path) -> None:
    title = {"Chinese and Japanese": "盆踊り", "Korean": "추석", "Arabic": "الربيع", "Thai": "สงกรานต์"}[script]
    if scripts_without_font([title]):
        pytest.skip(f"no font of {script} here ({SCRIPTS[script][2]})")
    seeds = [seed("xx", rank, title, group=title, point_id="cp-1") for rank in range(1, 6)]
    with warnings.catch_warnings():  # matplotlib warns of a letter that no font has
        warnings.simplefilter("error", UserWarning)
        save_figures(mapped_result(seeds), tmp_path, "png")


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="use one of png, pdf, svg"):
        save_figures(small_result(), tmp_path, "exe")


def test_the_command_names_its_files(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(figures)
    folder = mapped_result().save(tmp_path / "result")
    output = CliRunner().invoke(app, [str(folder), "--format", "svg"]).output
    assert "funnel.svg" in output.replace("\n", "")
    assert "give what `cmining ablate` wrote with --ablation" in output
    assert "mine it again" in output
    assert (folder / "figures" / "map.svg").is_file()
    write_ablation(folder / "ablation")
    assert "ablation.svg" in CliRunner().invoke(app, [str(folder), "--format", "svg"]).output.replace("\n", "")


@pytest.mark.parametrize("file_format", ["pdf", "svg", "png"])
def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path: Path, file_format: str) -> None:
    """A limit on the size of files stands for a full disk."""
    code = """
import resource, signal, sys
from cmining_distilabel.errors import UserError
from cmining_distilabel.show.figures.figures import save_figures
from tests.show.page.made import mapped_result
result = mapped_result()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    save_figures(result, sys.argv[1], sys.argv[2])
except UserError as error:
    print(error)
"""
    done = run_script(code, tmp_path / "figures", file_format)
    assert done.stdout.startswith("cannot write")
    assert "File too large" in done.stdout
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "figures").iterdir()) == []
