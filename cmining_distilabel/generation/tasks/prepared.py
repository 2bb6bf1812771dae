"""Seeds as a step's prompts show them: with others beside one that is too short, and with examples."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cmining_distilabel.generation.examples import load_examples, with_examples
from cmining_distilabel.generation.suits import fitting
from cmining_distilabel.generation.tasks.named import TASKS

if TYPE_CHECKING:
    from cmining_distilabel.generation.tasks.base import SeedTask


def preparing(task: "type[SeedTask]", examples: str) -> Callable[[dict[str, Any], str], dict[str, Any]]:
    """What makes a seed ready for a task and a language.

    Args:
        task: that is written.
        examples: file of a user's good answers; empty for none.
    """
    shown = load_examples(examples, {**TASKS, task.task: task}) if examples else {}

    def prepared(row: dict[str, Any], language: str) -> dict[str, Any]:
        fits, _ = fitting(task.task, task.needs, row, task.facets, task.size) if row.get("near") else (row, None)
        return with_examples(fits, task.task, language, shown)

    return prepared
