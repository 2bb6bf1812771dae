"""The request to which a seed's own text is the answer."""

from typing import Any, ClassVar

from pydantic import BaseModel

from cmining_distilabel.generation.tasks.answers import Text
from cmining_distilabel.generation.tasks.base import Message, Row, SeedTask, conversation, seed_text


class ReverseInstructionAnswer(BaseModel):
    """What the model writes."""

    instruction: Text


class ReverseInstruction(SeedTask):
    """Write the request that the seed's text answers: the answer is real text, nothing of it is invented.

    The request is in the seed's language, whatever is asked for.

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
        - seed_id, other_seed_id, point_id, cultures, facet, language, task, sources, licenses, model, prompt_version.

    Categories:
        - text-generation
    """

    task: ClassVar[str] = "reverse_instruction"
    schema_: ClassVar[type[BaseModel]] = ReverseInstructionAnswer
    seed_language_only: ClassVar[bool] = True

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        return conversation((answer.instruction, seed_text(seed)))
