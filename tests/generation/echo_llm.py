"""A local model, as far as distilabel can tell: it takes batches, and is not asynchronous."""

from typing import Any

from distilabel.models.llms import LLM
from distilabel.models.llms.utils import prepare_output
from pydantic import PrivateAttr


class EchoLLM(LLM):
    model: str
    times: int = 1

    _batches: list[int] = PrivateAttr(default_factory=list)

    @property
    def model_name(self) -> str:
        return self.model

    @property
    def batches(self) -> list[int]:
        return self._batches

    def generate(self, inputs: Any, num_generations: int = 1) -> Any:
        self._batches.append(len(inputs))
        return [prepare_output([chat[-1]["content"] * self.times]) for chat in inputs]
