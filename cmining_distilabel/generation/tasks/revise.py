"""What a judge found wanting, written again."""

from typing import Any, ClassVar

from distilabel.steps import StepInput
from distilabel.typing import StepOutput
from pydantic import BaseModel

from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.judge import MARKS
from cmining_distilabel.generation.tasks.named import named_task
from cmining_distilabel.generation.tasks.shown import Message, Row

WANTING = 4
"""A mark under this is worth a revision; a row is dropped for one under 3."""


def critique_of(row: Row) -> str:
    """What a judge said of a row, with its marks."""
    marks = ", ".join(f"{mark} {row[f'judge_{mark}']}" for mark in MARKS)
    return f"{row['judge_reason']} (marks of 1 to 5: {marks})"


def with_draft(seed: Row, row: Row) -> dict[str, Any]:
    """A seed whose prompt asks for a better answer than a row's."""
    return {**seed, "draft": {"answer": row["structured"], "critique": critique_of(row)}}


class Revise(SeedTask):
    """Write rows again that `Judge`, a step before, marked under 4 in some respect; other rows pass as they are.

    The model is asked what the row's own task asks, with the first answer and what the judge said of it. Where the
    new answer cannot be read, the row stays. A second `Judge`, and `GateStep`, look at what it wrote.

    Input columns:
        - task (`str`): a task of this package, which wrote the row.
        - messages, structured, language, seed_language: of the row.
        - judge_grounded and the judge's other columns.
        - id, text: of the seed; its other columns are used where they are there.

    Output columns:
        - messages, structured, rejected, reason, model, prompt_version: of the revision, or as they were.
        - revised (`bool`): whether the row is a revision.

    Categories:
        - text-generation
    """

    task: ClassVar[str] = "revise"
    schema_: ClassVar[type[BaseModel]] = BaseModel

    @property
    def inputs(self) -> dict[str, bool]:
        required = ("task", "messages", "structured", "language", "seed_language", "judge_reason")
        return {**super().inputs, **dict.fromkeys(required, True), **{f"judge_{mark}": True for mark in MARKS}}

    @property
    def outputs(self) -> list[str]:
        return ["messages", "structured", "rejected", "reason", "model", "prompt_version", "revised"]

    def process(self, *inputs: StepInput) -> StepOutput:
        """Yield the rows: those that were revised, then those about which no model is asked."""
        rows = [row for batch in inputs for row in batch]
        wanting = [row for row in rows if _is_wanting(row)]
        others = [{**row, "revised": False} for row in rows if not _is_wanting(row)]
        revised = [row for done in super(SeedTask, self).process(wanting) for row in done] if wanting else []
        yield [*revised, *others]

    def load(self) -> None:
        """Load the model; rows of several tasks have several schemas, so that it is held to none."""
        super(SeedTask, self).load()

    def format_input(self, input: dict[str, Any]) -> list[Message]:
        own = named_task(str(input["task"]))
        return self._told(own.prompt(_seed_of(input), input["language"], self.prompt_language))

    def format_output(self, output: str | None, input: dict[str, Any] | None = None) -> dict[str, Any]:
        assert input is not None
        model = str(self.llm.model_name)
        row = named_task(str(input["task"])).row(Reply(output), _seed_of(input), input["language"], model)
        good = row["reason"] is None
        return {name: (row if good else input).get(name) for name in self.outputs[:-1]} | {"revised": good}

    @classmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        """None: each row's own task makes them."""
        return []


def _is_wanting(row: Row) -> bool:
    marks = [mark for mark in (row.get(f"judge_{mark}") for mark in MARKS) if mark is not None]
    return bool(row.get("messages")) and len(marks) == len(MARKS) and min(marks) < WANTING


def _seed_of(row: Row) -> dict[str, Any]:
    return with_draft({**row, "language": row["seed_language"]}, row)
