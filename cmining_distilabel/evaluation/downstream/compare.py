"""Two runs on the same benchmark: where one is better, and where no difference is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.comparison import NO_DIFFERENCE, Comparison, Row
from cmining_distilabel.evaluation.downstream.paired import Correction, corrected, difference, mcnemar
from cmining_distilabel.evaluation.downstream.plot import plot_differences
from cmining_distilabel.evaluation.downstream.run import Run, load_run
from cmining_distilabel.evaluation.downstream.score import Question
from cmining_distilabel.evaluation.output import wants_plot
from cmining_distilabel.evaluation.statistics import Resampling
from cmining_distilabel.files import make_folder, write_csv, write_json

FILE = "comparison.json"


def compare(
    before: str | Path,
    after: str | Path,
    *,
    correction: Correction = "bh",
    level: float = 0.05,
    resampling: Resampling | None = None,
) -> Comparison:
    """Compare two folders of `evaluate_model`, question by question.

    Args:
        before: run A.
        after: run B.
        correction: for many comparisons, `bh` or `holm`.
        level: at which a corrected p-value shows a difference; the interval must exclude 0 too.
        resampling: of the questions.

    Raises:
        UserError: a folder is no run, or the two did not answer the same questions.
    """
    one, other = load_run(before), load_run(after)
    check_same(one, other, str(before), str(after))
    resampling = resampling or Resampling(resamples=10_000)
    right = {(question.part, question.id): question.right for question in other.questions}
    rows: list[Row] = []
    for by, names_of in _GROUPINGS.items():
        family: list[Row] = []
        for part in dict.fromkeys(question.part for question in one.questions):
            own = [question for question in one.questions if question.part == part]
            names = sorted({name for question in own for name in names_of(question)})
            found = [
                _row(part, by, name, [question for question in own if name in names_of(question)], right, resampling)
                for name in names
            ]
            if by == "all":
                family += found
            else:
                rows += _with_verdicts(found, correction, level)
        rows += _with_verdicts(family, correction, level)
    return Comparison(one.benchmark, one.model, other.model, correction, level, tuple(rows))


def check_same(one: Run, other: Run, before: str, after: str) -> None:
    """Refuse runs that did not answer the same questions."""
    if one.benchmark != other.benchmark:
        raise UserError(
            f"{before} is a run of {one.benchmark}, {after} one of {other.benchmark}; they cannot be compared"
        )
    if one.fingerprint != other.fingerprint:
        ids = [{(question.part, question.id) for question in run.questions} for run in (one, other)]
        shared = len(ids[0] & ids[1])
        why = (
            f"they share {shared} of {len(ids[0])} and {len(ids[1])} questions"
            if ids[0] != ids[1]
            else "the texts or the right answers differ"
        )
        raise UserError(
            f"{before} and {after} did not answer the same questions ({why}); evaluate both on the same data"
        )


def save_comparison(found: Comparison, folder: str | Path, *, plot: bool | None = None) -> Path:
    """Write comparison.json, comparison.csv and comparison.png.

    Args:
        found: what `compare` gave.
        folder: made if it is not there; files of the same names are replaced.
        plot: whether to draw; None draws if the extra "plot" is installed.

    Raises:
        UserError: the folder cannot be written, or `plot` is True without the extra.
    """
    plot = wants_plot(plot)
    target = make_folder(folder)
    write_json(target / FILE, asdict(found))
    write_csv(target / "comparison.csv", pa.Table.from_pylist([_flat(row) for row in found.rows]))
    if plot:
        plot_differences(found, target / "comparison.png")
    return target


_GROUPINGS: dict[str, Callable[[Question], Sequence[str]]] = {
    "all": lambda question: ("",),
    "country": lambda question: question.countries,
    "topic": lambda question: (question.topic,) if question.topic else (),
}


def _row(
    part: str,
    by: str,
    name: str,
    questions: Sequence[Question],
    right: dict[tuple[str, str], bool],
    resampling: Resampling,
) -> Row:
    before = np.array([question.right for question in questions])
    after = np.array([right[question.part, question.id] for question in questions])
    won, lost = int((after & ~before).sum()), int((before & ~after).sum())
    p = mcnemar(won, lost)
    change = difference(before, after, resampling)
    return Row(part, by, name, len(questions), won, lost, float(before.mean()), float(after.mean()), change, p, p, "")


def _with_verdicts(rows: Sequence[Row], correction: Correction, level: float) -> list[Row]:
    values = corrected([row.p_value for row in rows], correction)
    return [
        replace(row, corrected=value, verdict=_verdict(row, value, level))
        for row, value in zip(rows, values, strict=True)
    ]


def _verdict(row: Row, p: float, level: float) -> str:
    low, high = row.difference.low, row.difference.high
    if p > level or low is None or high is None or low <= 0 <= high:
        return NO_DIFFERENCE
    return "B better" if row.won > row.lost else "A better"


def _flat(row: Row) -> dict[str, Any]:
    plain = asdict(row)
    change = plain.pop("difference")
    return {**plain, "difference": change["value"], "low": change["low"], "high": change["high"]}
