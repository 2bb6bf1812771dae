"""What is sent to a model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xxhash


@dataclass(frozen=True)
class Request:
    """A prompt, the key that its reply is kept under, and the JSON schema that the model is held to, if any."""

    key: str
    prompt: str
    schema: Mapping[str, Any] | None = None


def request_key(model: str, prompt: str, parameters: Mapping[str, Any]) -> str:
    """Hash of all that decides an answer: model, prompt and the parameters of the generation."""
    parts = json.dumps([model, prompt, parameters], sort_keys=True, ensure_ascii=True)
    return xxhash.xxh3_128_hexdigest(parts.encode())
