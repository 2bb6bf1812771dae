"""Prompts in the language that they ask for: a file a language, prompts/languages/."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cmining_distilabel.generation.attributes import BUILT_IN, load_attributes
from cmining_distilabel.languages import best_match

FILES = {file.stem: file for file in sorted((Path(__file__).parent / "prompts" / "languages").glob("*.yaml"))}
"""Languages other than English that prompts are written in."""


def words_of(language: str, task: str) -> dict[str, Any] | None:
    """What a prompt says in a language; None where it is to be in English, as a task of a user's own is."""
    code = best_match(language, FILES)
    words = _read(code) if code else {}
    return words if task in words.get("jobs", {}) else None


def attribute_line(name: str, says: str, language: str) -> str:
    """A line of a prompt for an attribute, "asker:child", in a language; as it is where a user wrote it.

    Args:
        name: of the group and the value.
        says: the line in English.
        language: to write in.
    """
    group, _, value = name.partition(":")
    code = best_match(language, FILES)
    if code is None or _built_in().get(name) != says:
        return says
    line: str = _read(code)["attributes"].get(group, {}).get(value, says)
    return line


@cache
def _read(code: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILES[code].read_text(encoding="utf-8"))
    return found


@cache
def _built_in() -> dict[str, str]:
    return {
        f"{name}:{value}": own.says
        for name, group in load_attributes(BUILT_IN).items()
        for value, own in group.values.items()
    }
