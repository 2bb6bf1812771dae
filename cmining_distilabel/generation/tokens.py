"""Tokens and their price, before and after."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import read_yaml_mapping


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens of prompts (`input`) and of answers (`output`)."""

    input: float
    output: float

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """US dollars for these tokens."""
        return (self.input * input_tokens + self.output * output_tokens) / 1e6


def count_tokens(text: str) -> int:
    """About how many tokens a text has: four letters a token in ASCII, one and a half in other scripts.

    >>> count_tokens("What do people eat?"), count_tokens("何を食べますか")
    (5, 5)
    """
    ascii_letters = sum(map(str.isascii, text))
    return math.ceil(ascii_letters / 4 + (len(text) - ascii_letters) / 1.5)


def read_price(path: str | Path, model: str) -> Price:
    """The price of a model from a table in YAML: ``model: {input: 0.15, output: 0.6}``, in dollars a million tokens.

    Raises:
        UserError: the file cannot be read, or has no such model.
    """
    table = read_yaml_mapping(path)
    row = table.get(model)
    if row is None:
        raise UserError(f"{path} has no price of '{model}'; it has {', '.join(table) or 'none'}")
    try:
        price = Price(float(row["input"]), float(row["output"]))
        if not (0 <= price.input < math.inf and 0 <= price.output < math.inf):
            raise ValueError
    except (TypeError, KeyError, ValueError):
        raise UserError(f"{path}: the price of '{model}' must be {{input: NUMBER, output: NUMBER}}") from None
    return price
