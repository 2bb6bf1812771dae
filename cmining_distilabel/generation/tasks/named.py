"""The tasks that write, by name."""

from functools import cache

from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.comparison import Comparison
from cmining_distilabel.generation.tasks.dialogue import Dialogue
from cmining_distilabel.generation.tasks.grounded_qa import GroundedQA
from cmining_distilabel.generation.tasks.multiple_choice import MultipleChoice
from cmining_distilabel.generation.tasks.own import KINDS, load_task
from cmining_distilabel.generation.tasks.preference import Preference
from cmining_distilabel.generation.tasks.reverse_instruction import ReverseInstruction
from cmining_distilabel.generation.tasks.situation import Situation
from cmining_distilabel.generation.tasks.true_false import TrueFalse

_WRITERS: tuple[type[SeedTask], ...] = (
    GroundedQA,
    ReverseInstruction,
    MultipleChoice,
    TrueFalse,
    Situation,
    Comparison,
    Dialogue,
    Preference,
)

TASKS: dict[str, type[SeedTask]] = {writer.task: writer for writer in _WRITERS}
"""The tasks that write, by name; beside them are those of files (`own.KINDS`)."""


@cache
def named_task(name: str) -> type[SeedTask]:
    """A task of this package by its name, or one of a user's own by its file.

    Raises:
        UserError: there is none.
    """
    return TASKS.get(name) or load_task(KINDS.get(name, name))
