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
    """Write an everyday situation, and what to do in it and why.

    Input columns:
        - id (`str`): id of the seed.
        - text (`str`): text of the seed.
        - language (`str`): BCP-47 code of the text.
        - title, cultures, facet, siblings and the seed's other columns: used where they are there.

    Output columns:
        - messages (`list`): the conversation in roles and contents; null where the answer could not be used.
        - reason (`str`): why it could not; null for a good row.
        - structured (`str`): the answer as JSON.
        - rejected (`list`): null.
        - seed_id, other_seed_id, more_seed_ids, point_id, cultures, facet, language, task, sources, licenses, model,
            prompt_version.

    Categories:
        - text-generation
    """

    task: ClassVar[str] = "situation"
    schema_: ClassVar[type[BaseModel]] = SituationAnswer

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation((f"{answer.situation}\n\n{answer.question}", f"{answer.advice}\n\n{answer.reason}"))
