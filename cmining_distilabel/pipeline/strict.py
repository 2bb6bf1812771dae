"""What is refused before a run, locally and on Ray."""

import difflib
from typing import Any

from distilabel.constants import STEP_ATTR_NAME
from distilabel.errors import DistilabelUserError
from pydantic import ValidationError

from cmining_distilabel.errors import UserError, one_line


class StrictMixin:
    """Before a pipeline of distilabel in the order of bases: refuses names that there are none of, and what hangs."""

    dag: Any

    def _set_runtime_parameters(self, parameters: dict[str, dict[str, Any]]) -> None:
        """Set runtime parameters by step.

        Raises:
            UserError: there is no such step or parameter, or a value cannot be used.
        """
        for name, values in parameters.items():
            _check_name("step", name, list(self.dag.G), "the pipeline")
            step = self.dag.get_step(name)[STEP_ATTR_NAME]
            for parameter in values:
                _check_name("runtime parameter", parameter, list(step.runtime_parameters_names), f"the step '{name}'")
            try:
                step.set_runtime_parameters(values)
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join([name, *map(str, first["loc"])])
                raise UserError(f"parameter {place} = {first['input']!r}: {first['msg']}") from None

    def _validate(self) -> None:
        """Check by distilabel's own rules, and for what distilabel would hang on.

        Raises:
            UserError: the pipeline cannot be run.
        """
        try:
            super()._validate()  # type: ignore[misc]
        except (ValueError, DistilabelUserError) as error:
            raise UserError(one_line(error)) from None
        for name in self.dag:
            followers = [self.dag.get_step(other)[STEP_ATTR_NAME] for other in self.dag.get_step_successors(name)]
            if self.dag.get_step_replica_count(name) > 1 and any(step.is_global for step in followers):
                raise UserError(
                    f"the step '{name}' has replicas and a GlobalStep right after it, where distilabel hangs; put a "
                    "step of one replica between them, such as CollectStep"
                )


def _check_name(what: str, name: str, known: list[str], where: str) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"
        raise UserError(f"{where} has no {what} '{name}'; {hint}")
