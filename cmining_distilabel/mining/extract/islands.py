"""Language islands: documents whose neighbourhood is nearly all in one language, the paper's signal, with a test."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.arrays.categories import Codes
from cmining_distilabel.mining.arrays.scratch import filled
from cmining_distilabel.mining.extract.exclusivity import SMALLEST_GROUP, exclusivity, q_values
from cmining_distilabel.mining.extract.neighborhoods import Around

MAJORITY = 0.5
"""Lower bound of a language's balanced share from which it has more than all others together."""

Rows = NDArray[np.int64]
Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Islands:
    """Which group has most of what is around each document. Shapes (n,); NaN or -1 where a document was no candidate.

    A neighbourhood is seen on several scales. The one with the highest lower bound counts, and the p-value pays for
    the choice.

    Attributes:
        group: int32, code of the group.
        balanced: its balanced share.
        lower: one-sided lower bound of that share.
        q_value: of the test against chance (Benjamini and Hochberg).
        told: whether another group has a translation of it.
    """

    group: NDArray[np.int32]
    balanced: Floats
    lower: Floats
    q_value: Floats
    told: NDArray[np.bool_]

    def stands_alone(self, config: ExtractConfig) -> NDArray[np.bool_]:
        """Whether a language stands alone around each document, beyond doubt; with what others tell, too, none does."""
        held = (self.balanced >= config.theta) & (self.lower >= MAJORITY) & ~self.told
        return np.asarray(held & (self.q_value <= config.fdr))


def find_islands(
    around: Iterable[Around],
    groups: Codes,
    candidates: Rows,
    articles: Rows | None = None,
    stands_for: NDArray[np.float32] | None = None,
    told: NDArray[np.bool_] | None = None,
) -> Islands:
    """Test every neighbourhood.

    Of a neighbourhood articles are counted. By chance a language has as many of them there as it has paragraphs in the
    corpus, so that its share of these is what it is compared with.

    Args:
        around: the neighbourhoods of the candidates.
        groups: shape (n,), integer codes.
        candidates: shape (c,), rows that are looked at.
        articles: shape (n,), the article of each, where documents are paragraphs.
        stands_for: shape (n,), how many documents each stands for; one each by default.
        told: shape (n,), whether another group has a translation of a document; none has by default.
    """
    n, num_groups = len(groups), int(groups.max(initial=0)) + 1
    told = np.zeros(n, bool) if told is None else told
    balanced, lower_bound, q_value = (filled(n, np.nan, np.float32) for _ in range(3))
    found = Islands(filled(n, -1, np.int32), balanced, lower_bound, q_value, told)
    count = None if stands_for is None else stands_for[candidates]
    totals = np.bincount(groups[candidates], count, minlength=num_groups)
    different = candidates if articles is None else np.unique(articles[candidates])
    large = np.bincount(groups[different], minlength=num_groups) >= SMALLEST_GROUP
    for rows, near, weights in around:
        for weight in weights:
            held = exclusivity(weight_by_code(groups[near], weight, num_groups), totals, may_own=large)
            lower = np.nan_to_num(held.balanced_lower)
            surer = ~(lower <= found.lower[rows])
            for kept, new in (
                (found.group, held.owner),
                (found.balanced, held.balanced),
                (found.lower, lower),
                (found.q_value, held.p_value * len(weights)),
            ):
                kept[rows] = np.where(surer, new, kept[rows])
    found.q_value[:] = q_values(np.minimum(found.q_value, 1))
    return found


def weight_by_code(codes: Codes, weight: NDArray[np.float32], num_codes: int) -> NDArray[np.float64]:
    """Weight of each code in each row: (u, m) twice in, (u, num_codes) out."""
    flat: Rows = codes + num_codes * np.arange(len(codes))[:, None]
    sums = np.asarray(np.bincount(flat.ravel(), weight.ravel(), minlength=num_codes * len(codes)), np.float64)
    return sums.reshape(len(codes), num_codes)
