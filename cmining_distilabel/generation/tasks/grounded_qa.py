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
    """Write a question and the answer that the seed gives.

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

    task: ClassVar[str] = "grounded_qa"
    schema_: ClassVar[type[BaseModel]] = GroundedQAAnswer

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation((answer.question, answer.answer))
