"""What a screen saves and costs, on a corpus in which about one document in 50 is about culture: ratios in one run.

    python benchmarks/screen.py CORPUS [--store STORE] [--recall 0.9] [--seed 0] [--samples 1]

CORPUS: JSON lines with id, language or lang, title, text, and, where somebody labelled it, silver ("cult:food",
"neut:astro", "other:person"). Of its culture, which is what mining it finds or what is labelled so, whole topics (60 by
k-means) are dropped in random order until one document in 50 is left. That corpus is mined without a screen, again with
another seed, which says how much points move by chance, and with one. CPU is counted in one thread; encoding counts by
what a text takes, measured on 1,000 of them, so that the store may be full. SAMPLES: how many samples the screen is
taught on, one after the other; figures of the first in full. Prints JSON.
"""

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from machine import machine
from threadpoolctl import threadpool_limits

from cmining_distilabel import MiningConfig, MiningResult, mine
from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.arrays.kmeans import kmeans
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.text import render

_ABOUT = {None, "surroundings_not_cultural", "not_exclusive", "few_seeds"}
_TOPICS, _ONE_IN, _TIMED = 60, 50, 1_000
_LEFT_OUT = ("read", "encode")  # reading is the same, and the store may be full

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--store")
    parser.add_argument("--recall", type=float, default=0.9)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=int, default=1)
    given = parser.parse_args()
    open_file = gzip.open if given.corpus.suffix == ".gz" else open
    with open_file(given.corpus, "rt", encoding="utf-8") as file, threadpool_limits(1):
        known = load_encoder(EmbedConfig()).languages or ()
        rows = [row for row in map(_row, file) if row["language"] in known]
        rows = _diluted(rows, given.store, given.seed)
        some = random.Random(given.seed).sample(rows, min(_TIMED, len(rows)))
        each = _seconds_a_text([render(row["title"], row["text"]) for row in some])
        a_word = _seconds_a_text([row["title"].split()[0] for row in some if row["title"].split()], together=True)
        run = lambda **knobs: mine(rows, MiningConfig(store=given.store, **knobs), quiet=True)  # noqa: E731
        found = {"all": run(), "other seed": run(seed=1), "screen": run(screen=given.recall)}
        others = [run(screen=given.recall, seed=sample) for sample in range(1, given.samples)]
    if (screen := found["screen"].funnel.get("screen")) is None:
        raise SystemExit("the screen ruled nothing out (see above): give a larger corpus")
    ms = {name: 1000 * _seconds(found[name], each, a_word, len(rows)) / len(rows) for name in ("all", "screen")}
    silver = {row["id"]: row["silver"] for row in rows}
    before = _seeds(found["all"])
    print(
        json.dumps(
            {
                "machine": machine(),
                "documents": len(rows),
                "screen": screen,
                "ms_to_encode_a_text": round(1000 * each, 2),
                "cpu_ms_a_document": {name: round(value, 2) for name, value in ms.items()},
                "times_less": round(ms["all"] / ms["screen"], 2),
                "seeds": {name: len(_seeds(result)) for name, result in found.items()},
                "seeds_that_the_screen_let_pass": _share(before, _passed(found["screen"], before)),
                "of_each_sample": [
                    {
                        "encoded": round(result.funnel["screen"]["encoded"] / result.funnel["screen"]["documents"], 4),
                        "seeds_passed": _share(before, _passed(result, before)),
                    }
                    for result in (found["screen"], *others)
                    if "screen" in result.funnel
                ],
                "seeds_that_are_seeds_again": _share(before, before & _seeds(found["screen"])),
                "seeds_that_are_seeds_with_another_seed": _share(before, before & _seeds(found["other seed"])),
                "precision_against_neutral": {name: _precision(_seeds(r), silver) for name, r in found.items()},
            },
            indent=1,
        )
    )


def _row(line: str) -> Row:
    row = json.loads(line)
    language = row.get("language") or row["lang"]
    return {**{name: row[name] for name in ("id", "title", "text")}, "language": language, "silver": row.get("silver")}


def _diluted(rows: list[Row], store: str | None, seed: int) -> list[Row]:
    """The rows with so many topics of culture dropped that one in 50 of what is left is about it."""
    found = mine(rows, MiningConfig(store=store), quiet=True).documents
    about = {i for i, why in zip(*(found[n].to_pylist() for n in ("id", "reason")), strict=True) if why in _ABOUT}
    about |= {row["id"] for row in rows if (row["silver"] or "").startswith("cult")}
    culture = [row for row in rows if row["id"] in about]
    texts = [render(row["title"], row["text"]) for row in culture]
    vectors = np.asarray(embed_texts(texts, EmbedConfig(store=store), quiet=True).vectors)
    topic = kmeans(vectors, _TOPICS, 0).labels
    order = random.Random(seed).sample(range(_TOPICS), _TOPICS)
    ranked = [culture[place]["id"] for number in order for place in np.flatnonzero(topic == number)]
    kept = set(ranked[: round((len(rows) - len(culture)) / (_ONE_IN - 1))])
    return [row for row in rows if row["id"] not in about or row["id"] in kept]


def _seconds_a_text(texts: list[str], *, together: bool = False) -> float:
    encoder = load_encoder(EmbedConfig())
    encode = encoder.encode_together if together else encoder.encode
    encode(texts[:8])  # loading is no rate
    start = time.process_time()
    encode(texts)
    return (time.process_time() - start) / len(texts)


def _seconds(result: MiningResult, each: float, a_word: float, documents: int) -> float:
    """CPU from texts that are read to points, with all that had to be encoded."""
    assert result.cost is not None
    stages = result.cost["mine"]["stages"]
    figures = result.funnel.get("screen", {})
    left = sum(stage["rejected"].get("screened_out", 0) for stage in result.funnel["stages"])
    noise = sum(sum(s["rejected"].values()) for s in result.funnel["stages"] if s["stage"] in ("read", "noise"))
    encoded = (documents - noise - left) * each + figures.get("words", 0) * a_word
    return encoded + sum(value["cpu_seconds"] for name, value in stages.items() if name not in _LEFT_OUT)


def _seeds(result: MiningResult) -> set[str]:
    return set(result.seeds["id"].to_pylist())


def _passed(result: MiningResult, seeds: set[str]) -> list[str]:
    reasons = zip(*(result.documents[name].to_pylist() for name in ("id", "reason")), strict=True)
    return [name for name, reason in reasons if name in seeds and reason != "screened_out"]


def _share(of: set[str], those: Iterable[str]) -> float:
    return round(len(set(those)) / max(1, len(of)), 4)


def _precision(seeds: set[str], silver: dict[str, str | None]) -> float:
    kinds = [(silver[seed] or "").partition(":")[0] for seed in seeds]
    return round(kinds.count("cult") / max(1, kinds.count("cult") + kinds.count("neut")), 4)


if __name__ == "__main__":
    main()
