"""The questions of a row, answered another time."""

from collections.abc import Collection
from typing import Any, ClassVar

from pydantic import BaseModel

from cmining_distilabel.generation.gates.questions import questions
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.tasks.about_row import AboutRow
from cmining_distilabel.generation.tasks.answers import Fact, Refused, read_answer
from cmining_distilabel.generation.tasks.data import plain
from cmining_distilabel.generation.tasks.shown import Row

_ASKED = 1000  # characters of a question that the model sees


class AnswerAgainAnswer(BaseModel):
    """What the model writes: an answer a question."""

    answers: list[Fact]


class AnswerAgain(AboutRow):
    """Answer the questions of a row from its text alone, without seeing the row's answers.

    `GateStep` rejects rows whose answers are others (Alberti et al. 2019, arXiv 1906.05416). Rows whose question the
    text alone cannot answer, such as a request for the text itself, are not asked about.

    Input columns:
        - messages (`list`): the conversation; the columns of the seed that it was written from, too.

    Output columns:
        - answered_again (`list[str]`): the answers; empty where the model's cannot be read, null where none was asked.

    Categories:
        - critique
    """

    task: ClassVar[str] = "answer_again"
    schema_: ClassVar[type[BaseModel]] = AnswerAgainAnswer

    @property
    def outputs(self) -> list[str]:
        return ["answered_again"]

    @classmethod
    def asks(cls, row: Row) -> bool:
        return bool(questions(row))

    @classmethod
    def languages(cls, seed: Row, wanted: Collection[str]) -> list[str]:
        return [str(seed["language"])]

    @classmethod
    def context(cls, seed: Row, language: str) -> dict[str, Any]:
        asked = [plain(question, _ASKED) for question, _ in questions(seed)]
        return {**super().context(seed, language), "questions": asked}

    @classmethod
    def row(cls, reply: Reply, seed: Row, language: str, model: str) -> dict[str, Any]:
        """The answers; none where they cannot be read."""
        try:
            return {"answered_again": read_answer(reply, AnswerAgainAnswer).answers}
        except Refused:
            return {"answered_again": []}
