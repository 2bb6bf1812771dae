"""Are documents of one language taken for an island when another language tells the same? Counted with and without.

    python benchmarks/translations.py CORPUS... [--store STORE] [--language ja] [--other en] [--cosine 0.6]

Pairs are documents of the two languages that are each other's nearest, with that cosine at least: they tell of the same
thing, though they are seldom translations word for word. The corpus is mined without the pairs' other halves, and with
them. Prints JSON: of the documents of the first language that have a pair, and of those that have none, how many are
seeds, in points of which kind, and whose.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from typing import Any

import numpy as np
from machine import machine
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cmining_distilabel import MiningConfig, MiningResult, mine
from cmining_distilabel.config import CorpusConfig, EmbedConfig
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.read import read_documents
from cmining_distilabel.text import render

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--language-column", default="language")
    parser.add_argument("--store")
    parser.add_argument("--language", default="ja")
    parser.add_argument("--other", default="en")
    parser.add_argument("--cosine", type=float, default=0.6)
    given = parser.parse_args()
    table = read_documents(given.corpus, CorpusConfig(language_column=given.language_column), quiet=True)
    rows = [row for row in table.to_pylist() if row["reason"] is None]
    with threadpool_limits(1):
        own, other = ([row for row in rows if row["language"] == name] for name in (given.language, given.other))
        pairs = _pairs(own, other, given.store, given.cosine)
        told = {own[first]["id"] for first, _ in pairs}
        left_out = {other[second]["id"] for _, second in pairs}
        found: dict[str, Any] = {}
        for name, some in (("without", [row for row in rows if row["id"] not in left_out]), ("with", rows)):
            result = mine(some, MiningConfig(store=given.store), quiet=True)
            found[name] = {
                "points": len(result.points),
                "told in both": _counts(result, told),
                "others": _counts(result, {row["id"] for row in own} - told),
            }
    print(json.dumps({"machine": machine(), "pairs": len(pairs), **found}, indent=1))


def _pairs(own: list[Row], other: list[Row], store: str | None, least: float) -> list[tuple[int, int]]:
    """Places of documents that are each other's nearest."""
    cosines = _vectors(own, store) @ _vectors(other, store).T
    nearest, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    mutual = np.flatnonzero(back[nearest] == np.arange(len(own)))
    return [(int(row), int(nearest[row])) for row in mutual if cosines[row, nearest[row]] >= least]


def _vectors(rows: list[Row], store: str | None) -> NDArray[np.float32]:
    texts = [render(row["title"], row["text"]) for row in rows]
    found: NDArray[np.float32] = embed_texts(texts, EmbedConfig(store=store), quiet=True).vectors[:]
    return found


def _counts(result: MiningResult, ids: set[str]) -> dict[str, Any]:
    """Seeds among some documents, by the kind and the culture of their point."""
    points = {row["point_id"]: row for row in result.points.to_pylist()}
    of = [points[row["point_id"]] for row in result.seeds.to_pylist() if row["id"] in ids]
    kinds = Counter(point["kind"] for point in of)
    return {
        "documents": len(ids),
        "seeds": len(of),
        "kinds": dict(kinds),
        "language, of the seeds": round(kinds["language"] / max(1, len(of)), 3),
        "cultures": dict(Counter(point["culture"] for point in of).most_common(4)),
    }


if __name__ == "__main__":
    main()
