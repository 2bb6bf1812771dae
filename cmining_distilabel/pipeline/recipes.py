"""The distilabel pipelines that come with the package: listing, locating, making and running them."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from cmining_distilabel.errors import UserError, unknown
from cmining_distilabel.files import dump_yaml, load_yaml, whole_folder, write_json, write_text
from cmining_distilabel.mining.result.versions import versions
from cmining_distilabel.pipeline.builders import BUILDERS

if TYPE_CHECKING:
    from distilabel.pipeline import Pipeline

# What distilabel gives every step, task and model, and nobody sets here.
_NOT_SET = {
    "resources", "input_batch_size", "use_cache", "add_raw_output", "add_raw_input", "num_generations",
    "default_headers", "structured_output", "use_offline_batch_generation",
    "offline_batch_generation_block_until_done",
}  # fmt: skip
_HEADER = "# Made by `python -m cmining_distilabel.pipeline.recipes` from the code there; changes here are lost.\n"


def recipes() -> dict[str, str]:
    """The packaged recipes: name and what it does."""
    return {path.stem: str(load_yaml(path)["pipeline"]["description"]) for path in sorted(_folder().glob("*.yaml"))}


def recipe_path(name: str) -> Path:
    """The YAML file of a packaged recipe.

    Raises:
        UserError: there is none of that name.
    """
    path = _folder() / f"{name}.yaml"
    if not path.is_file():
        raise unknown("recipe", name, recipes())
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


def parse_params(params: Iterable[str], pipeline: "Pipeline") -> dict[str, dict[str, Any]]:
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
            raise unknown("step or parameter", first, sorted({*steps, *chain(*steps.values())} - _NOT_SET))
        if first in steps and (known := steps[first]) is not None and (*path, name)[1] not in known:
            raise unknown(f"parameter of {first}:", (*path, name)[1], sorted(set(known) - _NOT_SET))
        for step, *deeper in owners:
            place = found.setdefault(step, {})
            for part in deeper:
                place = place.setdefault(part, {})
            place[name] = value
    return found


def recipe_parameters(name: str) -> dict[str, list[tuple[str, str]]]:
    """What one sets of a recipe: names of parameters by step, and what they are, those that are needed first.

    What several steps have alike is listed once, under "": its name without a step sets it in all of them.

    Raises:
        UserError: there is no such recipe.
    """
    from cmining_distilabel.pipeline import load_pipeline

    pipeline = load_pipeline(recipe_path(name))
    found = {}
    for step_name in pipeline.dag:
        step = pipeline.dag.get_step(step_name)["step"]
        rows = sorted(_parameters(step, step.get_runtime_parameters_info()), key=lambda row: row[0])
        found[step_name] = [(key, words) for _, key, words in rows]
    counts = Counter(chain(*found.values()))
    alone = {step: [row for row in rows if counts[row] == 1] for step, rows in found.items()}
    return {**{step: rows for step, rows in alone.items() if rows}, "": [row for row in counts if counts[row] > 1]}


def _parameters(owner: Any, infos: Iterable[dict[str, Any]], prefix: str = "") -> Iterator[tuple[bool, str, str]]:
    """Whether each can be left out, its name and its words."""
    for info in infos:
        name = info["name"]
        if name in _NOT_SET:
            continue
        inner, value = info.get("runtime_parameters_info"), getattr(owner, name, None)
        if isinstance(inner, list):
            yield from _parameters(value, inner, f"{prefix}{name}.")
            continue
        missing = value is None and not info.get("optional", True)
        field = type(owner).model_fields.get(name) if hasattr(type(owner), "model_fields") else None
        words = " ".join(str(info.get("description") or (field.description if field else "") or "").split())
        shown = "needed" if missing else "" if value in (None, "", (), {}, []) else f"now {value}"
        yield not missing, prefix + name, f"{words} ({shown})" if shown else words


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


if __name__ == "__main__":
    for recipe_name in BUILDERS:
        write_text(_folder() / f"{recipe_name}.yaml", recipe_yaml(recipe_name))
