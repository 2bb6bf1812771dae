"""Texts that say over what a prompt asked for, in the languages that prompts are written in."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cmining_distilabel.generation.gates.base import bare
from cmining_distilabel.languages import best_match
from cmining_distilabel.text import UNSPACED

_PROMPTS = Path(__file__).parents[1] / "tasks" / "prompts"
_WORDS, _LETTERS = 6, 11  # in a row, from which an echo is no coincidence; letters where blanks part few words, or none
_HAS_LETTERS = re.compile(f"[{UNSPACED}\uac00-\ud7a3]")
_CODE = re.compile(r"\{[%#].*?[%#]\}|\{\{.*?\}\}|\{[^{}]*\}", re.DOTALL)


def echoes(text: str, language: str) -> Iterator[str]:
    """What a text has in a row that a prompt in its language, or in English, has too."""
    return (run for run in _runs(text) if run in _instructions(best_match(language, _files()) or "en"))


@cache
def _instructions(code: str) -> frozenset[str]:
    """Every run of the prompts in a language, and of the English ones."""
    own = list(_texts(yaml.safe_load(_files()[code].read_text(encoding="utf-8")))) if code != "en" else []
    english = [file.read_text(encoding="utf-8") for file in sorted(_PROMPTS.glob("*.jinja2"))]
    pieces = [piece for text in (*own, *english) for piece in _CODE.sub("\n", text).splitlines()]
    return frozenset(run for piece in pieces for run in _runs(piece))


@cache
def _files() -> dict[str, Path]:
    return {file.stem: file for file in sorted((_PROMPTS / "languages").glob("*.yaml"))}


def _runs(text: str) -> Iterator[str]:
    plain = bare(text)
    parts, size = (list(plain.replace(" ", "")), _LETTERS) if _HAS_LETTERS.search(plain) else (plain.split(), _WORDS)
    mark = "" if size == _LETTERS else " "
    return (mark.join(parts[start : start + size]) for start in range(len(parts) - size + 1))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
