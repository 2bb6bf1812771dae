"""What decisions say of a result: how many seeds are kept, how often culture and facet are right, who agrees."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cmining_distilabel.evaluation.statistics import Estimate, Resampling
from cmining_distilabel.show.review.agreement import drawn_means, krippendorff_alpha
from cmining_distilabel.show.review.decisions import Decision

ASKED = ("accepted", "culture right", "facet right")


@dataclass(frozen=True)
class Precision:
    """Shares of decided seeds, their reviewers' mean for each; intervals draw seeds again.

    Attributes:
        seeds: decided ones.
        shares: of `ASKED`. Culture and facet are asked of those that were accepted.
        alpha: Krippendorff's of each, over the seeds that two or more reviewers decided on; None where there are none,
            or all say the same.
    """

    seeds: int
    shares: dict[str, Estimate]
    alpha: dict[str, float | None]


def precision(decisions: Sequence[Decision], resampling: Resampling | None = None) -> Precision:
    """What the decisions come to."""
    resampling = resampling or Resampling()
    said: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in ASKED}
    for decision in decisions:
        accepted = decision.verdict == "accept"
        said["accepted"][decision.seed_id].append(accepted)
        if accepted:
            said["culture right"][decision.seed_id].append(not decision.correct_culture)
            said["facet right"][decision.seed_id].append(not decision.correct_facet)
    random = np.random.default_rng(resampling.seed)
    drawn = {name: drawn_means(list(own.values()), resampling.resamples, random) for name, own in said.items()}
    return Precision(
        seeds=len(said["accepted"]),
        shares={name: resampling.estimate(values) for name, values in drawn.items()},
        alpha={name: krippendorff_alpha([list(map(int, own)) for own in said[name].values()]) for name in ASKED},
    )
