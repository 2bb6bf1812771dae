"""Tasks that write conversations from seeds, a class a file, with their prompts in prompts/.

Beside them what a pipeline of them needs: seeds in (`LoadSeedsStep`), a model (`ServerLLM`), gates (`GateStep`).
"""

from cmining_distilabel.secrets import importing_distilabel

with importing_distilabel():
    from cmining_distilabel.generation.tasks.answer_again import AnswerAgain
    from cmining_distilabel.generation.tasks.base import SeedTask
    from cmining_distilabel.generation.tasks.comparison import Comparison
    from cmining_distilabel.generation.tasks.dialogue import Dialogue
    from cmining_distilabel.generation.tasks.file_task import FileTask
    from cmining_distilabel.generation.tasks.gate_rows import GateStep
    from cmining_distilabel.generation.tasks.grounded_qa import GroundedQA
    from cmining_distilabel.generation.tasks.judge import Judge
    from cmining_distilabel.generation.tasks.load_seeds import LoadSeedsStep
    from cmining_distilabel.generation.tasks.multiple_choice import MultipleChoice
    from cmining_distilabel.generation.tasks.named import TASKS
    from cmining_distilabel.generation.tasks.preference import Preference
    from cmining_distilabel.generation.tasks.reverse_instruction import ReverseInstruction
    from cmining_distilabel.generation.tasks.revise import Revise
    from cmining_distilabel.generation.tasks.server_llm import ServerLLM
    from cmining_distilabel.generation.tasks.situation import Situation
    from cmining_distilabel.generation.tasks.true_false import TrueFalse

__all__ = [
    "TASKS",
    "AnswerAgain",
    "Comparison",
    "Dialogue",
    "FileTask",
    "GateStep",
    "GroundedQA",
    "Judge",
    "LoadSeedsStep",
    "MultipleChoice",
    "Preference",
    "ReverseInstruction",
    "Revise",
    "SeedTask",
    "ServerLLM",
    "Situation",
    "TrueFalse",
]

for _class in (*TASKS.values(), FileTask, Judge, AnswerAgain, Revise, LoadSeedsStep, GateStep, ServerLLM):
    _class.__module__ = "cmining_distilabel.tasks"  # a YAML of a pipeline stores this: files must outlive a move
