"""Which members stand for a cluster: near its middle, and not all the same."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def maximal_marginal_relevance(
    vectors: ArrayLike,
    relevance: ArrayLike,
    count: int,
    *,
    balance: float = 0.7,
    sources: ArrayLike | None = None,
    repeated: float = 0.1,
) -> NDArray[np.int64]:
    """Positions of members, the most telling first (Carbonell and Goldstein 1998).

    The first is the most relevant; each next one maximises balance * relevance - (1 - balance) * max cos to those
    already taken, and loses `repeated` for a source that was taken already.

    Args:
        vectors: shape (m, d), unit rows.
        relevance: shape (m,), e.g. the cosine with the centroid.
        count: how many to rank in this way; the others follow by relevance.
        balance: 1 ranks by relevance alone.
        sources: shape (m,), where members come from; all different by default.
        repeated: in cosines: a source that all come from must not push the middle of the cluster out.
    """
    points, worth = np.asarray(vectors, dtype=np.float32), np.asarray(relevance, dtype=np.float64)
    origin = np.arange(len(points)) if sources is None else np.unique(np.asarray(sources), return_inverse=True)[1]
    taken: list[int] = []
    nearest = np.zeros(len(points))
    penalty = np.zeros(len(points))
    while len(taken) < min(count, len(points)):
        gain = worth if not taken else balance * worth - (1 - balance) * nearest
        gain = gain - penalty
        gain[taken] = -np.inf
        best = int(gain.argmax())
        taken.append(best)
        nearest = np.maximum(nearest, points @ points[best])
        penalty[origin == origin[best]] = repeated
    rest = np.argsort(-worth, kind="stable")
    return np.array(taken + [int(place) for place in rest if place not in set(taken)], dtype=np.int64)
