"""How far a document lies from everything in other groups: a margin that hubs do not fool."""

import faiss
import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.categories import Codes
from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.rows import in_blocks, smallest

_BLOCK = 16_384
_QUERIES = 2_048
_NEAREST = 5  # neighbours of a document in a pool: k of r


def isolation(
    vectors: VectorArray,
    groups: Codes,
    *,
    pool_size: int = 1000,
    seed: int = 0,
) -> NDArray[np.float32]:
    """Rank within its group of a document's distance to its best match in other groups; 1 is the most isolated.

    The match is the largest CSLS margin 2 cos(x, y) - r(x) - r(y) over y in other groups, r being the mean cosine with
    the nearest neighbours in a pool of the other side (Conneau et al. 2018, arXiv 1710.04087). Each group gives a pool
    of the same size, so that a large group is not nearer to everything because it is large.

    Args:
        vectors: shape (n, d), unit rows.
        groups: shape (n,), integer codes from 0.
        pool_size: documents drawn from each group; the smallest group's size where that is less, but 50 at least.
        seed: of the pools.

    Returns:
        Shape (n,), in (0, 1]; all 1 where there is one group only.
    """
    from scipy.stats import rankdata  # takes a second to import

    counts = np.bincount(groups)
    size = max(50, min(pool_size, int(counts[counts > 0].min())))
    rng = np.random.default_rng(seed)
    pools = {
        int(group): np.sort(rng.permutation(np.flatnonzero(groups == group))[:size]) for group in np.flatnonzero(counts)
    }
    if len(pools) < 2:
        return np.ones(len(vectors), dtype=np.float32)
    held = {group: np.ascontiguousarray(vectors[rows]) for group, rows in pools.items()}
    reach = {group: _reach_of_pool(group, held) for group in held}
    best = np.empty(len(vectors), dtype=np.float32)
    for group in held:
        for rows in in_blocks(np.flatnonzero(groups == group), _QUERIES):
            best[rows] = _best_margin(np.ascontiguousarray(vectors[rows]), group, held, reach)
    result = np.empty(len(vectors), dtype=np.float32)
    for group in held:
        rows = np.flatnonzero(groups == group)
        result[rows] = rankdata(-best[rows], method="average") / len(rows)
    return result


def _reach_of_pool(group: int, held: dict[int, NDArray[np.float32]]) -> NDArray[np.float32]:
    """r(y) of each pool document: its mean cosine with its nearest neighbours in the other groups' pools."""
    pool = np.concatenate([pool for other, pool in held.items() if other != group])
    similarity, _ = faiss.knn(held[group], pool, min(_NEAREST, len(pool)), metric=faiss.METRIC_INNER_PRODUCT)
    result: NDArray[np.float32] = similarity.mean(axis=1)
    return result


def _best_margin(
    block: NDArray[np.float32],
    group: int,
    held: dict[int, NDArray[np.float32]],
    reach: dict[int, NDArray[np.float32]],
) -> NDArray[np.float32]:
    others = [other for other in held if other != group]
    distance = block @ -np.concatenate([held[other] for other in others]).T
    nearest = smallest(distance, min(_NEAREST, distance.shape[1]))[0].mean(axis=1)
    distance += np.concatenate([reach[other] for other in others]) / 2  # in place: these are most of the time
    result: NDArray[np.float32] = nearest - 2 * distance.min(axis=1)
    return result
