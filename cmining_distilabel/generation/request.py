"""What is sent to a model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import xxhash


@dataclass(frozen=True)
class Request:
    """A prompt, and the key that its reply is kept under.

    Requests of one batch have equal parameters and system prompts.

    Attributes:
        schema: the JSON schema that the model is held to, if any.
        parameters: of the generation, beside the engine's.
        system: what the model is told before the prompt.
    """

    key: str
    prompt: str
    schema: Mapping[str, Any] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    system: str = ""

    def again(self, number: int) -> "Request":
        """The same request, to be answered another time; number 0 is itself."""
        return replace(self, key=xxhash.xxh3_128_hexdigest(f"{self.key}/{number}".encode())) if number else self


def request_key(model: str, prompt: str, parameters: Mapping[str, Any]) -> str:
    """Hash of all that decides an answer: model, prompt and the parameters of the generation."""
    parts = json.dumps([model, prompt, parameters], sort_keys=True, ensure_ascii=True)
    return xxhash.xxh3_128_hexdigest(parts.encode())
