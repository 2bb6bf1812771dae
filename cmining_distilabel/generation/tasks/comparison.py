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
    """Write a comparison of two seeds of the same facet from different cultures.

    Input columns:
        - id (`str`): id of the seed.
        - text (`str`): text of the seed.
        - language (`str`): BCP-47 code of the text.
        - title, cultures, facet, siblings and the seed's other columns: used where they are there.
        - other (`dict`): the seed to compare with, of the same facet.

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

    task: ClassVar[str] = "comparison"
    schema_: ClassVar[type[BaseModel]] = ComparisonAnswer
    needs: ClassVar[str | None] = "other"

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation((answer.question, f"{answer.alike}\n\n{answer.first}\n\n{answer.second}"))

    @classmethod
    def context(cls, seed: Row, language: str) -> dict[str, Any]:
        return {"sources": [source_of(seed), source_of(seed["other"])], "siblings": []}
