"""Which culture, or set of cultures, a document is named after: the lowest node that holds half of its weight."""

from functools import lru_cache

import numpy as np
from babel.core import get_global
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.names.peoples import countries

_HALF = 0.5
_SET = 3  # cultures that may share a document
_MEMBER = 0.15  # least share of each of them

Floats = NDArray[np.floating]


@lru_cache(maxsize=512)
def parent(code: str) -> str | None:
    """The state that a people without one lives in: where most speakers of its language are (CLDR).

    None for states and for what nobody speaks today: Latin, Old Norse and Akkadian stay themselves.
    """
    if code.isupper() or code not in culture_codes():
        return None
    spoken = get_global("territory_languages")
    people = {
        state: int(countries()[state]["population"]) * spoken[state][code]["population_percent"]
        for state in culture_codes()
        if state in countries() and code in spoken.get(state, {})
    }
    likely = (get_global("likely_subtags").get(code) or "").rpartition("_")[2]
    if not people or max(people.values()) == 0:
        return None
    return likely if likely in people else max(people, key=lambda state: people[state])


@lru_cache(maxsize=8)
def children(cultures: tuple[str, ...]) -> csr_matrix:
    """Shape (C, C): row child, column parent; a culture is its own parent too."""
    column = {code: place for place, code in enumerate(cultures)}
    pairs = [(place, place) for place in range(len(cultures))]
    pairs += [(place, column[of]) for code, place in column.items() if (of := parent(code)) in column]
    rows, columns = zip(*pairs, strict=True)
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(cultures), len(cultures)))


@lru_cache(maxsize=8)
def related(cultures: tuple[str, ...]) -> NDArray[np.bool_]:
    """Shape (C, C): whether two cultures may share a document: neighbours, one language, or a state and its old one."""
    near = np.eye(len(cultures), dtype=bool)
    column = {code: place for place, code in enumerate(cultures)}
    likely = get_global("likely_subtags")
    for code, place in column.items():
        others = str(countries()[code]["neighbours"]).split(",") if code in countries() else []
        if code.islower():
            others = [(likely.get(code) or "").rpartition("_")[2], parent(code) or ""]
        for other in others:
            if other in column:
                near[place, column[other]] = near[column[other], place] = True
    official = [
        {tongue for tongue, row in spoken.items() if (row["official_status"] or "").endswith("official")}
        for spoken in (get_global("territory_languages").get(code, {}) for code in cultures)
    ]
    for place, own in enumerate(official):
        for before in range(place):
            if own & official[before]:
                near[place, before] = near[before, place] = True
    return near


class Nodes:
    """What may own a document: a culture, the state that it lies in, or two or three cultures that share it.

    Args:
        cultures: C codes.
        limit: share from which a node is named.

    Attributes:
        owners: the nodes, by their codes: each culture, then the sets that were met so far.
    """

    def __init__(self, cultures: tuple[str, ...], limit: float) -> None:
        self._cultures, self._limit = cultures, limit
        self._number: dict[tuple[str, ...], int] = {(code,): place for place, code in enumerate(cultures)}

    @property
    def owners(self) -> tuple[tuple[str, ...], ...]:
        return tuple(self._number)

    def lowest(self, likely: Floats, none: Floats) -> tuple[NDArray[np.int32], Floats]:
        """The lowest node that holds `limit` of each document, and its share; else the likeliest culture and its.

        Args:
            likely: shape (m, C), posterior of cultures.
            none: shape (m,), of no culture.

        Returns:
            Place in `owners` and share, shape (m,) each.
        """
        owner = likely.argmax(axis=1).astype(np.int32)
        share: Floats = likely[np.arange(len(likely)), owner].astype(np.float64)
        rest = np.flatnonzero((share < self._limit) & (none < _HALF))
        together = np.asarray(likely[rest] @ children(self._cultures))
        state, held = together.argmax(axis=1), together.max(axis=1)
        whole = held >= self._limit
        owner[rest[whole]], share[rest[whole]] = state[whole], held[whole]
        near = related(self._cultures)
        for row in rest[~whole]:
            order = np.argsort(-likely[row])[:_SET]
            own = [place for place in order if likely[row, place] >= _MEMBER and near[order[0], place]]
            if len(own) > 1 and likely[row, own].sum() >= self._limit:
                owner[row], share[row] = self._set(own), likely[row, own].sum()
        return owner, share

    def in_order(self) -> tuple[tuple[tuple[str, ...], ...], NDArray[np.int32]]:
        """The owners, sets in the order of their codes rather than as they were met, and where each of `owners` is."""
        singles = len(self._cultures)
        owners = (*self.owners[:singles], *sorted(self.owners[singles:]))
        place = {owner: number for number, owner in enumerate(owners)}
        return owners, np.array([place[owner] for owner in self.owners], np.int32)

    def _set(self, places: list[int]) -> int:
        codes = tuple(sorted(self._cultures[place] for place in places))
        return self._number.setdefault(codes, len(self._number))
