"""What reviewers said of the wanted part of a result."""

from collections.abc import Sequence

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.review.decisions import Decision
from cmining_distilabel.show.review.ratings import Rating
from cmining_distilabel.show.review.sets import review_sets
from cmining_distilabel.text import visible

SHOWN = 200
"""Characters of a seed's id that reviewers see."""


def decisions_on(result: MiningResult, decisions: Sequence[Decision], wanted: Filter | None = None) -> list[Decision]:
    """The decisions on wanted seeds; by default on all.

    Raises:
        UserError: a decision is on a seed that this result does not have, or none is on a wanted seed.
    """
    there = _ids(result)
    for decision in decisions:
        if decision.seed_id not in there:
            raise UserError(
                f"the decisions are on another result: this one has no seed {decision.seed_id!r}; name the reviewed one"
            )
    if not wanted:
        return list(decisions)
    asked = _ids(result.filter(wanted))
    found = [decision for decision in decisions if decision.seed_id in asked]
    if not found:
        raise UserError(f"nobody decided on a seed that is wanted; decided are {len(decisions):,} others")
    return found


def ratings_of(result: MiningResult, ratings: Sequence[Rating], wanted: Filter | None = None) -> list[Rating]:
    """The ratings of wanted Culture Points, and of the random sets in their languages; by default of all sets.

    Raises:
        UserError: the ratings are of a set that this result does not have, or none is of a wanted point.
    """
    sets = {item["id"]: item for item in review_sets(result)}
    for rating in ratings:
        if rating.point_id not in sets:
            raise UserError(
                f"the ratings are of another result: this one has no set {rating.point_id!r}; name the rated one"
            )
    if not wanted:
        return list(ratings)
    points = set(result.filter(wanted).points["point_id"].to_pylist())
    languages = {item["language"] for name, item in sets.items() if name in points}
    found = [
        rating
        for rating in ratings
        if (sets[rating.point_id]["language"] in languages if rating.arm == "random" else rating.point_id in points)
    ]
    if not any(rating.arm == "mined" for rating in found):
        raise UserError("nobody rated a Culture Point that is wanted")
    return found


def _ids(result: MiningResult) -> set[str]:
    return {visible(name, SHOWN) for name in result.seeds["id"].to_pylist()}
