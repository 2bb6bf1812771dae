"""What a run left in its folder: every row, or an error that says where rows went missing."""

import os
import shutil
import weakref
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from datasets import Dataset, DatasetDict
from distilabel.constants import DISTILABEL_METADATA_KEY, ROUTING_BATCH_FUNCTION_ATTR_NAME, STEP_ATTR_NAME
from distilabel.distiset import Distiset
from distilabel.pipeline import Pipeline
from distilabel.utils.docstring import parse_google_docstring

from cmining_distilabel.pipeline.child import OUTCOME
from cmining_distilabel.pipeline.journal import Progress
from cmining_distilabel.pipeline.watch import PipelineError


def check_rows(pipeline: Pipeline, workers: list[Progress]) -> None:
    """Raise when a step did not receive what its predecessors sent."""
    received, sent = Counter[str](), Counter[str]()
    for worker in workers:
        received[worker.step] += worker.rows_in
        sent[worker.step] += worker.rows_out
    for name in pipeline.dag:
        before = list(pipeline.dag.get_step_predecessors(name))
        routed = any(ROUTING_BATCH_FUNCTION_ATTR_NAME in pipeline.dag.get_step(other) for other in before)
        expected = sum(sent[other] for other in before)
        if before and not routed and received[name] != expected:
            raise PipelineError(f"step '{name}' received {received[name]} rows of the {expected} that were sent", name)


def collect(pipeline: Pipeline, folder: Path, workers: list[Progress]) -> Distiset:
    """The leaves' rows as a `Distiset`; `folder` goes when it does."""
    outcome = (folder / OUTCOME).resolve()
    distiset = Distiset()
    for leaf in sorted(pipeline.dag.leaf_steps):
        sent = sum(worker.rows_out for worker in workers if worker.step == leaf)
        rows = _read_leaf(outcome / "data" / "steps_outputs" / leaf, pipeline._enable_metadata)
        found = 0 if rows is None else len(rows)
        if rows is None or found != sent:
            received = sum(worker.rows_in for worker in workers if worker.step == leaf)
            raise PipelineError(
                f"step '{leaf}' gave no rows; it received {received}"
                if found == sent
                else f"of the {sent} rows of step '{leaf}' only {found} were written",
                leaf,
            )
        distiset[leaf] = DatasetDict({"train": rows})
    if len(distiset) == 1:
        distiset["default"] = distiset.pop(leaf)
    distiset.pipeline_path = outcome / "pipeline.yaml"
    distiset.log_filename_path = outcome / "pipeline.log"
    artifacts = outcome / "data" / "steps_artifacts"
    if artifacts.is_dir() and any(artifacts.rglob("*")):
        distiset.artifacts_path = artifacts
    steps = [pipeline.dag.get_step(name)[STEP_ATTR_NAME] for name in pipeline.dag]
    distiset.citations = [text for step in steps for text in parse_google_docstring(step)["citations"]]
    weakref.finalize(distiset, _remove, folder, os.getpid())
    return distiset


def _read_leaf(source: Path, with_metadata: bool) -> Dataset | None:
    """A leaf's Parquet files as one data set, mapped from a file without a name; None without rows."""
    files = sorted(source.glob("*.parquet"), key=lambda path: int(path.stem))
    if not files:
        return None
    schema = pq.read_schema(files[-1])
    mapped = source / "rows.arrow"
    with pa.ipc.new_file(str(mapped), schema) as writer:
        for file in files:
            writer.write_table(pq.read_table(file, schema=schema))
            file.unlink()
    table = pa.ipc.open_file(pa.memory_map(str(mapped))).read_all()
    mapped.unlink()
    if not with_metadata and DISTILABEL_METADATA_KEY in table.column_names:
        table = table.drop_columns([DISTILABEL_METADATA_KEY])
    return Dataset(table)


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # not in a fork, where a copy of the Distiset may be collected
        shutil.rmtree(folder, ignore_errors=True)
