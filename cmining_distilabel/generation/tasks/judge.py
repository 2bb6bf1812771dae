"""Marks for what another task wrote."""

from collections.abc import Collection
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, Field

from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.tasks.about_row import AboutRow
from cmining_distilabel.generation.tasks.answers import Refused, Text, read_answer
from cmining_distilabel.generation.tasks.data import plain
from cmining_distilabel.generation.tasks.shown import Row

Mark = Annotated[int, Field(ge=1, le=5)]

_SAID = 4000  # characters of a message that the judge sees


MARKS = ("grounded", "natural", "useful", "inside", "harmless")
"""What a judge gives marks for."""


class JudgeAnswer(BaseModel):
    """What the model writes: whose culture it is, what is wrong, and marks from 1 (bad) to 5 (good)."""

    text_culture: Text
    chat_culture: Text
    reason: Text
    grounded: Mark
    natural: Mark
    useful: Mark
    inside: Mark
    harmless: Mark


class Judge(AboutRow):
    """Mark a conversation, and say whose culture it and its text are about.

    The judge is not told whose culture it should be: a guess would be repeated.

    A row without a conversation gets no marks, and the model is asked nothing new about it. Rows are flagged, not
    dropped.

    Input columns:
        - messages (`list`): the conversation; the columns of the seed that it was written from, too.

    Output columns:
        - judge_grounded (`int`): 1 to 5, whether the text supports it; null where the judge's answer cannot be read.
        - judge_natural (`int`): 1 to 5, whether it reads as those write who grew up with the language.
        - judge_useful (`int`): 1 to 5, whether it helps those who do not see the text.
        - judge_inside (`int`): 1 to 5, whether it tells how those see it who live it, not how tourists do.
        - judge_harmless (`int`): 1 to 5, whether it is free of harmful stereotypes.
        - judge_text_culture (`str`): whose culture the text is about.
        - judge_chat_culture (`str`): whose culture the conversation is about.
        - judge_reason (`str`): what is wrong.

    Categories:
        - critique
    """

    task: ClassVar[str] = "judge"
    schema_: ClassVar[type[BaseModel]] = JudgeAnswer

    @property
    def outputs(self) -> list[str]:
        return [f"judge_{name}" for name in JudgeAnswer.model_fields]

    @classmethod
    def languages(cls, seed: Row, wanted: Collection[str]) -> list[str]:
        return ["en"]

    @classmethod
    def context(cls, seed: Row, language: str) -> dict[str, Any]:
        said = [{**message, "content": plain(message["content"], _SAID)} for message in seed["messages"]]
        return {**super().context(seed, language), "conversation": said}

    @classmethod
    def row(cls, reply: Reply, seed: Row, language: str, model: str) -> dict[str, Any]:
        """The marks, all None where the answer cannot be read."""
        try:
            marks = read_answer(reply, JudgeAnswer).model_dump()
        except Refused:
            marks = {}
        return {f"judge_{name}": marks.get(name) for name in JudgeAnswer.model_fields}
