"""Seeds as a step's prompts show them: with others beside one that is too short, and with examples."""

from collections.abc import Callable
from typing import Any, Protocol

from pydantic import BaseModel

from cmining_distilabel.generation.suits import fitting
from cmining_distilabel.generation.tasks.examples import load_examples_of, with_examples


class Written(Protocol):
    """What is asked of a task here."""

    task: str
    schema_: type[BaseModel]
    needs: str | None
    facets: tuple[str, ...]
    size: float


def preparing(task: Written, examples: str) -> Callable[[dict[str, Any], str], dict[str, Any]]:
    """What makes a seed ready for a task and a language.

    Args:
        task: that is written.
        examples: file of a user's good answers; empty for none.
    """
    shown = load_examples_of(task.task, examples, task.schema_) if examples else {}

    def prepared(row: dict[str, Any], language: str) -> dict[str, Any]:
        fits, _ = fitting(task.task, task.needs, row, task.facets, task.size) if row.get("near") else (row, None)
        return with_examples(fits, task.task, language, shown)

    return prepared
