"""A situation in which one must know a culture to behave well."""

from typing import Any, ClassVar

from pydantic import BaseModel

from cmining_distilabel.generation.tasks.answers import Fact, Text
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.shown import Message, Row, conversation


class SituationAnswer(BaseModel):
    """What the model writes."""

    fact: Fact = ""
    situation: Text
    question: Text
    advice: Text
    reason: Text


class Situation(SeedTask):
    """Write an everyday situation, and what to do in it and why."""

    task: ClassVar[str] = "situation"
    schema_: ClassVar[type[BaseModel]] = SituationAnswer

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation((f"{answer.situation}\n\n{answer.question}", f"{answer.advice}\n\n{answer.reason}"))
