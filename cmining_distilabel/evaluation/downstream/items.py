"""What every benchmark becomes: prompts with the answers that are right, each belonging to a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import xxhash

Kind = Literal["letter", "truth", "text"]


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
    options: tuple[tuple[str, str], ...] = ()
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


def fingerprint(items: Sequence[Item]) -> str:
    """Hash of all that was asked and of what is right, whatever the order; two runs with the same can be compared."""
    told = sorted(repr((item.part, item.question, item.prompt, item.gold)) for item in items)
    return xxhash.xxh3_128_hexdigest("\n".join(told).encode())
