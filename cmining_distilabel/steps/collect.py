"""What stands between a step with replicas and a GlobalStep."""

from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import Step, StepInput
from distilabel.typing import StepOutput
from pydantic import Field, PositiveInt


class CollectStep(Step):
    """Passes rows on as they are.

    In distilabel 1.5 a step with two replicas or more right before a `GlobalStep` waits for ever, locally and on Ray:
    its replicas are told to end only when a normal step behind them has seen their last batch. This is that step.

    Attributes:
        input_batch_size: rows a batch. Defaults to `5000`.

    Runtime parameters:
        - `input_batch_size`: rows a batch.

    Input columns:
        - dynamic: any.

    Output columns:
        - dynamic: the same.

    Categories:
        - helper

    Examples:
        Two encoders at work, on one machine or on two nodes of a Ray cluster:

        ```python
        from cmining_distilabel import CollectStep, CultureScoreStep, EmbedStep
        from distilabel.pipeline import Pipeline
        from distilabel.steps import StepResources

        with Pipeline() as pipeline:
            embed = EmbedStep(store="vectors", workers=1, resources=StepResources(replicas=2))
            embed >> CollectStep() >> CultureScoreStep(store="vectors")
        ```
    """

    input_batch_size: RuntimeParameter[PositiveInt] = Field(default=5000, description="Rows a batch.")

    def process(self, inputs: StepInput) -> StepOutput:
        """Pass on."""
        yield inputs
