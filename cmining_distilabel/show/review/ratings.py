"""Ratings that reviewers exported: means of each arm, and how far the reviewers agree."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.statistics import Estimate, Resampling
from cmining_distilabel.show.review.agreement import drawn_means, krippendorff_alpha
from cmining_distilabel.show.review.exports import read_export

AXES = ("specificity", "fidelity", "clarity")
ARMS = ("mined", "random")
_TOP = 4  # ratings go from 0 to this
COLUMNS = ("rater", "point_id", "arm", *AXES, "rated_at")


@dataclass(frozen=True)
class Rating:
    """One reviewer's rating of one point on one axis."""

    rater: str
    point_id: str
    arm: str
    axis: str
    value: int


@dataclass(frozen=True)
class AxisSummary:
    """What the ratings of an axis come to.

    Attributes:
        means: of each arm: the mean of the points' means; its interval draws points again.
        difference: of the means, mined less random.
        points: rated points of each arm.
        alpha: Krippendorff's, ordinal, over the points that two or more reviewers rated; None where there are none or
            all ratings are alike.
    """

    means: dict[str, Estimate]
    difference: Estimate
    points: dict[str, int]
    alpha: float | None


def read_ratings(paths: Iterable[str | Path]) -> list[Rating]:
    """Read exports of the report's page. A file without a reviewer's name counts as a reviewer named like the file.

    Where a reviewer rated a point twice, in two files, the later rating counts.

    Raises:
        UserError: a file cannot be read, or is no such export, or holds a rating that is none.
    """
    latest: dict[tuple[str, str, str], tuple[str, Rating]] = {}
    for path in map(Path, paths):
        for line, row in read_export(path, COLUMNS):
            if row["arm"] not in ARMS:
                raise UserError(f"{path}, row {line}: arm {row['arm']!r} is neither mined nor random")
            for axis in filter(row.get, AXES):
                rating = Rating(
                    row["rater"] or path.stem, row["point_id"], row["arm"], axis, _value(row[axis], path, line)
                )
                key, moment = (rating.rater, rating.point_id, axis), row["rated_at"] or ""
                if key not in latest or moment >= latest[key][0]:
                    latest[key] = (moment, rating)
    if not latest:
        raise UserError("no rating in these files")
    return [rating for _, rating in latest.values()]


def summarize(ratings: Sequence[Rating], resampling: Resampling | None = None) -> dict[str, AxisSummary]:
    """Means with intervals and agreement, by axis."""
    resampling = resampling or Resampling()
    found = {}
    for axis in AXES:
        of_point: dict[str, dict[str, list[int]]] = {arm: defaultdict(list) for arm in ARMS}
        for rating in ratings:
            if rating.axis == axis:
                of_point[rating.arm][rating.point_id].append(rating.value)
        random = np.random.default_rng(resampling.seed)
        drawn = {arm: drawn_means(list(own.values()), resampling.resamples, random) for arm, own in of_point.items()}
        found[axis] = AxisSummary(
            means={arm: resampling.estimate(values) for arm, values in drawn.items()},
            difference=resampling.estimate(drawn["mined"] - drawn["random"]),
            points={arm: len(own) for arm, own in of_point.items()},
            alpha=krippendorff_alpha([values for own in of_point.values() for values in own.values()]),
        )
    return found


def _value(text: str, path: Path, line: int) -> int:
    if text not in map(str, range(_TOP + 1)):
        raise UserError(f"{path}, row {line}: rating {text!r} is not a whole number from 0 to {_TOP}")
    return int(text)
