"""Two runs on the same questions: differences as by hand, and refusals."""

import json
from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream import compare, evaluate_model, load_items
from cmining_distilabel.evaluation.downstream.compare import save_comparison
from cmining_distilabel.evaluation.downstream.paired import corrected, difference, difference_over_draws, mcnemar
from cmining_distilabel.evaluation.statistics import Resampling
from tests.evaluation.downstream.made import EASY, easy_rows, mmlu_rows, write_csv, write_jsonl
from tests.forked import cmining


def _run(folder: Path, right: list[bool], countries: tuple[str, ...] = ("Japan",)) -> Path:
    """A run of as many questions, answered rightly or not; their countries take turns."""
    row = easy_rows()[0]
    rows = [[n, f"{row[1]} ({n})", *row[2:7], countries[n % len(countries)]] for n in range(len(right))]
    folder.mkdir(parents=True)
    data = write_csv(folder / "easy.csv", EASY, rows)
    answers = write_jsonl(folder / "a.jsonl", [{"id": f"easy/{n}", "answer": "BA"[one]} for n, one in enumerate(right)])
    evaluate_model("culturalbench", load_items("culturalbench", [str(data)]).items, folder / "run", answers=answers)
    return folder / "run"


def test_mcnemar_is_the_exact_binomial_test() -> None:
    for won, lost in product(range(6), repeat=2):
        n = won + lost
        less = sum(comb(n, k) for k in range(min(won, lost) + 1)) / 2**n
        assert mcnemar(won, lost) == pytest.approx(min(1.0, 2 * less))


def test_corrections_agree_with_their_definitions() -> None:
    values = [0.04, 0.001, 0.03, 0.2]
    assert corrected(values, "holm") == pytest.approx([0.09, 0.004, 0.09, 0.2])
    assert corrected(values, "bh") == pytest.approx([0.16 / 3, 0.004, 0.16 / 3, 0.2])
    assert corrected([], "bh") == []


def test_the_paired_bootstrap_covers_the_difference() -> None:
    rng = np.random.default_rng(0)
    before = rng.random(2000) < 0.5
    after = np.where(rng.random(2000) < 0.1, True, before)
    found = difference(before, after, Resampling(resamples=2000))
    assert found.value == pytest.approx(after.mean() - before.mean())
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.05 < found.high
    assert found.high - found.low < 0.03  # paired: far narrower than two samples would be


def test_a_gain_is_shown_where_it_is_and_nowhere_else(tmp_path: Path) -> None:
    # Japan is even, Peru odd: everything that B wins is about Japan.
    before = [False] * 60
    after = [number % 2 == 0 for number in range(60)]
    found = compare(_run(tmp_path / "a", before, ("Japan", "Peru")), _run(tmp_path / "b", after, ("Japan", "Peru")))
    verdicts = {(row.by, row.name): row.verdict for row in found.rows}
    assert verdicts == {
        ("all", ""): "B better", ("country", "Japan"): "B better", ("country", "Peru"): "no difference shown",
    }  # fmt: skip
    japan = next(row for row in found.rows if row.name == "Japan")
    assert (japan.questions, japan.won, japan.lost, japan.difference.value) == (30, 30, 0, 1.0)
    assert japan.corrected >= japan.p_value


def test_a_run_and_itself_show_no_difference(tmp_path: Path) -> None:
    run = _run(tmp_path / "a", [True, False] * 10)
    done = cmining("compare", run, run, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "easy: no difference shown: +0.0 (+0.0 to +0.0) points, p = 1.000 over 20 questions" in done.stdout
    assert "no difference shown in any of 1 countries" in done.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"comparison.json", "comparison.csv"} <= names


def test_a_comparison_is_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    run = _run(tmp_path / "a", [True, False] * 10, ("Japan", "$x$"))
    save_comparison(compare(run, run), tmp_path / "out", plot=True)
    assert (tmp_path / "out" / "comparison.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((tmp_path / "out" / "comparison.json").read_text())["rows"][0]["verdict"] == "no difference shown"


def test_runs_of_other_benchmarks_or_questions_are_refused(tmp_path: Path) -> None:
    run, shorter = _run(tmp_path / "a", [True] * 4), _run(tmp_path / "b", [True] * 3)
    with pytest.raises(UserError, match=r"did not answer the same questions \(they share 3 of 4 and 3 questions\)"):
        compare(run, shorter)
    items = load_items("global-mmlu", [str(write_jsonl(tmp_path / "m.jsonl", mmlu_rows()))]).items
    answers = write_jsonl(tmp_path / "m_a.jsonl", [{"id": items[0].id, "answer": "A"}])
    evaluate_model("global-mmlu", items, tmp_path / "m", answers=answers)
    done = cmining("compare", run, tmp_path / "m")
    assert done.returncode == 2
    assert "is a run of culturalbench" in done.stderr
    assert "one of global-mmlu; they cannot be compared" in done.stderr
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=r"is no run of cmining evaluate: it has no run\.json"):
        compare(run, tmp_path / "empty")


def _draws(folder: Path, *draws: list[bool]) -> Path:
    for number, right in enumerate(draws, start=1):
        _run(folder / f"made-{number}", right).rename(folder / f"draw-{number}")
    return folder


def test_draws_that_disagree_show_no_difference_and_those_that_agree_do(tmp_path: Path) -> None:
    base = _run(tmp_path / "base", [False, True] * 60)
    agree = [[number % 2 == 1 or number % 4 == draw for number in range(120)] for draw in (0, 2, 0)]
    disagree = [[True] * 120, [False, True] * 60, [False] * 120]
    done = cmining("compare", base, _draws(tmp_path / "agree", *agree))
    assert done.returncode == 0, done.stderr
    assert "easy: B better: +25.0 (" in done.stdout
    assert "over 120 questions and 3 draws (+25.0, +25.0, +25.0)" in " ".join(done.stdout.split())
    found = compare(base, _draws(tmp_path / "disagree", *disagree))
    row = next(row for row in found.rows if row.by == "all")
    assert row.draws == (0.5, 0.0, -0.5)
    assert row.verdict == "no difference shown"
    with_itself = compare(tmp_path / "agree", tmp_path / "agree")
    assert {row.verdict for row in with_itself.rows} == {"no difference shown"}
    with pytest.raises(UserError, match=r"has the draws draw-1, draw-2, draw-3, .* draw-1, draw-2; .* same names"):
        compare(tmp_path / "agree", _draws(tmp_path / "two", *agree[:2]))


def test_an_interval_over_draws_holds_the_truth_where_draws_differ_by_chance() -> None:
    """Draws of no true difference, with an effect of their own each: one of them alone would be far too sure."""
    random_numbers = np.random.default_rng(0)
    shown = alone = 0
    for _ in range(400):
        effects = random_numbers.normal(0, 0.08, (4, 1))
        changes = np.sign(random_numbers.normal(effects, 0.3, (4, 300))) * (random_numbers.random((4, 300)) < 0.4)
        found, p = difference_over_draws(changes)
        assert found.low is not None and found.high is not None  # noqa: PT018
        assert (p <= 0.05) == (not found.low <= 0 <= found.high)
        shown += p <= 0.05
        alone += mcnemar(int((changes[0] > 0).sum()), int((changes[0] < 0).sum())) <= 0.05
    assert shown / 400 < 0.07
    assert alone / 400 > 0.2
