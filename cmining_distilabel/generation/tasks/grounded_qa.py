"""A question about a culture, and an answer that its seed supports."""

from typing import Any, ClassVar

from pydantic import BaseModel

from cmining_distilabel.generation.tasks.answers import Fact, Text
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.shown import Message, Row, conversation


class GroundedQAAnswer(BaseModel):
    """What the model writes."""

    fact: Fact = ""
    question: Text
    answer: Text


class GroundedQA(SeedTask):
    """Write a question and the answer that the seed gives."""

    task: ClassVar[str] = "grounded_qa"
    schema_: ClassVar[type[BaseModel]] = GroundedQAAnswer

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation((answer.question, answer.answer))
