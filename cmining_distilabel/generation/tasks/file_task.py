"""Tasks of files, as steps."""

from typing import Any, ClassVar

from distilabel.mixins.runtime_parameters import RuntimeParameter
from pydantic import BaseModel, Field

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.named import named_task
from cmining_distilabel.generation.tasks.shown import Message, Row


class FileTask(SeedTask):
    """Write what a YAML file describes: one of the package's kinds by its name, or a file of your own.

    Attributes:
        file: mix_up, loan_words, claim_check ... (`own.KINDS`), or the path of a file.

    Runtime parameters:
        - `file`: as above.
        - `language`, `prompt_language`: as the other tasks have them.

    Input columns:
        - id (`str`): id of the seed.
        - text (`str`): text of the seed.
        - language (`str`): BCP-47 code of the text.
        - title, cultures, facet, siblings, other, confused: used where they are there; the file may need one.

    Output columns:
        - as of the other tasks; `task` is the name in the file.

    Categories:
        - text-generation
    """

    task: ClassVar[str] = "file"
    schema_: ClassVar[type[BaseModel]] = BaseModel

    file: RuntimeParameter[str] = Field(default="", description="A kind of the package, or a YAML file of a task.")

    @property
    def writer(self) -> type[SeedTask]:
        """The task of the file."""
        if not self.file:
            raise UserError("FileTask has no file: name a kind of the package, or a YAML file of a task")
        return named_task(str(self.file))

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        """None: the file's task makes them."""
        return []
