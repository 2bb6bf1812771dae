"""Two arms on the same benchmark, a run or several each: where one is better, and where no difference is shown."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.comparison import NO_DIFFERENCE, Comparison, Row
from cmining_distilabel.evaluation.downstream.paired import (
    Correction,
    corrected,
    difference,
    difference_over_draws,
    mcnemar,
)
from cmining_distilabel.evaluation.downstream.perplexity import as_perplexity
from cmining_distilabel.evaluation.downstream.run import RUN, Run, load_run
from cmining_distilabel.evaluation.downstream.score import PERPLEXITY, Question, Reading
from cmining_distilabel.evaluation.downstream.show import plot_differences
from cmining_distilabel.evaluation.plots import wants_plot
from cmining_distilabel.evaluation.statistics import Estimate, Resampling
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

    An arm whose training data were drawn several times has a run a draw: a folder of such folders. Draws of the same
    name are paired; an arm of one run, such as the base model, stands against each draw of the other.

    Args:
        before: run A, or a folder of runs.
        after: run B, or a folder of runs.
        correction: for many comparisons, `bh` or `holm`.
        level: at which a corrected p-value shows a difference; the interval must exclude 0 too.
        resampling: of the questions.

    Raises:
        UserError: a folder is no run, two did not answer the same questions, or the draws cannot be paired.
    """
    pairs = _pairs(before, after)
    one = pairs[0][0]
    resampling = resampling or Resampling(resamples=10_000)
    changes = _Changes.of(pairs)
    rows: list[Row] = []
    for by, names_of in _GROUPINGS.items():
        family: list[Row] = []
        for part in dict.fromkeys(question.part for question in one.questions):
            own = [question for question in one.questions if question.part == part]
            names = sorted({name for question in own for name in names_of(question)})
            found = [
                _row(part, by, name, [question for question in own if name in names_of(question)], changes, resampling)
                for name in names
            ]
            if by == "all":
                family += found
            else:
                rows += _with_verdicts(found, correction, level)
        rows += _with_verdicts(family, correction, level)
    if one.benchmark == PERPLEXITY:
        rows = [_of_perplexity(row) for row in rows]
    of_a, of_b = (_named([pair[side] for pair in pairs], folder) for side, folder in enumerate((before, after)))
    return Comparison(one.benchmark, of_a, of_b, correction, level, tuple(rows))


def runs_in(folder: str | Path) -> dict[str, Run]:
    """The run in a folder, under an empty name; or the runs in its folders, by their names.

    Raises:
        UserError: there is none.
    """
    path = Path(folder)
    if (path / RUN).is_file() or not path.is_dir():
        return {"": load_run(folder)}
    found = {one.name: load_run(one) for one in sorted(path.iterdir()) if (one / RUN).is_file()}
    return found or {"": load_run(folder)}  # which says that there is none


def _pairs(before: str | Path, after: str | Path) -> list[tuple[Run, Run]]:
    """Runs of the same draw."""
    folders = (before, after)
    arms = [runs_in(folder) for folder in folders]
    several = [set(runs) for runs in arms if len(runs) > 1]
    if len(several) > 1 and several[0] != several[1]:
        raise UserError(
            f"{before} has the draws {', '.join(arms[0])}, {after} {', '.join(arms[1])}; both arms must have "
            "draws of the same names"
        )
    names = max(arms, key=len)
    pairs = []
    for name in names:
        own = [(name, runs[name]) if len(runs) > 1 else next(iter(runs.items())) for runs in arms]
        (one_name, one), (other_name, other) = own
        pairs.append((one, other))
        check_same(one, other, str(Path(before) / one_name), str(Path(after) / other_name))
        check_same(pairs[0][0], one, str(before), str(Path(before) / one_name))
    return pairs


def _named(runs: Sequence[Run], folder: str | Path) -> str:
    models = {run.model for run in runs}
    return models.pop() if len(models) == 1 else f"{folder} ({len(runs)} runs)"


@dataclass(frozen=True)
class _Changes:
    """What each question gets before and after: shape (draws, questions), in the order of the first run."""

    places: dict[tuple[str, str], int]
    before: NDArray[np.float64]
    after: NDArray[np.float64]

    @classmethod
    def of(cls, pairs: Sequence[tuple[Run, Run]]) -> "_Changes":
        places = {(question.part, question.id): place for place, question in enumerate(pairs[0][0].questions)}
        arrays = np.zeros((2, len(pairs), len(places)))
        for draw, pair in enumerate(pairs):
            for side, run in enumerate(pair):
                for question in run.questions:
                    arrays[side, draw, places[question.part, question.id]] = question.value
        return cls(places, arrays[0], arrays[1])


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
    tokens = [{(text.part, text.id): getattr(text, "tokens", 0) for text in run.questions} for run in (one, other)]
    if tokens[0] != tokens[1]:
        raise UserError(f"{before} and {after} have other tokenizers: a perplexity of other tokens is another measure")


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


_GROUPINGS: dict[str, Callable[[Question | Reading], Sequence[str]]] = {
    "all": lambda question: ("",),
    "country": lambda question: question.countries,
    "topic": lambda question: (question.topic,) if question.topic else (),
}


def _row(
    part: str,
    by: str,
    name: str,
    questions: Sequence[Question | Reading],
    changes: _Changes,
    resampling: Resampling,
) -> Row:
    own = [changes.places[question.part, question.id] for question in questions]
    before, after = changes.before[:, own], changes.after[:, own]
    each = after - before
    won, lost = int((each > 0).sum()), int((each < 0).sum())
    if len(before) == 1 and isinstance(questions[0], Question):
        change, p = difference(before[0], after[0], resampling), mcnemar(won, lost)
    else:
        change, p = difference_over_draws(each)
    draws = tuple(each.mean(axis=1).tolist()) if len(before) > 1 else ()
    means = float(before.mean()), float(after.mean())
    return Row(part, by, name, len(questions), won, lost, *means, change, p, p, "", draws)


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
    return "B better" if low > 0 else "A better"


def _of_perplexity(row: Row) -> Row:
    """Perplexities in place of log likelihoods, and their relative change in place of a difference."""
    factor = as_perplexity(row.difference)
    change = Estimate(*(None if bound is None else bound - 1 for bound in (factor.value, factor.low, factor.high)))
    draws = tuple(float(np.expm1(-gain)) for gain in row.draws)
    before, after = (float(np.exp(-likelihood)) for likelihood in (row.before, row.after))
    return replace(row, before=before, after=after, difference=change, draws=draws)


def _flat(row: Row) -> dict[str, Any]:
    plain = asdict(row)
    change, draws = plain.pop("difference"), plain.pop("draws")
    plain["draws"] = " ".join(f"{value:+.4f}" for value in draws)
    return {**plain, "difference": change["value"], "low": change["low"], "high": change["high"]}
