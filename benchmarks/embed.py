"""Encoding: one process against two, and a run that finds everything in the store against the first.

    python benchmarks/embed.py CORPUS... [--documents 4000] [--encoder ENCODER] [--backend onnx]

Every run starts the processes anew and writes a store of its own; the second run is the same call on the same store.
Prints JSON.
"""

import argparse
import json
import tempfile
import time

from machine import machine

from cmining_distilabel.config import CorpusConfig, EmbedConfig
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.read import read_documents
from cmining_distilabel.text import render


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--documents", type=int, default=4000)
    parser.add_argument("--encoder", default=EmbedConfig().encoder)
    parser.add_argument("--backend", default="torch")
    parser.add_argument("--backend-file")
    parser.add_argument("--language-column", default="language")
    given = parser.parse_args()
    table = read_documents(given.corpus, CorpusConfig(language_column=given.language_column), quiet=True)
    table = table.take(list(range(0, len(table), max(1, len(table) // given.documents)))[: given.documents])
    texts = [render(row["title"], row["text"]) for row in table.select(["title", "text"]).to_pylist()]
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for workers in (1, 2):
            config = EmbedConfig(
                encoder=given.encoder,
                backend=given.backend,
                backend_file=given.backend_file,
                workers=workers,
                store=f"{folder}/{workers}",
            )
            for run in ("first", "second"):
                start = time.perf_counter()
                embed_texts(texts, config, quiet=True)
                seconds[f"{workers} workers, {run} run"] = round(time.perf_counter() - start, 3)
    one, two, again = (seconds[f"{key} run"] for key in ("1 workers, first", "2 workers, first", "2 workers, second"))
    print(
        json.dumps(
            {
                "machine": machine(),
                "encoder": given.encoder,
                "backend": given.backend_file or given.backend,
                "texts": len(texts),
                "seconds": seconds,
                "two_processes_against_one": round(one / two, 2),
                "first_run_against_second": round(two / again),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
