"""A good and a bad answer to one question, for preference training."""

from typing import Any, ClassVar

from pydantic import BaseModel, model_validator

from cmining_distilabel.generation.tasks.answers import Text
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.shown import Message, Row, conversation


class PreferenceAnswer(BaseModel):
    """What the model writes."""

    question: Text
    good: Text
    bad: Text

    @model_validator(mode="after")
    def _differ(self) -> "PreferenceAnswer":
        if self.good.casefold() == self.bad.casefold():
            raise ValueError("the two answers are equal")
        return self


class Preference(SeedTask):
    """Write a question with a good answer, and a fluent one that gets the culture wrong.

    `messages` is the good conversation and `rejected` the bad one: renamed to `chosen` and `rejected` these are what
    trl's DPO trainer reads.
    """

    task: ClassVar[str] = "preference"
    schema_: ClassVar[type[BaseModel]] = PreferenceAnswer

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation((answer.question, answer.good))

    @classmethod
    def columns(cls, answer: Any, seed: Row, language: str) -> dict[str, Any]:
        both = super().columns(answer, seed, language)
        return {**both, "rejected": conversation((answer.question, answer.bad))}
