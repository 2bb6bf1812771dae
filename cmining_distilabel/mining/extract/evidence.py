"""What seeds are chosen by, before any limit is looked at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.culture.owners import Ownership
from cmining_distilabel.mining.extract.islands import MAJORITY, Islands
from cmining_distilabel.mining.extract.topic import Topic

_SHARED, _HALF = 0.8, 0.5  # surroundings about culture, and posterior of none, of such a topic

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Evidence:
    """What seeds are chosen by: all of it is known before `theta`, `fdr`, `culture_share` or `tau` are looked at.

    Attributes:
        topic: what each document is about.
        islands: which language has most of what is around it.
        ownership: whose culture it is; None without anchors.
        num_groups: how many languages there are.
    """

    topic: Topic
    islands: Islands
    ownership: Ownership | None
    num_groups: int

    def owners(self, config: ExtractConfig) -> NDArray[np.int32]:
        """Who owns each document, shape (n,): a culture or a set of cultures that share it, by its place in
        `ownership.owners`; beyond those places a language that stands alone; beyond those all cultures together, of a
        topic that many share; -1 for nobody.
        """
        num_owners, found = 0, np.full(len(self.topic.about), -1, np.int32)
        if self.ownership is not None:
            num_owners = len(self.ownership.owners)
            if config.points != "language":
                found[:] = self.ownership.owner_at(config.culture_share)
        if config.points != "culture":
            alone = (found < 0) & self.islands.stands_alone(config)
            found[alone] = self.islands.group[alone] + num_owners
        if self.ownership is not None and config.points == "both":
            many = (found < 0) & (self.topic.cultural >= _SHARED) & (self.ownership.none < _HALF)
            found[many] = num_owners + self.num_groups
        return found

    def cultural(self, config: ExtractConfig) -> Mask:
        """Documents about culture, in surroundings that are about culture.

        Where it is sure whose they are, most of what is around them is enough.
        """
        least = np.full(len(self.topic.about), config.facet_share)
        if self.ownership is not None:
            least[self.ownership.owner_at(config.culture_share) >= 0] = min(MAJORITY, config.facet_share)
        return np.asarray(self.topic.about & (self.topic.cultural >= least))
