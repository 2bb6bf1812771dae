"""The four steps on a real Ray, of two workers on loopback, find what `mine()` finds, in both modes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cmining_distilabel import MiningConfig, mine
from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.config.presets import PRESETS
from tests.corpus import documents, write
from tests.steps.test_parity import CALIBRATED, PAPER

SCRIPT = """
import json, sys
from pathlib import Path

from distilabel.pipeline import Pipeline
from distilabel.steps import StepResources

from cmining_distilabel import (
    CollectStep, CPExtractStep, CultureScoreStep, EmbedStep, LoadCorpusStep, MiningConfig, NoiseFilterStep
)
from cmining_distilabel.pipeline import run

folder, modes = Path(sys.argv[1]), json.loads(sys.argv[2])

def of(step, mode="calibrated"):
    config = MiningConfig(**modes[mode])
    return {name: getattr(config, name) for name in MiningConfig.model_fields if name in step.model_fields}

with Pipeline(name="ray", cache_dir=folder / "cache") as pipeline:
    embedded = (
        LoadCorpusStep(sources=str(folder / "corpus.jsonl"), **of(LoadCorpusStep))
        >> NoiseFilterStep(**of(NoiseFilterStep), input_batch_size=50)
        >> EmbedStep(**of(EmbedStep), input_batch_size=50, resources=StepResources(replicas=2))
        >> CollectStep()
    )
    for mode in modes:
        scored = embedded >> CultureScoreStep(**of(CultureScoreStep, mode))
        for output in ("points", "seeds"):
            scored >> CPExtractStep(name=f"{mode}_{output}", output=output, **of(CPExtractStep, mode))
found = run(pipeline.ray(ray_init_kwargs={"num_cpus": 8, "include_dashboard": False}))
(folder / "found.json").write_text(json.dumps({leaf: found[leaf]["train"].to_list() for leaf in found}))
"""


@pytest.mark.full
@pytest.mark.timeout(400)
def test_two_encoders_on_ray_give_the_points_and_seeds_of_mine(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    write(tmp_path / "corpus.jsonl", documents())
    shared = {"store": str(tmp_path / "store"), "workers": 1}
    # Both modes in one pipeline, behind one noise filter: nearly all of the time goes into starting Ray's processes.
    noise = {name: PRESETS["calibrated"][name] for name in NoiseConfig.model_fields if name in PRESETS["calibrated"]}
    modes = {"paper": {**PAPER, **noise, **shared}, "calibrated": {**CALIBRATED, **shared}}
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), json.dumps(modes)]
    subprocess.run(command, check=True, timeout=380, cwd=tmp_path)
    found = json.loads((tmp_path / "found.json").read_text())
    shards = set((tmp_path / "store").glob("*.arrow"))
    for mode, knobs in modes.items():
        result = mine(tmp_path / "corpus.jsonl", MiningConfig(**knobs))
        assert len(result.points) > 0
        assert found[f"{mode}_points"] == result.points.to_pylist()
        assert found[f"{mode}_seeds"] == result.seeds.to_pylist()
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
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", FAULT, *faults]
    done = subprocess.run(
        command, check=True, timeout=200, cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert f"ERROR {step} " in done.stdout
    assert words in done.stdout
