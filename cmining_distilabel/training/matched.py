"""Documents that are like seeds in all but one thing: what a model learns from that one thing is what is left."""

import bisect
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]
Key = Callable[[Row], tuple[Any, ...]]


def neutral(row: Row) -> bool:
    """Whether a document of a calibrated result is not about culture, by its surroundings and by itself."""
    return bool(row["reason"] == "not_cultural" and row["facet_score"] <= 0)


def of_no_one_culture(row: Row) -> bool:
    """Whether a document is about culture, and it is not said whose: mustard, or the drum."""
    return bool(row["reason"] == "not_exclusive")


def matched(targets: Sequence[Row], pool: Sequence[Row], *, facet: bool, seed: int) -> list[int]:
    """Places in `pool` of documents that are like `targets`, each taken once, in the order of the targets.

    A partner is of the same language and source, where any is left, else of the same language; and of all those the
    nearest in length. A target that has none is left out.

    Args:
        targets, pool: with `language`, `source`, `facet` and `text`.
        facet: whether a partner must be of the same facet too.
        seed: of the choice among equally long ones.
    """
    keys: list[Key] = [
        lambda row: (row["language"], row["facet"] if facet else None, row["source"]),
        lambda row: (row["language"], row["facet"] if facet else None),
    ]
    order = random.Random(seed).sample(range(len(pool)), len(pool))
    strata: list[dict[tuple[Any, ...], list[tuple[int, int, int]]]] = []
    for key in keys:
        stratum = defaultdict(list)
        for rank, place in enumerate(order):
            stratum[key(pool[place])].append((len(pool[place]["text"]), rank, place))
        strata.append({name: sorted(found) for name, found in stratum.items()})
    used: set[int] = set()
    chosen = []
    for target in targets:
        for key, stratum_of in zip(keys, strata, strict=True):
            partner = _nearest(stratum_of.get(key(target), []), len(target["text"]), used)
            if partner is not None:
                used.add(partner)
                chosen.append(partner)
                break
    return chosen


def _nearest(found: list[tuple[int, int, int]], length: int, used: set[int]) -> int | None:
    """Take the unused document of the nearest length out of a sorted list."""
    while found:
        right = bisect.bisect_left(found, (length, -1, -1))
        near = [place for place in (right - 1, right) if 0 <= place < len(found)]
        best = min(near, key=lambda place: abs(found[place][0] - length))
        document = found.pop(best)[2]
        if document not in used:  # another key has taken it
            return document
    return None
