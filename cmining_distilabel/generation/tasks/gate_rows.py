"""The gates in a pipeline."""

from typing import Any

from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import GlobalStep, StepInput
from distilabel.typing import StepOutput
from pydantic import ConfigDict, Field

from cmining_distilabel.generation.config import GateConfig
from cmining_distilabel.generation.gates import JudgeGate, make_gates, pass_gates


class GateStep(GlobalStep, GateConfig):
    """Say of each row that a task wrote whether it is fit for training, and why not.

    Rows are flagged, not dropped: `keep` is what to filter by.

    Attributes:
        grounding: least similarity of a row with its seed; 0 is off. Defaults to `0.35`.
        near_duplicates: similarity from which a row repeats an earlier one. Defaults to `0.8`.
        benchmarks: files, or ids of data sets on the Hub, that must not be in the data.
        benchmark_similarity: similarity from which a row repeats a benchmark; 0 compares words only. Defaults to `0.7`.
        encoder: of both similarities. Defaults to `use-multilingual-v3`.
        judged: whether to reject what `Judge`, a step before, marked under 3. Defaults to `False`.

    Runtime parameters:
        - `grounding`, `near_duplicates`, `benchmarks`, `benchmark_similarity`, `encoder`, `judged`: as above.

    Input columns:
        - messages (`list`): the conversation; null where the task could not read the answer.
        - language (`str`): that was asked for.
        - text (`str`): of the seed.
        - reason (`str`): why the task could not read the answer.
        - answered_again (`list[str]`): of `AnswerAgain`, a step before; rows that differ are rejected.

    Output columns:
        - keep (`bool`): whether the row passes all gates.
        - gate (`str`): the gate that rejects it.
        - reason (`str`): why; a key of `cmining_distilabel.generation.gates.REASONS`.

    Categories:
        - filtering
    """

    model_config = ConfigDict(extra=GlobalStep.model_config.get("extra", "ignore"))

    judged: RuntimeParameter[bool] = Field(default=False, description="Reject what the judge marked under 3.")

    @property
    def runtime_parameters_names(self) -> dict[str, Any]:
        return {**super().runtime_parameters_names, **dict.fromkeys(GateConfig.model_fields, True)}

    @property
    def inputs(self) -> dict[str, bool]:
        required = ("messages", "language", "text", "reason")
        optional = (
            "answered_again",
            "seed_language",
            "title",
            "structured",
            "siblings",
            "cultures",
            "other",
            "other_seed_id",
            "more",
        )
        return {name: name in required for name in (*required, *optional)}

    @property
    def outputs(self) -> list[str]:
        return ["keep", "gate", "reason"]

    def process(self, *inputs: StepInput) -> StepOutput:
        """Yield all rows of all steps before this one, flagged."""
        config = GateConfig(**{name: getattr(self, name) for name in GateConfig.model_fields})
        gates = make_gates(config)
        if self.judged:
            gates["judge"] = JudgeGate()
        rows = [row for batch in inputs for row in batch]
        verdicts = pass_gates(gates, rows)
        yield [
            {**row, "keep": verdict is None, "gate": verdict and verdict[0], "reason": verdict and verdict[1]}
            for row, verdict in zip(rows, verdicts, strict=True)
        ]
