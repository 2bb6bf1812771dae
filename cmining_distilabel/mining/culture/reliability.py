"""How far shares can be believed: a posterior of 0.7 should be right seven times of ten."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BINS = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reliability:
    """How far shares can be believed.

    Attributes:
        documents: asked.
        right: share of them whose first culture was the hidden one.
        sure, sure_right: share whose first culture had 0.5 or more, and how many of those were right.
        surer, surer_right: the same at 0.7.
        error: expected calibration error.
        bins: (documents, mean share, share that was right) of ten equal steps of the first culture's share.
    """

    documents: int
    right: float
    sure: float
    sure_right: float
    surer: float
    surer_right: float
    error: float
    bins: tuple[tuple[int, float, float], ...]


def reliability(share: Floats, right: NDArray[np.bool_]) -> Reliability:
    """How often the first culture was right, by the share that it had.

    Args:
        share: shape (m,), of the first culture.
        right: shape (m,).
    """
    step = np.minimum((share * _BINS).astype(int), _BINS - 1)
    counts = np.bincount(step, minlength=_BINS)
    held, hits = (np.bincount(step, values, _BINS) / np.maximum(counts, 1) for values in (share, right.astype(float)))
    sure, surer = share >= 0.5, share >= 0.7
    return Reliability(
        documents=len(share),
        right=float(right.mean()),
        sure=float(sure.mean()),
        sure_right=float(right[sure].mean()) if sure.any() else np.nan,
        surer=float(surer.mean()),
        surer_right=float(right[surer].mean()) if surer.any() else np.nan,
        error=float((counts * np.abs(held - hits)).sum() / max(1, len(share))),
        bins=tuple((int(count), float(mean), float(hit)) for count, mean, hit in zip(counts, held, hits, strict=True)),
    )


def in_words(found: Mapping[str, Any]) -> str | None:
    """One sentence on how far the names of cultures can be believed, from `Reliability` as a mapping; None of none."""
    if not found:
        return None
    sure = ""
    if found["sure_right"] is not None:
        sure = f", and for {found['sure_right']:.0%} of the {found['sure']:.0%} where it held half or more"
    return (
        f"With their names hidden from {found['documents']:,} texts, the likeliest culture was the right one for "
        f"{found['right']:.0%}{sure if found['sure'] else ''}"
    )
