import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from cmining_distilabel.errors import UserError
from cmining_distilabel.hub.push import push
from cmining_distilabel.pipeline import load_pipeline
from cmining_distilabel.pipeline.recipes import BUILDERS, parse_params, recipe_path, recipe_yaml, recipes, run_recipe
from tests.corpus import write

SMALL = ["thematic_clusters=4", "num_neighbors=3", "dispersion_quantile=0.9", "entropy_top=0.6"]
PARAMS = [*SMALL, "num_clusters=12", "tau=3", "theta=0.6"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("corpus") / "corpus.jsonl")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.mark.parametrize("name", sorted(BUILDERS))
def test_a_recipe_is_what_its_code_makes(name: str) -> None:
    made, kept = yaml.safe_load(recipe_yaml(name)), yaml.safe_load(recipe_path(name).read_text(encoding="utf-8"))
    assert kept["pipeline"] == made["pipeline"], "run: python -m cmining_distilabel.pipeline.recipes"
    assert load_pipeline(recipe_path(name)).dump() == BUILDERS[name]().dump()


def test_recipes_are_listed_and_found_by_name() -> None:
    assert set(recipes()) == set(BUILDERS)
    assert "Culture Points" in recipes()["paper"]
    with pytest.raises(UserError, match=r"no recipe 'papper'; did you mean 'paper'"):
        recipe_path("papper")


@pytest.mark.timeout(120)
def test_running_a_recipe_writes_a_file_a_leaf(
    corpus: Path, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    params = [f"load_corpus.sources={corpus}", f"store={store}", *PARAMS]
    rows = run_recipe("paper", params, "out/paper", quiet=True)
    files = {"points.parquet", "seeds.parquet", "pipeline.yaml", "versions.json"}
    assert {path.name for path in Path("out/paper").iterdir()} == files
    shown = push("out/paper", "org/seeds", dry_run=True)
    assert "cmining run pipeline.yaml --out result" in shown
    assert "pipeline.yaml" in shown
    points, seeds = (pq.read_table(f"out/paper/{leaf}.parquet") for leaf in ("points", "seeds"))
    assert rows == {"points": len(points), "seeds": len(seeds)}
    assert seeds["id"].to_pylist() == [name for names in points["seed_ids"].to_pylist() for name in names]
    assert load_pipeline("out/paper/pipeline.yaml").dag.get_step("points")["step"].tau == 3
    with pytest.raises(UserError, match="exists and is no empty folder"):
        run_recipe("paper", params, "out/paper", quiet=True)
    assert len(list(Path("out").iterdir())) == 1


def test_a_failed_recipe_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no such file: nowhere\.jsonl"):
        run_recipe("paper", ["sources=nowhere.jsonl"], tmp_path / "out", quiet=True)
    with pytest.raises(UserError, match=r"needs sources: give the parameter load_corpus\.sources=VALUE"):
        run_recipe("paper", [], tmp_path / "out", quiet=True)
    assert not list(tmp_path.iterdir())


def test_parameters_go_to_one_step_or_to_all_that_have_them() -> None:
    pipeline = load_pipeline(recipe_path("paper"))
    found = parse_params(["seed=7", "embed.store=a=b", "points.resources.cpus=2", "languages=en,ja"], pipeline)
    assert {step for step, values in found.items() if values.get("seed") == "7"} == set(pipeline.dag)
    assert found["embed"] == {"seed": "7", "store": "a=b"}
    assert found["points"]["resources"] == {"cpus": "2"}
    assert found["load_corpus"]["languages"] == "en,ja"
    for wrong in ("seed", "=3", "embed.=3"):
        with pytest.raises(UserError, match=re.escape(f"parameter {wrong!r}")):
            parse_params([wrong], pipeline)
    with pytest.raises(UserError, match="no step or parameter 'sede'; did you mean 'seed'"):
        parse_params(["sede=3"], pipeline)


def test_a_mode_that_is_set_when_a_recipe_runs_brings_its_presets() -> None:
    pipeline = load_pipeline(recipe_path("mine-and-instruct"))
    for step, values in parse_params(["mode=paper", "theta=0.7"], pipeline).items():
        pipeline.dag.get_step(step)["step"].set_runtime_parameters(values)
    scoring, seeds = (pipeline.dag.get_step(name)["step"] for name in ("culture_score", "seeds"))
    assert (scoring.debias, scoring.entropy, scoring.dispersion_quantile) == ("none", "paper", 0.5)
    assert (seeds.exclusivity, seeds.num_clusters, seeds.theta) == ("gamma", 1000, 0.7)
    with pytest.raises(UserError, match=r"seeds\.mode=papper: it is one of paper, calibrated"):
        seeds.set_runtime_parameters({"mode": "papper"})


@pytest.mark.full
@pytest.mark.timeout(150)
def test_distilabels_own_command_runs_a_recipe_from_another_folder(corpus: Path, store: Path, tmp_path: Path) -> None:
    steps = {
        "culture_score": PARAMS[:4],
        "points": PARAMS[4:],
        "seeds": PARAMS[4:],
        "load_corpus": [f"sources={corpus}"],
    }
    steps |= {step: [*steps.get(step, []), f"store={store}"] for step in ("embed", "culture_score", "points", "seeds")}
    params = [part for step, values in steps.items() for value in values for part in ("--param", f"{step}.{value}")]
    home = {name: str(tmp_path / name) for name in ("DISTILABEL_CACHE_DIR", "HF_DATASETS_CACHE")}
    run = "from distilabel.cli.app import app; app()"
    command = [sys.executable, "-c", run, "pipeline", "run", "--config", str(recipe_path("paper"))]
    done = subprocess.run(
        [*command, *params],
        cwd=tmp_path,
        env={**os.environ, **home, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=140,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert len(list(tmp_path.glob("DISTILABEL_CACHE_DIR/*/*/executions/*/data/steps_outputs/points/*.parquet"))) == 1


@pytest.mark.full
@pytest.mark.timeout(120)
def test_the_example_runs(corpus: Path, tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "distilabel_pipeline.py"
    done = subprocess.run(
        [sys.executable, str(example), str(corpus)],
        cwd=tmp_path,
        env={**os.environ, "CMINING_CACHE": str(tmp_path / "cache"), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "180 documents in the funnel" in done.stdout
    assert re.search(r"^cp\d{5}  fr  1\.00  fr-", done.stdout, re.MULTILINE)
