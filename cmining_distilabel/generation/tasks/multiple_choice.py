"""A quiz question with four options: what the seed is about, and things of the same kind from other cultures."""

import json
import re
from typing import Any, ClassVar

from pydantic import BaseModel

from cmining_distilabel.generation.tasks.answers import Text
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.shown import Message, Row, conversation, plain_name, seed_text, shuffled
from cmining_distilabel.text import sentences

WRONG = 3
"""Wrong options of a question."""
_BRACKETS = re.compile(r"[ _]*[(（].*")
_BECAUSE = 2  # sentences of the seed that say why the answer is right


class MultipleChoiceAnswer(BaseModel):
    """What the model writes."""

    question: Text


class MultipleChoice(SeedTask):
    """Write a quiz question whose answer is the seed's title. The seed's first sentences say why.

    The wrong options are titles of seeds of the same facet and language from other cultures (column `siblings`), so
    that they are real, of one kind, and written by nobody who may err. The order of the options is decided by the
    seed's id.

    Input columns:
        - siblings (`list[str]`): three titles or more.

    Output columns:
        - structured (`str`): the answer as JSON, with the options: question, right, wrong.
    """

    task: ClassVar[str] = "multiple_choice"
    schema_: ClassVar[type[BaseModel]] = MultipleChoiceAnswer
    seed_language_only: ClassVar[bool] = True
    needs: ClassVar[str | None] = "siblings"

    @classmethod
    def context(cls, seed: Row, language: str) -> dict[str, Any]:
        """The text without its name, since models write into a question what they are told not to."""
        found = super().context(seed, language)
        hidden = {"title": "", "text": _hidden(seed_text(seed), plain_name(seed["title"]))}
        return {**found, "sources": [found["sources"][0] | hidden]}

    @classmethod
    def columns(cls, answer: Any, seed: Row, language: str) -> dict[str, Any]:
        right, wrong = _options(seed)
        filled = {"question": answer.question, "right": right, "wrong": wrong}
        return {**super().columns(answer, seed, language), "structured": json.dumps(filled, ensure_ascii=False)}

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        right, wrong = _options(seed)
        options = shuffled([right, *wrong], seed)
        lines = [f"{letter}. {option}" for letter, option in zip("ABCD", options, strict=True)]
        because = " ".join(sentences(seed_text(seed))[:_BECAUSE])
        return conversation(("\n".join([answer.question, *lines]), f"{lines[options.index(right)]}\n\n{because}"))


def _options(seed: Row) -> tuple[str, list[str]]:
    """The title, and the titles of three siblings."""
    return plain_name(seed["title"]), [plain_name(name) for name in seed["siblings"][:WRONG]]


def _hidden(text: str, title: str) -> str:
    """A text with "…" for its title, with and without what stands behind that in brackets."""
    names = sorted({title, _BRACKETS.sub("", title)} - {""}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, names)), "…", text, flags=re.IGNORECASE)
