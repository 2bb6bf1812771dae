"""Where users import the generation tasks from: YAML files of pipelines store this path, the classes are elsewhere."""

from cmining_distilabel.generation.tasks import (
    TASKS,
    Comparison,
    Dialogue,
    FileTask,
    GateStep,
    GroundedQA,
    Judge,
    LoadSeedsStep,
    MultipleChoice,
    Preference,
    ReverseInstruction,
    Revise,
    SeedTask,
    ServerLLM,
    Situation,
    TrueFalse,
)

__all__ = [
    "TASKS",
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
