"""What tasks share that look at a row which another task wrote."""

from abc import ABC
from typing import Any, ClassVar

from distilabel.steps import StepInput
from distilabel.typing import StepOutput

from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.shown import Message, Row, source_of


class AboutRow(SeedTask, ABC):
    """A task that is asked about a row and its seeds. It flags rows, and writes none.

    A row without a conversation is left as it is, and the model is asked nothing about it.
    """

    needs: ClassVar[str | None] = "messages"

    @property
    def inputs(self) -> dict[str, bool]:
        return {**super().inputs, "messages": True, "other_seed_id": False, "structured": False}

    @classmethod
    def asks(cls, row: Row) -> bool:
        """Whether there is something to ask about a row."""
        return bool(row["messages"])

    def process(self, *inputs: StepInput) -> StepOutput:
        """Yield the rows that were asked about, then the others, with nothing in the columns of this task."""
        rows = [row for batch in inputs for row in batch]
        asked = [row for row in rows if self.asks(row)]
        nothing = dict.fromkeys(self.outputs)
        unasked = [{**row, **nothing} for row in rows if not self.asks(row)]
        yield [*(row for done in super().process(asked) for row in done), *unasked] if asked else unasked

    @classmethod
    def context(cls, seed: Row, language: str) -> dict[str, Any]:
        """The texts that the row was written from, without a guess at their culture: it may be wrong."""
        context = super().context(seed, language)
        if seed.get("other") and seed.get("other_seed_id"):
            context["sources"].append(source_of(seed["other"]))
        return {**context, "sources": [{**source, "culture": "", "told_in": ""} for source in context["sources"]]}

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        """None: nothing is written."""
        return []
