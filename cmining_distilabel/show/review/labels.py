"""Ratings as labels: what reviewers said of a set of titles becomes a label of each of its documents."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.labels import NEGATIVE, POSITIVE, Labels
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.review.exports import has_columns
from cmining_distilabel.show.review.ratings import COLUMNS, read_ratings
from cmining_distilabel.show.review.sets import review_sets
from cmining_distilabel.show.review.wanted import ratings_of

THRESHOLD = 2.5
"""Mean specificity, of 0 to 4, from which a set counts as cultural."""


def is_export(path: str | Path) -> bool:
    """Whether a file is what the report's page exports of the blind comparison."""
    return has_columns(path, COLUMNS)


def rating_labels(
    result: MiningResult | str | Path,
    paths: Iterable[str | Path],
    wanted: Filter | None = None,
    *,
    threshold: float = THRESHOLD,
) -> Labels:
    """Labels "cultural" and "neutral" of documents, from ratings of the sets that they were shown in.

    A set counts as cultural when the reviewers' mean *specificity* is `threshold` or more; the other axes do not count.
    The label of a Culture Point goes to its seeds of the language that it was shown in, that of a random set to the
    documents that were drawn. A document of both takes the point's.

    Args:
        result: the one that was rated, or its folder: it knows which documents a set was made of.
        paths: exports of its page; reviewers count alike.
        wanted: make labels of these Culture Points, and of the random sets in their languages.
        threshold: from 0 to 4.

    Raises:
        UserError: as `read_ratings`; or no rating of specificity; or ratings of a set that this result does not have.
    """
    found = result if isinstance(result, MiningResult) else MiningResult.load(result)
    of_set: dict[str, list[int]] = defaultdict(list)
    for rating in ratings_of(found, read_ratings(paths), wanted):
        if rating.axis == "specificity":
            of_set[rating.point_id].append(rating.value)
    if not of_set:
        raise UserError("no set is rated for its specificity, which labels are made of")
    sets = {item["id"]: item for item in review_sets(found)}
    by_id: dict[str, str] = {}
    for name in sorted(of_set, key=lambda name: sets[name]["arm"] == "random"):  # a point's own label first
        label = (POSITIVE if np.mean(of_set[name]) >= threshold else NEGATIVE)[0]
        for key in sets[name]["ids"]:
            by_id.setdefault(key, label)
    return Labels(by_id, unlabelled=0)
