"""The request to which a seed's own text is the answer."""

from functools import cache
from typing import Any, ClassVar

import yaml
from pydantic import BaseModel

from cmining_distilabel.generation.tasks.answers import Text
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.shown import Message, Row, conversation, seed_text, shuffled
from cmining_distilabel.generation.tasks.templates import PROMPTS
from cmining_distilabel.languages import best_match


class ReverseInstructionAnswer(BaseModel):
    """What the model writes."""

    instruction: Text


class ReverseInstruction(SeedTask):
    """Write the request that the seed's text answers: the answer is real text, nothing of it is invented.

    The request is in the seed's language, whatever is asked for, and so is the prompt, where the language is one of
    the default encoder's.
    """

    task: ClassVar[str] = "reverse_instruction"
    schema_: ClassVar[type[BaseModel]] = ReverseInstructionAnswer
    seed_language_only: ClassVar[bool] = True

    @classmethod
    def context(cls, seed: Row, language: str) -> dict[str, Any]:
        """Title and text alone: small models ask for whatever else is named above."""
        found = super().context(seed, language)
        return {
            **found,
            "sources": [source | {"culture": "", "facet": "", "told_in": ""} for source in found["sources"]],
        }

    @classmethod
    def words(cls, seed: Row, language: str, prompt_language: str) -> dict[str, Any]:
        own = _words()
        chosen = own["en" if prompt_language == "en" else best_match(language, own) or "en"]
        return {"own": chosen, "opening": shuffled(chosen["openings"], seed)[0]}

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation((answer.instruction, seed_text(seed)))


@cache
def _words() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((PROMPTS / "reverse_instruction.yaml").read_text("utf-8"))
    return found
