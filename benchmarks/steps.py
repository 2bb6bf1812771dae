"""What it costs to pass documents through four steps of a pipeline: vectors as references, and vectors in the rows.

    python benchmarks/steps.py FOLDER [--documents 100000] [--runner distilabel]

FOLDER is one that `scale.py` has tiled. The same rows go through four steps that do nothing, two of them global, as in
mining: once with the columns of `EmbedStep(output="reference")`, once with those of `output="embedding"`. A third
pipeline without any vectors tells what the documents alone cost. Batches are as large as those of the package's steps,
and the pipelines run as a user runs them, by `cmining_distilabel.pipeline.run`; or, to compare, by distilabel's own
`Pipeline.run`. Memory is that of all processes together, at its highest. Prints JSON.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from distilabel.pipeline import Pipeline
from distilabel.steps import GeneratorStep, GlobalStep, Step, StepInput
from machine import machine

from cmining_distilabel import EmbedStep, LoadCorpusStep, NoiseFilterStep
from cmining_distilabel.mining.encode.shards import read_shard
from cmining_distilabel.pipeline import run as safe_run

KINDS = ("none", "reference", "embedding")
RUNNERS = ("cmining", "distilabel")


class Rows(GeneratorStep):
    """Documents of a folder, with vectors or without."""

    folder: str
    kind: str
    documents: int

    @property
    def outputs(self) -> list[str]:
        extra = {"none": [], "reference": ["vector_shard", "vector_row"], "embedding": ["embedding"]}[self.kind]
        return ["id", "title", "text", "language", *extra]

    def process(self, offset: int = 0) -> Any:
        rows = pq.read_table(Path(self.folder) / "corpus.parquet").slice(0, self.documents)
        shards = sorted((Path(self.folder) / "store").glob("*.arrow"))
        vectors, shard, first = read_shard(str(shards[0])).vectors, 0, 0
        for start in range(0, len(rows), self.batch_size):
            batch = rows.slice(start, self.batch_size).to_pylist()
            for place, row in enumerate(batch, start):
                if place - first == len(vectors):
                    shard, first = shard + 1, place
                    vectors = read_shard(str(shards[shard])).vectors
                if self.kind == "reference":
                    row |= {"vector_shard": str(shards[shard]), "vector_row": place - first}
                elif self.kind == "embedding":
                    row["embedding"] = vectors[place - first].astype(float).tolist()
            yield batch, start + self.batch_size >= len(rows)


class Pass(Step):
    """A step that does nothing."""

    def process(self, inputs: StepInput) -> Any:
        yield inputs


class PassAll(GlobalStep):
    """A global step that does nothing."""

    def process(self, inputs: StepInput) -> Any:
        yield inputs


class Count(GlobalStep):
    """Ends a pipeline with one row, so that writing the result is no part of the cost."""

    @property
    def outputs(self) -> list[str]:
        return ["count"]

    def process(self, inputs: StepInput) -> Any:
        yield [{"count": len(inputs)}]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--runner", choices=RUNNERS, default=RUNNERS[0])
    parser.add_argument("--kind", choices=KINDS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.kind:
        run(given.folder, given.documents, given.kind, given.runner)
        return
    runs = {}
    for kind in KINDS:
        command = [sys.executable, __file__, given.folder, "--documents", str(given.documents)]
        command += ["--runner", given.runner, "--kind", kind]
        start = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as process:
            peak = watch(process)
        if process.returncode:
            raise SystemExit(process.returncode)
        runs[kind] = {"seconds": round(time.perf_counter() - start, 1), "peak_mb": round(peak / 1e6)}
        print(kind, runs[kind], file=sys.stderr)
    settings = {"documents": given.documents, "runner": given.runner}
    print(json.dumps({"machine": machine(), **settings, "runs": runs, **ratios(runs)}, indent=1))


def run(folder: str, documents: int, kind: str, runner: str) -> None:
    cache = tempfile.mkdtemp(prefix="pass-")  # distilabel does not write a batch again that is in its cache already
    with Pipeline(name=f"pass-{kind}", cache_dir=cache) as pipeline:
        rows = Rows(folder=folder, kind=kind, documents=documents, batch_size=default(LoadCorpusStep, "batch_size"))
        noise = Pass(name="noise", input_batch_size=default(NoiseFilterStep, "input_batch_size"))
        embed = Pass(name="embed", input_batch_size=default(EmbedStep, "input_batch_size"))
        rows >> noise >> embed >> PassAll(name="score") >> Count(name="extract")
    found = safe_run(pipeline) if runner == "cmining" else pipeline.run(use_cache=False)
    assert list(found["default"]["train"]["count"]) == [documents]
    shutil.rmtree(cache)


def default(step: type[Any], name: str) -> int:
    """What a parameter of a step is when nobody sets it."""
    return int(step.model_fields[name].default)


def ratios(runs: dict[str, Any]) -> dict[str, float]:
    """Of the whole, and of what vectors add to the documents."""
    plain, own, rows = (runs[kind] for kind in KINDS)
    return {
        "ratio_seconds": round(rows["seconds"] / own["seconds"], 1),
        "ratio_memory": round(rows["peak_mb"] / own["peak_mb"], 1),
        "added_seconds": round(own["seconds"] - plain["seconds"], 1),
        "added_mb": own["peak_mb"] - plain["peak_mb"],
        "added_seconds_in_rows": round(rows["seconds"] - plain["seconds"], 1),
        "added_mb_in_rows": rows["peak_mb"] - plain["peak_mb"],
    }


def watch(process: subprocess.Popen[bytes]) -> int:
    """Most bytes that a process and its descendants held at once; memory that they share counts once (Pss, Linux)."""
    peak = 0
    ended = threading.Event()
    threading.Thread(target=lambda: (process.wait(), ended.set()), daemon=True).start()
    while not ended.wait(0.5):
        peak = max(peak, sum(map(pss, family(process.pid))))
    return peak


def family(root: int) -> set[int]:
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended
            continue
    found = {root}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


if __name__ == "__main__":
    main()
