"""One mined result against labels: what it selects, what it should have selected, and how its scores rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.labels import NEGATIVE, POSITIVE, Labels, classes_of, read_labels
from cmining_distilabel.evaluation.statistics import Cell, Estimate, Floats, Mask, Resampling, Tally, auc_estimates
from cmining_distilabel.mining.result.result import MiningResult

PARTS = {
    "score": 1,
    "facet_score": 1,
    "attribution": 1,
    "isolation": 1,
    "exclusivity": 1,
    "dispersion": -1,  # dense is good
    "entropy": 1,
}
"""Columns of documents.parquet whose ranking is measured, and their sign."""

ALL = "all negatives"
OTHER = "other"
_UNKNOWN_SHOWN = 10


@dataclass(frozen=True)
class LabelRate:
    """One label as the file has it: its side (the pattern, or "other"), and the share of it that was selected."""

    label: str
    side: str
    documents: int
    selected: int
    rate: Estimate


@dataclass(frozen=True)
class Against:
    """The positives against one class of negatives, or against all of them."""

    negative: str
    documents: int
    selected: int
    false_positive_rate: Estimate
    precision: Estimate


@dataclass(frozen=True)
class Figures:
    """Labelled documents of a group, or all of them.

    Attributes:
        group: its name.
        positives: labelled positives, and `selected` of them.
        recall: share of positives selected; those that the noise filter left out count as missed.
        against: one for each class of negatives, and for all of them if there are several; the last is all.
    """

    group: str
    positives: int
    selected: int
    recall: Estimate
    against: tuple[Against, ...]


@dataclass(frozen=True)
class PartAuc:
    """How well the score, or a part of it, ranks positives over negatives.

    Attributes:
        part: its column (`PARTS`).
        missing: labelled documents of both sides that have no value; they are left out.
        auc: for each class of negatives, in the order of `Figures.against`.
    """

    part: str
    missing: int
    auc: tuple[Estimate, ...]


@dataclass(frozen=True)
class MiningEvaluation:
    """What `evaluate_mining` measured.

    A document counts as selected when its stage is "seed". Precision depends on how many documents of each class are
    labelled, so it compares results on the same labels only; recall and false-positive rates carry over.

    Attributes:
        positive, negative: the patterns that were asked for.
        resampling: of the intervals.
        labelled: ids in the file of labels.
        unlabelled: rows of the file without a label.
        unknown: labelled ids that the result does not have; `unknown_ids` are the first ones in sorted order.
        whole: figures over all labelled documents of the result.
        groups: the same by group.
        labels: a row for each label, also of neither side.
        parts: ranking quality of the score and of its parts.
        curve: columns threshold, selected, recall, and precision against each class, by falling score. Documents
            without a score are never retrieved, so recall may end below 1.
    """

    positive: tuple[str, ...]
    negative: tuple[str, ...]
    resampling: Resampling
    labelled: int
    unlabelled: int
    unknown: int
    unknown_ids: tuple[str, ...]
    whole: Figures
    groups: tuple[Figures, ...]
    labels: tuple[LabelRate, ...]
    parts: tuple[PartAuc, ...]
    curve: pa.Table


def evaluate_mining(
    result: MiningResult | str | Path,
    labels: Labels | str | Path,
    *,
    id_column: str = "id",
    label_column: str = "label",
    positive: Sequence[str] = POSITIVE,
    negative: Sequence[str] = NEGATIVE,
    by: Literal["group", "language"] = "group",
    resampling: Resampling | None = None,
) -> MiningEvaluation:
    """Measure a result by labels.

    Args:
        result: what `mine` gave, or the folder that it was saved to.
        labels: a file (`read_labels` says which), or labels that were read.
        id_column: column of the documents' ids in the file.
        label_column: column of the labels.
        positive: names or patterns (``cult:*``) of labels that should be mined.
        negative: the same of labels that should not; each is a class of its own. Labels of neither side are
            reported, but count in no precision.
        by: what makes the groups of the table by group.
        resampling: 1000 resamples and 95 % intervals by default.

    Raises:
        UserError: the labels cannot be used (`read_labels`, `classes_of`), or no positive or no negative of them is
            in the result.
    """
    result = result if isinstance(result, MiningResult) else MiningResult.load(result)
    resampling = resampling or Resampling()
    if not isinstance(labels, Labels):
        labels = read_labels(labels, id_column=id_column, label_column=label_column)
    side_of = classes_of(list(labels.by_id.values()), positive, negative)
    rows, names, unknown = _labelled_rows(result.documents, labels)
    sides = [side_of[name] or OTHER for name in names]
    groups = rows[by].to_pylist()
    selected = [stage == "seed" for stage in rows["stage"].to_pylist()]
    tally = Tally(map(Cell, names, sides, groups, selected), resampling)
    classes = {pattern: frozenset([pattern]) for pattern in negative}
    if len(classes) > 1:
        classes[ALL] = frozenset(negative)
    whole = _figures(tally, positive, classes)
    for kind, count in (("positive", whole.positives), ("negative", whole.against[-1].documents)):
        if not count:
            raise UserError(f"no document with a {kind} label is in the result; is the column '{id_column}' its id?")
    is_positive = np.isin(sides, list(positive))
    negatives = np.array([np.isin(sides, list(patterns)) for patterns in classes.values()])
    values = {part: sign * _numbers(rows, part) for part, sign in PARTS.items()}
    found = auc_estimates(values.values(), is_positive, negatives, resampling)
    on_a_side = is_positive | negatives[-1]
    return MiningEvaluation(
        positive=tuple(positive),
        negative=tuple(negative),
        resampling=resampling,
        labelled=len(labels.by_id),
        unlabelled=labels.unlabelled,
        unknown=len(unknown),
        unknown_ids=tuple(unknown[:_UNKNOWN_SHOWN]),
        whole=whole,
        groups=tuple(_figures(tally, positive, classes, group) for group in sorted(set(groups))),
        labels=tuple(_label_rate(tally, *pair) for pair in sorted(set(zip(sides, names, strict=True)))),
        parts=tuple(
            PartAuc(part, int((on_a_side & np.isnan(values[part])).sum()), tuple(estimates))
            for part, estimates in zip(PARTS, found, strict=True)
        ),
        curve=_curve(values["score"], is_positive, dict(zip(classes, negatives, strict=True))),
    )


def _labelled_rows(documents: pa.Table, labels: Labels) -> tuple[pa.Table, list[str], list[str]]:
    """Rows of the result that are labelled, in its own order, their labels, and the ids that it does not have."""
    own = documents.filter(pc.fill_null(pc.not_equal(documents["reason"], "duplicate_id"), True))
    ids = pa.array(list(labels.by_id), pa.string())
    place = pc.index_in(ids, value_set=own["id"])
    unknown = ids.filter(pc.is_null(place)).to_pylist()
    rows = own.take(pc.drop_null(place).take(pc.sort_indices(pc.drop_null(place))))
    if not len(rows):
        raise UserError(f"the result has none of the {len(ids)} labelled ids, such as '{ids[0]}'; check the id column")
    return rows, [labels.by_id[key] for key in rows["id"].to_pylist()], sorted(unknown)


def _figures(
    tally: Tally, positive: Sequence[str], classes: dict[str, frozenset[str]], group: str | None = None
) -> Figures:
    def good(cell: Cell) -> bool:
        return cell.side in positive and group in (None, cell.group)

    def against(name: str, patterns: frozenset[str]) -> Against:
        def bad(cell: Cell) -> bool:
            return cell.side in patterns and group in (None, cell.group)

        return Against(
            name,
            documents=tally.count(bad),
            selected=tally.count(lambda cell: bad(cell) and cell.selected),
            false_positive_rate=tally.share(_selected, bad),
            precision=tally.share(good, lambda cell: cell.selected and (good(cell) or bad(cell))),
        )

    return Figures(
        group or "all",
        positives=tally.count(good),
        selected=tally.count(lambda cell: good(cell) and cell.selected),
        recall=tally.share(_selected, good),
        against=tuple(against(*item) for item in classes.items()),
    )


def _label_rate(tally: Tally, side: str, label: str) -> LabelRate:
    def own(cell: Cell) -> bool:
        return cell.label == label

    selected = tally.count(lambda cell: own(cell) and cell.selected)
    return LabelRate(label, side, tally.count(own), selected, tally.share(_selected, own))


def _selected(cell: Cell) -> bool:
    return cell.selected


def _numbers(rows: pa.Table, column: str) -> Floats:
    """A column as floats; NaN where it is null, or where an older result has no such column."""
    if column not in rows.column_names:
        return np.full(len(rows), np.nan)
    return rows[column].cast(pa.float64()).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _curve(scores: Floats, positive: Mask, negatives: dict[str, Mask]) -> pa.Table:
    """Precision and recall of all documents that score at least a threshold, for every score that occurs."""
    known = np.flatnonzero(~np.isnan(scores) & (positive | np.any(list(negatives.values()), axis=0)))
    order = known[np.argsort(-scores[known], kind="stable")]
    falling = scores[order]
    last = np.flatnonzero(np.append(falling[1:] < falling[:-1], True))[: len(order)]  # of each run of ties
    hits = np.cumsum(positive[order])[last]
    columns: dict[str, NDArray[np.generic]] = {
        "threshold": falling[last],
        "selected": last + 1,
        "recall": hits / positive.sum(),
    }
    for name, negative in negatives.items():
        both = hits + np.cumsum(negative[order])[last]
        columns[f"precision vs {name}"] = np.divide(hits, both, out=np.full(len(last), np.nan), where=both > 0)
    return pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})
