"""A quiz question with four options, the wrong ones from sibling cultures."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, Field, model_validator

from cmining_distilabel.generation.tasks.answers import EXACTLY_3, Text
from cmining_distilabel.generation.tasks.base import Message, Row, SeedTask, conversation, shuffled


class MultipleChoiceAnswer(BaseModel):
    """What the model writes."""

    question: Text
    right: Text
    wrong: Annotated[list[Text], Field(min_length=3, json_schema_extra=EXACTLY_3)]

    @model_validator(mode="after")
    def _differ(self) -> "MultipleChoiceAnswer":
        self.wrong = [option for option in self.wrong if option.casefold() != self.right.casefold()][:3]
        if len({option.casefold() for option in (self.right, *self.wrong)}) < 4:
            raise ValueError("two options are equal")
        return self


class MultipleChoice(SeedTask):
    """Write a quiz question with one right and three wrong options.

    Things of other cultures with the same facet (column `siblings`) make the wrong options plausible. The order of
    the options is decided by the seed's id.

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

    task: ClassVar[str] = "multiple_choice"
    schema_: ClassVar[type[BaseModel]] = MultipleChoiceAnswer

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        options = shuffled([answer.right, *answer.wrong], seed)
        lines = [f"{letter}. {option}" for letter, option in zip("ABCD", options, strict=True)]
        return conversation(("\n".join([answer.question, *lines]), lines[options.index(answer.right)]))
