"""The distilabel pipelines that come with the package: listing, locating, making and running them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import dump_yaml, load_yaml, whole_folder, write_json, write_text
from cmining_distilabel.mining.result.result import versions
from cmining_distilabel.pipeline.synthesis_recipes import BUILDERS as SYNTHESIS

if TYPE_CHECKING:
    from distilabel.pipeline import Pipeline

_HEADER = "# Made by `python -m cmining_distilabel.pipeline.recipes` from the code there; changes here are lost.\n"


def recipes() -> dict[str, str]:
    """The packaged recipes: name and what it does."""
    return {path.stem: _summary(path) for path in sorted(_folder().glob("*.yaml"))}


def recipe_path(name: str) -> Path:
    """The YAML file of a packaged recipe.

    Raises:
        UserError: there is none of that name.
    """
    path = _folder() / f"{name}.yaml"
    if not path.is_file():
        raise UserError(f"no recipe {name!r}; there are: {', '.join(recipes())}")
    return path


def run_recipe(recipe: str, params: Iterable[str], out: str | Path, *, quiet: bool = False) -> dict[str, int]:
    """Run a recipe, and write each leaf's rows to `out`, as one Parquet file named after the leaf.

    Args:
        recipe: a packaged recipe's name, or the path of a distilabel pipeline in YAML.
        params: runtime parameters: ``STEP.NAME=VALUE``, or ``NAME=VALUE`` for all steps that have one of the name
            (``llm.model=VALUE`` for all that ask a model).
            Lists are separated by commas.
        out: a folder, new or empty; the pipeline that was run and the versions are written there too, so that points
            and seeds can be pushed. All or nothing.
        quiet: without distilabel's log.

    Returns:
        Number of rows by leaf.

    Raises:
        UserError: the recipe, a parameter or `out` cannot be used, or a step raised one.
        PipelineError: the run failed.
    """
    from cmining_distilabel.pipeline import load_pipeline, run

    target = Path(out)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UserError(f"{target} exists and is no empty folder; name another")
    pipeline = load_pipeline(recipe if Path(recipe).is_file() else recipe_path(recipe))
    distiset = run(pipeline, parameters=parse_params(params, pipeline), quiet=quiet)
    leaves = sorted(pipeline.dag.leaf_steps) if len(distiset) > 1 else ["default"]
    with whole_folder(target) as partial:
        for leaf in leaves:
            pq.write_table(distiset[leaf]["train"].data.table, partial / f"{leaf}.parquet", compression="zstd")
        shutil.copy(distiset.pipeline_path, partial / "pipeline.yaml")
        encoders = [getattr(pipeline.dag.get_step(name)["step"], "encoder", None) for name in pipeline.dag]
        write_json(partial / "versions.json", versions(next(filter(None, encoders), "none")))
    return {leaf: len(distiset[leaf]["train"]) for leaf in leaves}


def parse_params(params: Iterable[str], pipeline: Pipeline) -> dict[str, dict[str, Any]]:
    """``STEP.NAME=VALUE`` and ``NAME=VALUE`` as the parameters that `pipeline.run` takes."""
    steps = {name: pipeline.dag.get_step(name)["step"].runtime_parameters_names for name in pipeline.dag}
    found: dict[str, dict[str, Any]] = {}
    for param in params:
        key, equals, value = param.partition("=")
        *path, name = key.split(".")
        if not equals or not name:
            raise UserError(f"parameter {param!r}: write it as STEP.NAME=VALUE, or NAME=VALUE for all steps")
        first = (*path, name)[0]
        owners = [path] if first in steps else [[step, *path] for step, names in steps.items() if first in names]
        if not owners:
            raise UserError(f"parameter {param!r}: no step has a runtime parameter {first!r}")
        for step, *deeper in owners:
            place = found.setdefault(step, {})
            for part in deeper:
                place = place.setdefault(part, {})
            place[name] = value
    return found


def paper() -> Pipeline:
    """The paper's method, step by step; its leaves are the Culture Points and their seeds."""
    from distilabel.pipeline import Pipeline

    from cmining_distilabel.steps import CPExtractStep, CultureScoreStep, EmbedStep, LoadCorpusStep, NoiseFilterStep

    with Pipeline(
        name="cmining-paper",
        description="The method of arXiv 2604.15675: documents in, Culture Points and their seeds out.",
    ) as pipeline:
        (
            LoadCorpusStep(name="load_corpus", mode="paper")
            >> NoiseFilterStep(name="noise_filter", mode="paper")
            >> EmbedStep(name="embed", mode="paper")
            >> CultureScoreStep(name="culture_score", mode="paper")
            >> [
                CPExtractStep(name="points", mode="paper", output="points"),
                CPExtractStep(name="seeds", mode="paper", output="seeds"),
            ]
        )
    return pipeline


BUILDERS = {"paper": paper, **SYNTHESIS}


def recipe_yaml(name: str) -> str:
    """A recipe's YAML, made anew; without the descriptions of the parameters, which the steps have."""
    dump = BUILDERS[name]().dump()
    for node in dump["pipeline"]["steps"]:
        del node["step"]["runtime_parameters_info"]
    return _HEADER + dump_yaml(dump, width=120)


def _folder() -> Path:
    """Inside the package when it is installed from a wheel; beside it in a checkout."""
    inside = Path(__file__).parents[1] / "recipes"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "recipes"


def _summary(path: Path) -> str:
    return str(load_yaml(path)["pipeline"]["description"])


if __name__ == "__main__":
    for recipe_name in BUILDERS:
        write_text(_folder() / f"{recipe_name}.yaml", recipe_yaml(recipe_name))
