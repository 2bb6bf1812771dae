"""How much of one text another holds, by runs of letters."""

from collections import Counter
from collections.abc import Iterator

from cmining_distilabel.generation.gates.base import bare
from cmining_distilabel.generation.gates.stems import WIDE
from cmining_distilabel.mining.noise.length import display_width

LONG = 30
"""Columns from which two texts that are alike are no coincidence."""
_RUN, _RUN_CJK = 5, 3  # letters of a run


def runs(text: str) -> Counter[str]:
    """The runs of letters of a text that is `bare`."""
    return Counter(_runs_of(text.replace(" ", "")))


def within(one: Counter[str], other: Counter[str]) -> float:
    """How much of one text the other holds."""
    return sum((one & other).values()) / sum(one.values()) if one else 0.0


def copied(text: str, seed: str) -> float:
    """How much of a text stands in a `bare` one; nothing of one that is too short to tell."""
    return within(runs(bare(text)), runs(seed)) if display_width(text) >= LONG else 0.0


def _runs_of(text: str) -> Iterator[str]:
    size = _RUN if text < WIDE else _RUN_CJK
    return (text[start : start + size] for start in range(max(1, len(text) - size + 1)))
