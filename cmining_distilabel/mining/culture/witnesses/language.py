"""Witness "language": what a language speaks of, and which languages stand around a document (the paper's signal)."""

import numpy as np
from babel.core import get_global
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.arrays.categories import Categories, categories
from cmining_distilabel.mining.culture.names.peoples import countries

_SPOKEN, _FLOOR = 20.0, 1e-3  # documents that CLDR's speakers and the other languages count in a language's prior

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def language_prior(shares: csr_matrix, languages: ArrayLike | Categories, cultures: tuple[str, ...]) -> Floats:
    """How often each language's documents are about each culture, by what they name: log, shape (G, C).

    Where a language names little, the others and the territories that speak it (CLDR) stand in; nothing is impossible.

    Args:
        shares: shape (n, C), of `naming`.
        languages: shape (n,), G of them.
        cultures: C codes.
    """
    found = categories(languages)
    counts = np.stack([np.asarray(shares[found.codes == code].sum(axis=0)).ravel() for code in range(len(found.names))])
    named = counts.sum(axis=1, keepdims=True)
    others = (counts / np.maximum(named, 1.0)).mean(axis=0) + _FLOOR
    spoken = np.stack([speakers(str(language), cultures) for language in found.names])
    before = 0.5 * others / others.sum() + 0.5 * (0.9 * spoken + 0.1 / len(cultures))
    prior: Floats = np.log((counts + _SPOKEN * before) / (named + _SPOKEN))
    return prior


def speakers(language: str, cultures: tuple[str, ...]) -> Floats:
    """Where a language is spoken: shares of its speakers, shape (C,); even where CLDR does not know it."""
    own, spoken = language.replace("_", "-").partition("-")[0].lower(), get_global("territory_languages")
    people = [
        int(countries()[code]["population"]) * spoken[code][own]["population_percent"] / 100
        if code in countries() and (spoken.get(code, {}).get(own, {}).get("official_status") or "").endswith("official")
        else 0.0
        for code in cultures
    ]
    total = sum(people)
    return np.array(people) / total if total else np.full(len(cultures), 1.0 / len(cultures))


def language_witness(
    neighbors: Rows, weights: NDArray[np.float32], groups: NDArray[np.integer], prior: Floats
) -> Floats:
    """Whose languages the nearest texts are in: log, shape (m, C).

    A text among Japanese ones alone is Japan's; one among Spanish ones may be twenty countries'. Languages count by
    their share of the neighbours against their share of the corpus.

    Args:
        neighbors, weights: shape (m, k), as for `neighbor_witness`.
        groups: shape (n,), languages as the rows of `prior`.
        prior: shape (G, C), of `language_prior`.
    """
    size = np.bincount(groups, minlength=len(prior)) / len(groups)
    near = np.stack([((groups[neighbors] == code) * weights).sum(axis=1) for code in range(len(prior))], axis=1)
    balanced = (near + size) / np.maximum(size, 1e-9)
    found: Floats = np.log(balanced / balanced.sum(axis=1, keepdims=True) @ np.exp(prior))
    return found
