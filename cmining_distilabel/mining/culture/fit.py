"""Weights of the witnesses, fitted on documents whose names were hidden."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.culture.posterior import Weights

_RIDGE = 1e-3  # on squared weights: witnesses that say the same share the work

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def fit(witnesses: Mapping[str, Floats], culture: Rows, start: Weights) -> Weights:
    """Weights that lose the least log probability of what was hidden, none below 0 (L-BFGS-B).

    The weight of names cannot be fitted by hiding them, and what is of no culture hides nothing: these two stay.

    Args:
        witnesses: log odds by the name of the weight, shape (m, C) each, of documents with their names hidden.
        culture: shape (m,), columns of what they named.
        start: where to begin; a witness whose weight is 0 stays off.
    """
    known = [name for name in witnesses if getattr(start, name) > 0]
    stack, target = np.stack([witnesses[name] for name in known]), (np.arange(len(culture)), culture)

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = np.tensordot(weights, stack, 1)
        likely = np.exp(odds - odds.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        lost = -np.log(np.maximum(likely[target], 1e-300)).mean() + _RIDGE * weights @ weights
        expected = np.einsum("wmc,mc->wm", stack, likely)
        return float(lost), (expected - stack[:, target[0], target[1]]).mean(axis=1) + 2 * _RIDGE * weights

    from scipy.optimize import minimize  # takes half a second to import

    first = np.array([getattr(start, name) for name in known])
    found = minimize(loss, first, jac=True, bounds=[(0.0, None)] * len(known), method="L-BFGS-B").x
    return replace(start, **{name: float(value) for name, value in zip(known, found, strict=True)})
