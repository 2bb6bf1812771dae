"""A corpus of any size from a small one: each document joins halves of two, its vector lies by the first one's."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.config import CorpusConfig, EmbedConfig
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.mining.encode.store import VectorStore, text_keys
from cmining_distilabel.mining.read import read_documents
from cmining_distilabel.text import render

BLOCK = 4096
NOISE = 0.3  # length of what is added to a unit vector, in a random direction: the cosine with it stays over 0.95


def tile(corpus: list[str], count: int, folder: Path, *, language_column: str = "language", store: str | None) -> Path:
    """Write `count` documents to `folder`/corpus.parquet and their vectors to `folder`/store, unless they are there.

    Args:
        corpus: the small one; `store` may hold its vectors already.
    """
    path = folder / "corpus.parquet"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    table = read_documents(corpus, CorpusConfig(language_column=language_column), quiet=True).to_pandas()
    table = table[table.reason.isna() & (table.text.str.len() > 80)].reset_index(drop=True)
    texts = [render(title, text) for title, text in zip(table.title, table.text, strict=True)]
    base = embed_texts(texts, EmbedConfig(store=store)).vectors[:]
    encoder = load_encoder(EmbedConfig()).id
    target = VectorStore(str(folder / "store"), encoder)
    rng = np.random.default_rng(0)
    languages = table.language.to_numpy()
    of_language = {name: np.flatnonzero(languages == name) for name in np.unique(languages)}
    schema = pa.schema([(name, pa.string()) for name in ("id", "language", "title", "text")])
    partial = path.with_suffix(".tmp")
    with pq.ParquetWriter(partial, schema, compression="zstd") as writer:
        for start in range(0, count, BLOCK):
            firsts = rng.integers(len(table), size=min(BLOCK, count - start))
            rows = []
            for place, first in enumerate(firsts):
                second = int(rng.choice(of_language[languages[first]]))
                one, other = table.text[first], table.text[second]
                text = one[: len(one) * 2 // 3] + other[len(other) * 2 // 3 :]
                title = table.title[first]
                rows.append({"id": f"t{start + place}", "language": languages[first], "title": title, "text": text})
            writer.write_table(pa.Table.from_pylist(rows, schema))
            noise = rng.standard_normal((len(firsts), base.shape[1]), dtype=np.float32)
            vectors = unit_rows(base[firsts] + NOISE * unit_rows(noise))
            target.write(text_keys(encoder, [render(row["title"], row["text"]) for row in rows]), vectors)
    partial.rename(path)
    return path
