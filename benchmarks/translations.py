"""Is a language taken for an island when another one tells the same? Its documents in points of kind `language`.

    python benchmarks/translations.py CORPUS... [--store STORE] [--language ja] [--other en] [--cosine 0.71]

Mines a corpus as it is, and with a translation of each document of the first language. Nobody has translated them, so
that only vectors are translated: a document's own, moved from the middle of its language to that of the other and
turned by chance, so that the cosine is what the encoder gives translations (0.71 at the median with USE). The text is
one of small words of the other language, and names nothing. Prints JSON: how many of the first language's documents
are seeds, in points of which kind.
"""

import argparse
import json
import random
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from machine import machine
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cmining_distilabel import MiningConfig, MiningResult, mine
from cmining_distilabel.config import CorpusConfig, EmbedConfig
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.mining.encode.store import VectorStore, text_keys
from cmining_distilabel.mining.read import read_documents
from cmining_distilabel.text import render

_WORDS = 40  # of a made text

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--language-column", default="language")
    parser.add_argument(
        "--store", help="it gets the vectors of the translations, too; a folder that is thrown away by default"
    )
    parser.add_argument("--language", default="ja")
    parser.add_argument("--other", default="en")
    parser.add_argument("--cosine", type=float, default=0.71)
    given = parser.parse_args()
    table = read_documents(given.corpus, CorpusConfig(language_column=given.language_column), quiet=True)
    rows = [row for row in table.to_pylist() if row["reason"] is None]
    own, other = ([row for row in rows if row["language"] == name] for name in (given.language, given.other))
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
        store = given.store or str(Path(folder) / "store")
        added = _translations(own, other, store, given.cosine)
        found = {}
        for name, some in (("without", rows), ("with", rows + added)):
            result = mine(some, MiningConfig(store=store, workers=1), quiet=True)
            found[name] = _counts(result, given.language)
    print(json.dumps({"machine": machine(), "translations": len(added), **found}, indent=1))


def _translations(own: list[Row], other: list[Row], store: str, cosine: float) -> list[Row]:
    """Documents of the other language, whose vectors are written into the store."""
    first, second = _vectors(own, store), _vectors(other, store)
    rng, chance = np.random.default_rng(0), random.Random(0)
    turned = unit_rows(rng.standard_normal(first.shape, dtype=np.float32))
    moved = unit_rows(first - first.mean(axis=0) + second.mean(axis=0))
    vectors = unit_rows(cosine * moved + np.sqrt(1 - cosine**2) * turned)
    words = sorted({word for row in other for word in re.findall(r"\b[a-z]+\b", row["text"])})
    made = [" ".join(chance.choices(words, k=_WORDS)) for _ in own]
    rows = [
        {"id": f"{row['id']}-told-again", "title": text.split()[0], "text": text, "language": other[0]["language"]}
        for row, text in zip(own, made, strict=True)
    ]
    encoder = load_encoder(EmbedConfig()).id
    VectorStore(store, encoder).write(text_keys(encoder, [render(row["title"], row["text"]) for row in rows]), vectors)
    return rows


def _vectors(rows: list[Row], store: str) -> NDArray[np.float32]:
    texts = [render(row["title"], row["text"]) for row in rows]
    found: NDArray[np.float32] = embed_texts(texts, EmbedConfig(store=store), quiet=True).vectors[:]
    return found


def _counts(result: MiningResult, language: str) -> dict[str, Any]:
    """Seeds of a language, by the kind and the culture of their point."""
    points = {row["point_id"]: row for row in result.points.to_pylist()}
    of = [points[row["point_id"]] for row in result.seeds.to_pylist() if row["language"] == language]
    kinds = Counter(point["kind"] for point in of)
    passed = sum(
        row["language"] == language and row["stage"] not in ("read", "noise") for row in result.documents.to_pylist()
    )
    return {
        "documents that passed the noise filter": passed,
        "seeds": len(of),
        "by kind": dict(kinds),
        "language, of the seeds": round(kinds["language"] / max(1, len(of)), 3),
        "cultures": dict(Counter(str(point["culture"]) for point in of).most_common(3)),
        "points of kind language": sum(
            point["kind"] == "language" and point["group"] == language for point in points.values()
        ),
    }


if __name__ == "__main__":
    main()
