"""What the gates share: a row that a task wrote, and what it means to check it."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from cmining_distilabel.languages import base_language

Row = Mapping[str, Any]

_KEY, _OTHERS = ("right", "true"), ("wrong", "false")  # names in an answer: of the right option, and of the others
_NOT_TRUE = (*_OTHERS, "bad")  # what is not meant to be true
QUOTED = "fact"
"""Name of what a model copies from a seed before it writes, which the conversation does not hold."""
_ASKING = ("user", "question", "instruction", "situation")
_LETTERS = re.compile(r"[\W_]+")


class Gate(Protocol):
    """One gate."""

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None (let it through) or the code of the reason to reject it (`gates.REASONS`)."""


class Source(NamedTuple):
    """A seed that a row was written from."""

    title: str
    text: str
    language: str


def said(row: Row, role: str | None = None) -> str:
    """All that was said in a row's conversation, by one role or by both, a line a message."""
    return "\n".join(message["content"] for message in row["messages"] if role in (None, message["role"]))


def fields(row: Row) -> dict[str, Any]:
    """What the model filled in, by name; empty where only the conversation is known."""
    found: dict[str, Any] = json.loads(row.get("structured") or "{}")
    return found


def pieces(row: Row, *, true: bool = False) -> list[tuple[str, str]]:
    """Every text that a model wrote of a row, each question, answer, option and turn, with its name in the answer.

    Args:
        row: with `structured`; without it, the messages that are not the seed's own text are taken, named by roles.
        true: without wrong options and bad answers.
    """
    if row.get("structured"):
        found = [pair for name, value in fields(row).items() for pair in _texts(name, value)]
        return [(name, text) for name, text in found if name != QUOTED and not (true and name in _NOT_TRUE)]
    seed = row.get("text") or ""
    return [(said["role"], said["content"]) for said in row["messages"] if said["content"] not in seed]


def quoted(row: Row) -> list[str]:
    """What a model copied from the seeds of a row, to write of it."""
    return [text for name, value in fields(row).items() for inner, text in _texts(name, value) if inner == QUOTED]


def written(row: Row) -> str:
    """What a model wrote of a row and meant to be true, copied or not; of a request for the seed's own text, that."""
    return "\n".join(text for _, text in pieces(row, true=True))


def is_question(name: str) -> bool:
    """Whether a piece of that name is the user's."""
    return name in _ASKING


def options(row: Row) -> tuple[str, list[str]] | None:
    """The right option and the others; None where a row has none."""
    filled = fields(row)
    key = next((filled[name] for name in _KEY if isinstance(filled.get(name), str)), None)
    others = next((filled[name] for name in _OTHERS if filled.get(name)), None)
    others = [others] if isinstance(others, str) else others
    return (key, others) if key and others else None


def sources(row: Row) -> list[Source]:
    """The seeds of a row: its own, of a comparison the other, and those that stand by one that is too short."""
    own = Source(str(row.get("title") or ""), row.get("text") or "", row.get("seed_language") or row["language"])
    return [own, *(Source(str(one.get("title") or ""), one["text"], one["language"]) for one in beside(row))]


def beside(row: Row) -> list[Mapping[str, Any]]:
    """The seeds of a row beside its own."""
    other = row.get("other") if row.get("other_seed_id") else None
    return [*([other] if other else []), *(row.get("more") or ())]


def in_language(source: Source, row: Row) -> bool:
    """Whether a seed is in the language of a row that was written from it, so that their words can be compared."""
    return base_language(source.language) == base_language(row["language"])


def bare(text: str) -> str:
    """A text by its letters and digits alone, in small letters, words parted by one space.

    >>> bare("Fest-Noz!"), bare("「盆踊り」")
    ('fest noz', '盆踊り')
    """
    return _LETTERS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _texts(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(name, value)]
    inner = value.items() if isinstance(value, dict) else [(name, part) for part in value or ()]
    return [pair for inner_name, part in inner for pair in _texts(inner_name, part)]
