"""One score of four parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def combined_score(
    exclusivity: Floats, facet: Floats | None = None, attribution: Floats | None = None, isolation: Floats | None = None
) -> NDArray[np.float64]:
    """Is it about culture, and is it somebody's: facet * mean(exclusivity, attribution, isolation).

    The facet is a factor, since nothing else makes up for a text that is not about culture; the others are three
    witnesses of one thing, and are averaged. The score grows with every part. No weight is fitted to anything.

    Args:
        exclusivity, facet, attribution, isolation: equal shapes, in [0, 1]; None for a part that is off.

    Returns:
        In [0, 1]. With exclusivity alone (the paper's mode), that.
    """
    whose = np.mean([part for part in (exclusivity, attribution, isolation) if part is not None], axis=0)
    result: NDArray[np.float64] = whose if facet is None else facet * whose
    return result
