"""What is refused before a run, locally and on Ray."""

import difflib
import re
from collections.abc import Callable
from typing import Any

from distilabel.constants import STEP_ATTR_NAME
from distilabel.errors import DistilabelUserError
from distilabel.pipeline.base import BasePipeline
from pydantic import ValidationError

from cmining_distilabel.errors import UserError, one_line

_MISSING = re.compile(r"Step '([^']+)' is missing required runtime parameter '([^']+)'")


def set_parameters(pipeline: BasePipeline, parameters: dict[str, dict[str, Any]]) -> None:
    """Set runtime parameters by step.

    Raises:
        UserError: there is no such step or parameter, or a value cannot be used.
    """
    for name, values in parameters.items():
        _check_name("step", name, list(pipeline.dag.G), "the pipeline")
        step = pipeline.dag.get_step(name)[STEP_ATTR_NAME]
        for parameter in values:
            _check_name("runtime parameter", parameter, list(step.runtime_parameters_names), f"the step '{name}'")
        try:
            step.set_runtime_parameters(values)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join([name, *map(str, first["loc"])])
            raise UserError(f"parameter {place} = {first['input']!r}: {first['msg']}") from None


def check(pipeline: BasePipeline, validate: Callable[[], None]) -> None:
    """Check a pipeline, by distilabel's own `validate` and for what distilabel would hang on.

    Raises:
        UserError: it cannot be run.
    """
    try:
        validate()
    except (ValueError, DistilabelUserError) as error:
        said = one_line(error)
        if found := _MISSING.match(said):
            said = f"the step '{found[1]}' needs {found[2]}: give the parameter {found[1]}.{found[2]}=VALUE"
        raise UserError(said) from None
    for name in pipeline.dag:
        followers = [pipeline.dag.get_step(other)[STEP_ATTR_NAME] for other in pipeline.dag.get_step_successors(name)]
        if pipeline.dag.get_step_replica_count(name) > 1 and any(step.is_global for step in followers):
            raise UserError(
                f"the step '{name}' has replicas and a GlobalStep right after it, where distilabel hangs; put a "
                "step of one replica between them, such as CollectStep"
            )


def _check_name(what: str, name: str, known: list[str], where: str) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"
        raise UserError(f"{where} has no {what} '{name}'; {hint}")
