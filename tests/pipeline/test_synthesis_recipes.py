"""The recipes that write, run from their YAML against a server on loopback."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cmining_distilabel.errors import Failure
from cmining_distilabel.generation.tasks.judge import JudgeAnswer
from cmining_distilabel.pipeline import load_pipeline
from cmining_distilabel.pipeline.recipes import recipe_path, run_recipe
from tests.corpus import write
from tests.llm_server import Reply, llm_server
from tests.seeds import good_answer, write_seeds

pytest.importorskip("openai")


@pytest.mark.parametrize("recipe", ["own-seeds", "preference", "low-resource"])
def test_recipes_over_seeds(tmp_path: Path, recipe: str) -> None:
    source = write_seeds(tmp_path / "result")
    choice = ["seeds.points=cp-fr", "seeds.languages=fr"]
    with llm_server(lambda prompt, before: Reply(good_answer(prompt))) as server:
        model = ["llm.model=m", f"llm.base_url={server.url}", f"llm.json_schema={recipe == 'preference'}"]
        run_recipe(recipe, [f"seeds.source={source}", *choice, *model], tmp_path / "out", quiet=True)
        formats = [body["response_format"] for body in server.bodies if "response_format" in body]
        held = {tuple(form["json_schema"]["schema"]["required"]) for form in formats}
    (file,) = (tmp_path / "out").glob("*.parquet")
    rows = pq.read_table(file).to_pylist()
    assert {row["point_id"] for row in rows} == {"cp-fr"}
    kept = [row for row in rows if row["keep"]]
    assert kept
    assert all(row["reason"] for row in rows if not row["keep"])
    if recipe == "preference":
        assert all(row["messages"][0] == row["rejected"][0] != row["rejected"][1] for row in kept)
        assert {row["judge_harmless"] for row in kept} == {5}
        assert held == {("question", "good", "bad"), tuple(JudgeAnswer.model_fields)}
    else:
        assert held == set()


@pytest.mark.full
@pytest.mark.timeout(120)
def test_from_documents_to_instructions_in_one_pipeline(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.jsonl")
    with llm_server(lambda prompt, before: Reply(good_answer(prompt))) as server:
        params = [f"load_corpus.sources={corpus}", f"store={tmp_path / 'store'}", "mode=paper", "debias=none"]
        params += ["thematic_clusters=4", "num_neighbors=3", "dispersion_quantile=0.9", "entropy_top=0.6"]
        params += ["num_clusters=12", "tau=3", "theta=0.6", "llm.model=m", f"llm.base_url={server.url}"]
        run_recipe("mine-and-instruct", params, tmp_path / "out", quiet=True)
    (file,) = (tmp_path / "out").glob("*.parquet")
    rows = pq.read_table(file).to_pylist()
    assert {row["task"] for row in rows} == {"grounded_qa", "reverse_instruction", "true_false"}
    assert any(row["keep"] for row in rows)
    assert all(row["seed_id"] for row in rows)


@pytest.mark.full
@pytest.mark.timeout(280)
@pytest.mark.parametrize("recipe", ["own-seeds", "preference", "low-resource"])
def test_distilabels_own_command_runs_them_too(tmp_path: Path, recipe: str) -> None:
    source = write_seeds(tmp_path / "result")
    steps = load_pipeline(recipe_path(recipe)).dag
    with llm_server(lambda prompt, before: Reply(good_answer(prompt))) as server:
        params = [f"seeds.source={source}", "seeds.points=cp-fr"]
        for step in steps:
            if hasattr(steps.get_step(step)["step"], "llm"):
                params += [f"{step}.llm.model=m", f"{step}.llm.base_url={server.url}"]
        command = [sys.executable, "-c", "from distilabel.cli.app import app; app()", "pipeline", "run"]
        command += ["--config", str(recipe_path(recipe)), *(part for param in params for part in ("--param", param))]
        home = {name: str(tmp_path / name) for name in ("DISTILABEL_CACHE_DIR", "HF_DATASETS_CACHE")}
        environment = {**os.environ, **home, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        assert server.answered
    (leaf,) = steps.leaf_steps
    (file,) = tmp_path.glob(f"DISTILABEL_CACHE_DIR/*/*/executions/*/data/steps_outputs/{leaf}/*.parquet")
    assert any(pq.read_table(file)["keep"].to_pylist())


def test_a_recipe_whose_server_is_gone_names_its_address(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply(good_answer(prompt))) as server:
        address = server.url
    params = [f"seeds.source={write_seeds(tmp_path / 'result')}", "llm.model=m", f"llm.base_url={address}"]
    with pytest.raises(Failure, match=rf"the server at {address} cannot be reached"):
        run_recipe("own-seeds", [*params, "llm.max_retries=0"], tmp_path / "out", quiet=True)
