"""Two things of one kind from two cultures: what is alike, and what differs."""

from typing import Any, ClassVar

from pydantic import BaseModel

from cmining_distilabel.generation.tasks.answers import Text
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.shown import Message, Row, conversation, source_of


class ComparisonAnswer(BaseModel):
    """What the model writes."""

    question: Text
    alike: Text
    first: Text
    second: Text


class Comparison(SeedTask):
    """Write a comparison of two seeds of the same facet from different cultures."""

    task: ClassVar[str] = "comparison"
    schema_: ClassVar[type[BaseModel]] = ComparisonAnswer
    needs: ClassVar[str | None] = "other"

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation((answer.question, f"{answer.alike}\n\n{answer.first}\n\n{answer.second}"))

    @classmethod
    def context(cls, seed: Row, language: str) -> dict[str, Any]:
        return {"sources": [source_of(seed), source_of(seed["other"])], "siblings": []}
