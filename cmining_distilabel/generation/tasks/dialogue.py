"""A conversation of several turns about a seed."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, Field, create_model, field_validator

from cmining_distilabel.generation.tasks.answers import EXACTLY_3, Fact, Text
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.shown import Message, Row, conversation

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight")


class Turn(BaseModel):
    """What the user says and what the assistant answers, and the sentence of the text that it is about."""

    fact: Fact = ""
    user: Text
    assistant: Text


class DialogueAnswer(BaseModel):
    """What the model writes."""

    turns: Annotated[list[Turn], Field(min_length=2, max_length=8, json_schema_extra=EXACTLY_3)]

    @field_validator("turns", mode="before")
    @classmethod
    def _whole(cls, turns: Any) -> Any:
        """Leave out a last turn that was cut off."""
        cut = isinstance(turns, list) and turns and not (isinstance(turns[-1], dict) and turns[-1].get("assistant"))
        return turns[:-1] if cut else turns


class Dialogue(SeedTask):
    """Write a conversation in which each question builds on the answer before."""

    task: ClassVar[str] = "dialogue"
    schema_: ClassVar[type[BaseModel]] = DialogueAnswer
    turns: ClassVar[int] = 3

    @classmethod
    def words(cls, seed: Row, language: str, prompt_language: str) -> dict[str, Any]:
        number = f"{_NUMBERS[cls.turns - 1]} {'turn' if cls.turns == 1 else 'turns'}"
        return {"turns": cls.turns, "number": number}

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation(*((turn.user, turn.assistant) for turn in answer.turns))


def with_turns(count: int) -> type[Dialogue]:
    """The task with another number of turns, from 1 to 8; so much more or less must the seed tell."""
    exactly = {"minItems": count, "maxItems": count}
    turns = Annotated[list[Turn], Field(min_length=min(2, count), max_length=8, json_schema_extra=exactly)]
    parts: dict[str, Any] = {"turns": (turns, ...)}
    answer = create_model("DialogueAnswer", __base__=DialogueAnswer, **parts)

    class Turns(Dialogue):
        """A dialogue of another length."""

        schema_: ClassVar[type[BaseModel]] = answer
        turns: ClassVar[int] = count
        size: ClassVar[float] = count / Dialogue.turns

    return Turns
