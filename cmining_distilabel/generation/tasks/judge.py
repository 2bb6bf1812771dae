"""Marks for what another task wrote."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from distilabel.steps import StepInput
from pydantic import BaseModel, Field

from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.tasks.answers import Refused, Text, read_answer
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.data import plain
from cmining_distilabel.generation.tasks.shown import Message, Row, source_of

if TYPE_CHECKING:
    from distilabel.typing import StepOutput

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


class Judge(SeedTask):
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
    needs: ClassVar[str | None] = "messages"

    @property
    def inputs(self) -> dict[str, bool]:
        return {**super().inputs, "messages": True, "other_seed_id": False}

    @property
    def outputs(self) -> list[str]:
        return [f"judge_{name}" for name in JudgeAnswer.model_fields]

    def process(self, *inputs: StepInput) -> "StepOutput":
        """Yield the rows with marks, then those without a conversation, about which no model is asked."""
        rows = [row for batch in inputs for row in batch]
        asked = [row for row in rows if row["messages"]]
        nothing = dict.fromkeys(self.outputs)
        unasked = [{**row, **nothing} for row in rows if not row["messages"]]
        yield [*(row for marked in super().process(asked) for row in marked), *unasked] if asked else unasked

    @classmethod
    def languages(cls, seed: Row, wanted: Collection[str]) -> list[str]:
        return ["en"]

    @classmethod
    def context(cls, seed: Row, language: str) -> dict[str, Any]:
        said = [{**message, "content": plain(message["content"], _SAID)} for message in seed["messages"]]
        context = super().context(seed, language)
        if seed.get("other") and seed.get("other_seed_id"):
            context["sources"].append(source_of(seed["other"]))
        # A guess at the culture may be wrong in the seed: the judge looks at the text instead.
        sources = [{**source, "culture": ""} for source in context["sources"]]
        return {**context, "sources": sources, "conversation": said}

    @classmethod
    def row(cls, reply: Reply, seed: Row, language: str, model: str) -> dict[str, Any]:
        """The marks, all None where the answer cannot be read."""
        try:
            marks = read_answer(reply, JudgeAnswer).model_dump()
        except Refused:
            marks = {}
        return {f"judge_{name}": marks.get(name) for name in JudgeAnswer.model_fields}

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        """None: a judge writes marks."""
        return []
