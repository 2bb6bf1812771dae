"""What a prompt shows of a seed, and the conversation that comes of it."""

import random
from collections.abc import Mapping
from typing import Any

import orjson
import xxhash

from cmining_distilabel.generation.seeds import trusted_culture
from cmining_distilabel.generation.tasks.data import plain
from cmining_distilabel.languages import language_name

Row = Mapping[str, Any]
Message = dict[str, str]

TEXT_CHARACTERS, _NAME_CHARACTERS = 3000, 120
"""Of a seed's text, and of a name, that a prompt holds."""


def conversation(*turns: tuple[str, str]) -> list[Message]:
    """Messages from what the user and what the assistant says, in turns."""
    return [
        message
        for user, assistant in turns
        for message in ({"role": "user", "content": user}, {"role": "assistant", "content": assistant})
    ]


def shuffled(items: list[Any], seed: Row) -> list[Any]:
    """The items in an order that the seed's id decides: the same always, and no place is likelier."""
    order = items.copy()
    random.Random(xxhash.xxh3_64_intdigest(str(seed["id"]).encode() + orjson.dumps(items))).shuffle(order)
    return order


def seed_text(seed: Row) -> str:
    """The seed's text, as prompts and rows hold it."""
    return plain(str(seed["text"]), TEXT_CHARACTERS)


def culture_name(seed: Row) -> str:
    """The culture of a seed; empty where nobody is sure of one: a language is not a culture."""
    found = trusted_culture(seed) or {}
    return str(found.get("name") or found.get("code") or "")


def source_of(seed: Row) -> dict[str, str]:
    """What a template shows of a seed."""
    facet = str(seed.get("facet") or "").replace("_", " ")
    told_in = seed.get("told_in")
    named = {"culture": culture_name(seed), "facet": facet, "title": seed.get("title")}
    named |= {"told_in": language_name(str(told_in)) if told_in else ""}
    return {name: plain_name(value) for name, value in named.items()} | {"text": seed_text(seed)}


def plain_name(value: Any) -> str:
    """A name from outside, in one line."""
    return plain(str(value or ""), _NAME_CHARACTERS).replace("\n", " ")
