"""How far each name is to be trusted: some are words as well, and some say little of the texts that hold them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.arrays.categories import Categories
from cmining_distilabel.mining.culture.names.named import Named

_PRIOR_NAMES = 4.0  # documents in which a doubtful name is taken to be right in `UNREAD` of them, before any is read
UNREAD = 0.7
"""What a doubtful name counts that a corpus does not hold."""
_BEGINS = 0.1  # share of a word's documents in which it begins a sentence or a title, so that it has a capital
_AGREEMENT = 0.3  # what the other witnesses give the culture of a name that is right

Floats = NDArray[np.float64]


def trust(
    named: Named, likely: Iterable[tuple[slice, Floats]], languages: Categories, weight: Floats | None = None
) -> Floats:
    """What each name counts, in [0, 1], shape (E,): how far the other witnesses agree with it where it occurs.

    "위해" is a city and means "for the sake of"; "Mary", "north" and "Name" are places somewhere. The cultures of such
    names are no likelier in their documents than elsewhere. States and peoples are not doubted: documents about places
    of a rare country say little of its culture.

    Args:
        named: of `read_names`.
        likely: blocks of rows, and posterior without the names that are doubted, shape (b, C).
        languages: shape (n,).
        weight: shape (n,), what each document counts; 1 by default.
    """
    weight = np.ones(len(languages)) if weight is None else weight
    agree = np.zeros(len(named.names))
    totals = np.zeros((len(languages.names), named.cultures.shape[1]))
    for rows, share in likely:
        agree += _agreement(named, rows, share * weight[rows, None])
        np.add.at(totals, languages.codes[rows], share)
    each = np.repeat(weight, np.diff(named.documents.indptr))
    count = np.bincount(named.documents.indices, each, minlength=len(named.names))
    agree /= np.maximum(count, 1e-9)
    means = totals / np.maximum(np.bincount(languages.codes, minlength=len(totals)), 1)[:, None]
    number = {str(name): code for code, name in enumerate(languages.names)}
    own = np.array([number[name.partition(":")[0]] for name in named.names], np.int64)
    by_chance = np.asarray(named.cultures.multiply(means[own]).sum(axis=1)).ravel()
    lift = (agree - by_chance) / np.maximum(1.0 - by_chance, 0.1)
    begun = _BEGINS * _written_small(named, own, languages)  # documents in which it may have its capital as a word
    before = UNREAD * np.clip(1.0 - begun / np.maximum(count, 1e-9), 0.0, 1.0)
    right = (lift * count / _AGREEMENT + _PRIOR_NAMES * before) / (count + _PRIOR_NAMES)
    return np.where(named.sure, 1.0, np.clip(right, 0.0, 1.0))


def _written_small(named: Named, own: NDArray[np.int64], languages: Categories) -> Floats:
    """Documents in a name's language that have it as a word in small letters, shape (E,): "reading", "nice".

    A word is read as a name with its capital alone, so that without one it is among the other words. What has no
    capitals has no such words.
    """
    plain = [name.partition(":")[2] for name in named.names]
    known = [code for code, name in enumerate(plain) if name.upper() != name and name in named.vocabulary]
    found = np.zeros(len(plain))
    if known:
        words = named.words[:, [named.vocabulary[plain[code]] for code in known]].astype(np.int32)
        n = len(languages)
        of_language = csr_matrix((np.ones(n, np.int32), (languages.codes, np.arange(n))))
        found[known] = (of_language @ words).toarray()[own[known], np.arange(len(known))]
    return found


def _agreement(named: Named, rows: slice, share: Floats) -> Floats:
    """Posterior of each name's cultures, summed over the documents of a block that hold it: shape (E,)."""
    held = named.documents[rows]
    columns, place = np.unique(held.indices, return_inverse=True)
    holds = csr_matrix((np.ones(len(place)), place, held.indptr), shape=(len(share), len(columns)))
    found = np.zeros(len(named.names))
    found[columns] = np.asarray(named.cultures[columns].multiply(holds.T @ share).sum(axis=1)).ravel()
    return found
