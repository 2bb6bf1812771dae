"""How much alike the questions of a data set are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.generation.gates.contamination import tokens

Row = Mapping[str, Any]

_MOST = 2000  # questions whose vectors are compared
_BEGINNING = 2  # tokens with which a question begins


def diversity(
    rows: Sequence[Row],
    encode: Callable[[list[str]], NDArray[np.float32]] | None = None,
    knows: Callable[[Row], bool] = lambda row: True,
) -> dict[str, float | None]:
    """Figures of the first messages of rows; languages are looked at apart, and weigh by their rows.

    Args:
        rows: with `messages` and `language`.
        encode: texts to unit vectors; None leaves `nearest` out.
        knows: whether it knows the language of a row.

    Returns:
        `distinct_1`, `distinct_2`: different tokens, and pairs of them, among all; `begin_alike`: share of questions
        that begin with the commonest two tokens; `nearest`: mean cosine of a question with the one most like it.
        None where there is nothing to compare.
    """
    by_language: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_language[row["language"]].append(row["messages"][0]["content"])
    figures = [(len(texts), _figures(texts)) for texts in by_language.values() if len(texts) > 1]
    total = sum(count for count, _ in figures)
    found: dict[str, float | None] = {
        name: round(sum(count * figure[name] for count, figure in figures) / total, 4) if total else None
        for name in ("distinct_1", "distinct_2", "begin_alike")
    }
    known = [row["messages"][0]["content"] for row in rows if knows(row)]
    return {**found, "nearest": _nearest(known, encode)}


def _figures(texts: list[str]) -> dict[str, float]:
    words = [tokens(text) for text in texts]
    ones = [word for own in words for word in own]
    twos = [pair for own in words for pair in pairwise(own)]
    beginnings = Counter(tuple(own[:_BEGINNING]) for own in words)
    return {
        "distinct_1": len(set(ones)) / max(1, len(ones)),
        "distinct_2": len(set(twos)) / max(1, len(twos)),
        "begin_alike": beginnings.most_common(1)[0][1] / len(texts),
    }


def _nearest(texts: list[str], encode: Callable[[list[str]], NDArray[np.float32]] | None) -> float | None:
    if encode is None or len(texts) < 2:
        return None
    vectors = encode(texts[:: -(-len(texts) // _MOST)])
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, -1.0)
    return round(float(alike.max(axis=1).mean()), 4)
