"""What every benchmark becomes: prompts with the answers that are right, each belonging to a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

import xxhash

from cmining_distilabel.errors import UserError

Kind = Literal["letter", "truth", "text"]
Options = tuple[tuple[str, str], ...]
LETTERS = "ABCD"
LEAVE_OUT = "mend it, or leave such questions out: skip_incomplete=True"
"""What to do about a question that lacks something."""


@dataclass(frozen=True)
class Item:
    """One prompt.

    Attributes:
        id: unique in a benchmark.
        part: of the benchmark, scored by itself (`hard`).
        question: what counts as one when shares are made. A question is right when all its items are.
        prompt: as the model is asked, before any chat template.
        kind: what answers it: one letter, True or False, or a text that holds one of `gold`.
        gold: the answers that are right.
        options: letter and text of each option, where there are options.
        countries: that the question is about; none, one or several.
        topic: of the question, where the benchmark names one.
    """

    id: str
    part: str
    question: str
    prompt: str
    kind: Kind
    gold: tuple[str, ...]
    options: Options = ()
    countries: tuple[str, ...] = ()
    topic: str | None = None

    def row(self) -> dict[str, Any]:
        """As plain data."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Item":
        """Of what `row` gave, also after a trip through JSON or Arrow."""
        options = tuple((letter, text) for letter, text in row["options"])
        lists = {name: tuple(row[name]) for name in ("gold", "countries")}
        own = {each.name: row[each.name] for each in fields(cls)}  # the harness's documents have more
        return cls(**{**own, **lists, "options": options})


@dataclass
class Loaded:
    """Items of a benchmark, and what must be said of the files that they came from."""

    items: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def leave_out(self, path: Path, lacking: int) -> None:
        """Note how many questions of a file lack an option, if any."""
        if lacking:
            self.notes.append(f"{path}: {lacking} questions lack an option and were left out")


def listed(options: Options) -> str:
    """Options as prompts list them, one a line."""
    return "\n".join(f"{letter}. {text}" for letter, text in options)


def choice(place: str, part: str, question: str, asked: str, options: Options, answer: str, **more: Any) -> Item:
    """An item of four options, listed under what is asked.

    Args:
        place: of the question, for messages.
        part, question: of the item.
        asked: its text.
        options: letters and texts.
        answer: the letter that is right.
        more: countries and topic.

    Raises:
        UserError: the answer is no letter.
    """
    if answer not in tuple(LETTERS):
        raise UserError(f"{place}: the answer of question {question} is {answer!r}; it must be A, B, C or D")
    prompt = f"{asked}\n\n{listed(options)}\n\nAnswer with one letter: A, B, C or D."
    return Item(f"{part}/{question}", part, question, prompt, "letter", (answer,), options, **more)


def fingerprint(items: Sequence[Item]) -> str:
    """Hash of all that was asked and of what is right, whatever the order; two runs with the same can be compared."""
    told = sorted(repr((item.part, item.question, item.prompt, item.gold)) for item in items)
    return xxhash.xxh3_128_hexdigest("\n".join(told).encode())
