"""Below a state: the region (ISO 3166-2) that a document of one culture names."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.culture.hierarchy import parent
from cmining_distilabel.mining.culture.names.named import Named
from cmining_distilabel.mining.culture.names.places import larger_region, regions

_MOST = 2 / 3  # of what is said of regions: two that are named side by side have a half each


@dataclass(frozen=True)
class Regions:
    """The region of each of n documents.

    Attributes:
        codes: of ISO 3166-2, those that occur.
        region: shape (n,), int32, place in `codes`; -1 where a document names none, or several alike.
    """

    codes: tuple[str, ...]
    region: NDArray[np.int32]


def find_regions(named: Named, owners: tuple[tuple[str, ...], ...], owner: NDArray[np.integer]) -> Regions:
    """The lowest region that holds two thirds of what a document says of regions of its culture's country.

    Args:
        named: the names in n documents. A name that is a state's as well ("Mexico") is no region's.
        owners: what may own a document, by codes of cultures.
        owner: shape (n,), place in `owners`; -1 for nobody.
    """
    columns = {column: code for column in range(len(named.names)) if (code := _region(named, column))}
    found = np.full(len(owner), -1, np.int32)
    codes: dict[str, int] = {}
    weights = named.documents[:, sorted(columns)].tocsr()
    code_of = [columns[column] for column in sorted(columns)]
    for row in np.flatnonzero((np.diff(weights.indptr) > 0) & (owner >= 0)):
        (state, *others), some = owners[owner[row]], slice(*weights.indptr[row : row + 2])
        if others:  # several cultures share it
            continue
        country = state if state.isupper() else parent(state)
        held: dict[str, float] = defaultdict(float)
        for column, weight in zip(weights.indices[some], weights.data[some], strict=True):
            if code_of[column][:2] == country:
                held[code_of[column]] += float(weight)
        if (lowest := _lowest(held)) is not None:
            found[row] = codes.setdefault(lowest, len(codes))
    return Regions(tuple(codes), found)


def _region(named: Named, column: int) -> str | None:
    language, _, name = named.names[column].partition(":")
    return None if named.sure[column] else regions(language).get(name)


def _lowest(held: dict[str, float]) -> str | None:
    """The region that holds most, with what lies in it; of those the one that lies in the others."""
    whole: dict[str, float] = dict(held)
    for code, weight in held.items():
        within = larger_region(code)
        while within is not None:
            whole[within] = whole.get(within, 0.0) + weight
            within = larger_region(within)
    large = {code for code, weight in whole.items() if weight >= _MOST * sum(held.values())}
    around = {larger_region(code) for code in large}
    return next((code for code in sorted(large) if code not in around), None)
