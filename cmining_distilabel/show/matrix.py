"""Seeds by culture and facet, as the page, notebooks and figures show them."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.names import facet_name, owner_name


def seed_counts(result: MiningResult) -> tuple[list[str], list[str], NDArray[np.int64]]:
    """Owners and facets, most seeds first, and the seeds of each pair, shape (owners, facets).

    Owners that are no culture, in brackets, come last.
    """
    owner_of = {row["point_id"]: owner_name(row) for row in result.points.to_pylist()}
    rows = result.seeds.select(["point_id", "culture_name", "facet"]).to_pylist()
    pairs = [
        (owner_name(row) if row["culture_name"] else owner_of[row["point_id"]], facet_name(row["facet"]))
        for row in rows
        if row["point_id"] in owner_of
    ]
    owners, facets = ([name for name, _ in Counter(pair[side] for pair in pairs).most_common()] for side in (0, 1))
    owners.sort(key=lambda name: name.startswith("("))
    counts = np.zeros((len(owners), len(facets)), np.int64)
    for owner, facet in pairs:
        counts[owners.index(owner), facets.index(facet)] += 1
    return owners, facets, counts
