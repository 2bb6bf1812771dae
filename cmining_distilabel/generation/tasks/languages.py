"""Two words that the tasks need in each language."""

from functools import cache
from pathlib import Path

import yaml

from cmining_distilabel.languages import best_match


def true_false(code: str) -> tuple[str, str]:
    """The words for true and for false in a language; the English ones where words.yaml has none."""
    words = _words()
    true, false = words[best_match(code, words) or "en"]
    return true, false


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return found
