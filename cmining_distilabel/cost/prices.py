"""Prices and assumptions, every one of them in a file that can be edited."""

import math
import reprlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import read_yaml_mapping

DEFAULTS = Path(__file__).with_name("prices.yaml")
_GROUPS = ("hardware", "accepted", "llm_extraction", "manual")


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens of prompts (`input`) and of answers (`output`)."""

    input: float
    output: float

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """US dollars for these tokens."""
        return (self.input * input_tokens + self.output * output_tokens) / 1e6


@dataclass(frozen=True)
class Prices:
    """Assumptions by dotted name (`hardware.cpu_core_hour`), where each comes from, and tokens' prices by model."""

    values: dict[str, float]
    origin: dict[str, str]
    models: dict[str, Price]

    def __getitem__(self, name: str) -> float:
        return self.values[name]


def read_prices(path: str | Path | None = None) -> Prices:
    """The package's assumptions, with those of a file in their place.

    Args:
        path: YAML as in the package's `cost/prices.yaml`, any part of it; prices of models stand beside the groups, as
            `cmining generate --prices` takes them: ``my-model: {input: 0.15, output: 0.6}``.

    Raises:
        UserError: the file cannot be read, or has an unknown name or a value that is no price.
    """
    base = read_yaml_mapping(DEFAULTS)
    given = read_yaml_mapping(path, "prices file") if path is not None else {}
    values: dict[str, float] = {}
    origin: dict[str, str] = {}
    models = {}
    for group in _GROUPS:
        own = given.pop(group, {})
        if not isinstance(own, dict):
            raise UserError(f"{path}: '{group}' must be a mapping of names to numbers")
        unknown = [name for name in own if name not in base[group]]
        if unknown:
            raise UserError(f"{path}: {group} has no '{unknown[0]}'; it has {', '.join(base[group])}")
        for name, value in {**base[group], **own}.items():
            key = f"{group}.{name}"
            values[key] = _number(value, f"{path}: {key}")
            origin[key] = str(path) if name in own else "assumed"
    for model, row in given.items():
        if not isinstance(row, dict) or set(row) != {"input", "output"}:
            raise UserError(
                f"{path}: '{model}' must be a group ({', '.join(_GROUPS)}) or a model's {{input: N, output: N}}"
            )
        models[model] = Price(*(_number(row[name], f"{path}: {model}.{name}") for name in ("input", "output")))
    for share in ("accepted.mined", "accepted.llm_extraction"):
        if not 0 < values[share] <= 1:
            raise UserError(f"{path}: {share} is a share, above 0 and at most 1")
    return Prices(values, origin, models)


def read_price(path: str | Path, model: str) -> Price:
    """The price of one model, of a file as `read_prices` takes it.

    Raises:
        UserError: the file cannot be read, or has no such model.
    """
    models = read_prices(path).models
    if model not in models:
        raise UserError(f"{path} has no price of '{model}'; it has {', '.join(models) or 'none'}")
    return models[model]


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise UserError(f"{where} must be a number of at least 0, not {reprlib.repr(value)}")
    return float(value)
