"""Statements that are true or false, four to a question."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, Field, model_validator

from cmining_distilabel.generation.tasks.answers import EXACTLY_3, Fact, Text
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.languages import true_false
from cmining_distilabel.generation.tasks.shown import Message, Row, conversation, shuffled


class TrueFalseAnswer(BaseModel):
    """What the model writes."""

    fact: Fact = ""
    question: Text
    true: Text
    false: Annotated[list[Text], Field(min_length=3, json_schema_extra=EXACTLY_3)]

    @model_validator(mode="after")
    def _differ(self) -> "TrueFalseAnswer":
        self.false = [claim for claim in self.false if claim.casefold() != self.true.casefold()][:3]
        if len({claim.casefold() for claim in (self.true, *self.false)}) < 4:
            raise ValueError("two statements are equal")
        return self


class TrueFalse(SeedTask):
    """Write one true and three false answers to a question, each to be judged on its own.

    The shape of CulturalBench-Hard (Chiu et al. 2024, arXiv 2410.02677), as one conversation of four turns.
    """

    task: ClassVar[str] = "true_false"
    schema_: ClassVar[type[BaseModel]] = TrueFalseAnswer

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        yes, no = true_false(language)
        claims = shuffled([answer.true, *answer.false], seed)
        asked = f"{answer.question}\n{{}}\n{yes} / {no}?"
        return conversation(*((asked.format(claim), yes if claim == answer.true else no) for claim in claims))
