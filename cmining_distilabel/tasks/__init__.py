"""Tasks that write conversations from seeds, a class a file, with their prompts in prompts/."""

import warnings

with warnings.catch_warnings():
    # distilabel 1.5 declares its runtime parameters in a way that pydantic complains about, a warning a class.
    warnings.filterwarnings("ignore", message="The 'default' attribute")
    from cmining_distilabel.tasks.base import SeedTask
    from cmining_distilabel.tasks.comparison import Comparison
    from cmining_distilabel.tasks.dialogue import Dialogue
    from cmining_distilabel.tasks.grounded_qa import GroundedQA
    from cmining_distilabel.tasks.judge import Judge
    from cmining_distilabel.tasks.multiple_choice import MultipleChoice
    from cmining_distilabel.tasks.preference import Preference
    from cmining_distilabel.tasks.reverse_instruction import ReverseInstruction
    from cmining_distilabel.tasks.situation import Situation
    from cmining_distilabel.tasks.true_false import TrueFalse

__all__ = [
    "TASKS",
    "Comparison",
    "Dialogue",
    "GroundedQA",
    "Judge",
    "MultipleChoice",
    "Preference",
    "ReverseInstruction",
    "SeedTask",
    "Situation",
    "TrueFalse",
]

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
"""The tasks that write, by name."""

for _task in (*_WRITERS, Judge):
    _task.__module__ = __name__  # a pipeline's YAML stores this, and files must outlive a move of the class
