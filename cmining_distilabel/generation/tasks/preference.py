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

    Input columns:
        - id (`str`): id of the seed.
        - text (`str`): text of the seed.
        - language (`str`): BCP-47 code of the text.
        - title, cultures, facet, siblings and the seed's other columns: used where they are there.

    Output columns:
        - messages (`list`): the conversation in roles and contents; null where the answer could not be used.
        - reason (`str`): why it could not; null for a good row.
        - structured (`str`): the answer as JSON.
        - rejected (`list`): the conversation with the bad answer.
        - seed_id, other_seed_id, more_seed_ids, point_id, cultures, facet, language, task, sources, licenses, model,
            prompt_version.

    Categories:
        - text-generation
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
