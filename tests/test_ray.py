"""The four steps on a real Ray, of two workers on loopback, find what `mine()` finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmining_distilabel import MiningConfig, mine
from tests.corpus import documents, write

SCRIPT = """
import json, sys
from pathlib import Path

from distilabel.pipeline import Pipeline
from distilabel.steps import StepResources

from cmining_distilabel import (
    CollectStep, CPExtractStep, CultureScoreStep, EmbedStep, LoadCorpusStep, MiningConfig, NoiseFilterStep
)
from cmining_distilabel.pipeline import run

folder, knobs = Path(sys.argv[1]), json.loads(sys.argv[2])
config = MiningConfig(**knobs)

def of(step):
    return {name: getattr(config, name) for name in MiningConfig.model_fields if name in step.model_fields}

with Pipeline(name="ray", cache_dir=folder / "cache") as pipeline:
    (
        LoadCorpusStep(sources=str(folder / "corpus.jsonl"), **of(LoadCorpusStep))
        >> NoiseFilterStep(**of(NoiseFilterStep), input_batch_size=50)
        >> EmbedStep(**of(EmbedStep), input_batch_size=50, resources=StepResources(replicas=2))
        >> CollectStep()
        >> CultureScoreStep(**of(CultureScoreStep))
        >> CPExtractStep(output="seeds", **of(CPExtractStep))
    )
distiset = run(pipeline.ray(ray_init_kwargs={"num_cpus": 8, "include_dashboard": False}))
(folder / "seeds.json").write_text(json.dumps(distiset["default"]["train"].to_list()))
"""


@pytest.mark.full
@pytest.mark.timeout(300)
def test_two_encoders_on_ray_give_the_seeds_of_mine(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    write(tmp_path / "corpus.jsonl", documents())
    knobs = {"mode": "paper", "thematic_clusters": 4, "num_neighbors": 3, "dispersion_quantile": 0.9}
    knobs |= {"entropy_top": 0.6, "num_clusters": 12, "tau": 3, "theta": 0.6}
    knobs |= {"store": str(tmp_path / "store"), "workers": 1}
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), json.dumps(knobs)]
    subprocess.run(command, check=True, timeout=280, cwd=tmp_path)
    shards = set((tmp_path / "store").glob("*.arrow"))
    result = mine(tmp_path / "corpus.jsonl", MiningConfig(**knobs))
    assert len(result.seeds) > 0
    assert json.loads((tmp_path / "seeds.json").read_text()) == result.seeds.to_pylist()
    assert set((tmp_path / "store").glob("*.arrow")) == shards  # all that Ray's workers wrote was found again


FAULT = """
import sys, time
from distilabel.pipeline import Pipeline
from cmining_distilabel.pipeline import PipelineError, run
from tests.fault_steps import Numbers, Plain, Whole

with Pipeline(name="lost") as pipeline:
    Numbers(name="numbers") >> Plain(name="plain", fault=sys.argv[1]) >> Whole(name="whole", fault=sys.argv[2])
on_ray = pipeline.ray(ray_init_kwargs={"num_cpus": 8, "include_dashboard": False, "log_to_driver": False})
try:
    run(on_ray)
except PipelineError as error:
    print("ERROR", error.step, error)
else:
    print("NO ERROR")
"""


@pytest.mark.full
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("faults", "step", "words"),
    [
        (("kill", ""), "plain", "lost on Ray"),
        (("", "kill"), "whole", "lost on Ray"),
        (("", "raise"), "whole", "no rows"),
    ],
)
def test_a_worker_that_is_lost_ends_the_run_with_the_name_of_its_step(
    faults: tuple[str, str], step: str, words: str, tmp_path: Path
) -> None:
    pytest.importorskip("ray")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", FAULT, *faults]
    done = subprocess.run(
        command, check=True, timeout=200, cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert f"ERROR {step} " in done.stdout
    assert words in done.stdout
