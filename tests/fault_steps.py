"""Steps that go wrong, each in one way."""

import os
import signal
import time
from typing import Any

from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import GeneratorStep, GlobalStep, Step, StepInput
from pydantic import Field

from cmining_distilabel.errors import UserError

BAD_VALUES = {"half_a_surrogate": "half \ud83c", "over_64_bits": 2**70}


class Numbers(GeneratorStep):
    """Yields `count` rows."""

    count: RuntimeParameter[int] = Field(default=6, description="Rows.")
    batch_size: RuntimeParameter[int] = Field(default=2, description="Rows a batch.")

    @property
    def outputs(self) -> list[str]:
        return ["number"]

    def process(self, offset: int = 0) -> Any:
        for start in range(offset, self.count, self.batch_size):
            end = min(start + self.batch_size, self.count)
            yield [{"number": number} for number in range(start, end)], end == self.count


class Plain(Step):
    """Does `fault` to the row with `number` == 3; else hands rows on."""

    fault: str = ""
    input_batch_size: RuntimeParameter[int] = Field(default=2, description="Rows a batch.")

    @property
    def inputs(self) -> list[str]:
        return ["number"]

    @property
    def outputs(self) -> list[str]:
        return ["number"]

    def process(self, inputs: StepInput) -> Any:
        if any(row["number"] == 3 for row in inputs):
            do(self.fault)
        if self.fault in BAD_VALUES:
            yield [{"number": BAD_VALUES[self.fault]} for _ in inputs]
        elif self.fault == "drop_the_end":
            yield [row for row in inputs if row["number"] < 4]
        elif self.fault == "drop_all":
            yield []
        elif self.fault == "yield_twice":
            yield inputs[:1]
            yield inputs[1:]
        else:
            yield inputs


class Whole(GlobalStep):
    """The same as a GlobalStep."""

    fault: str = ""

    @property
    def inputs(self) -> list[str]:
        return ["number"]

    @property
    def outputs(self) -> list[str]:
        return ["number"]

    def process(self, inputs: StepInput) -> Any:
        do(self.fault)
        if self.fault in BAD_VALUES:
            inputs = [{"number": BAD_VALUES[self.fault]} for _ in inputs]
        yield [] if self.fault == "drop_all" else inputs


class FailsToLoad(Plain):
    """Raises before the first batch."""

    def load(self) -> None:
        super().load()
        raise FileNotFoundError("no model here")


def do(fault: str) -> None:
    if fault == "raise":
        raise KeyError("beans")
    if fault == "user_error":
        raise UserError("the knob is wrong; turn it left")
    if fault == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "sleep":
        time.sleep(3600)
    if fault == "compute":
        end = time.monotonic() + 4
        while time.monotonic() < end:
            pass
