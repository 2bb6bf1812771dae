"""The command that a result comes from, as others may read it: what was read is named, not located."""

import os
import re
import shlex
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

_GIVEN_LANGUAGE = re.compile(r"([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*=)(.+)", re.DOTALL)


def mine_command(documents: Any) -> tuple[str, ...]:
    """``("mine", INPUT, ...)``: arguments of `cmining` that name these documents; none for documents in memory.

    >>> mine_command(["ja=/home/hana/wiki_ja.jsonl", "wikimedia/wikipedia:20231101.ko"])
    ('mine', 'ja=wiki_ja.jsonl', 'wikimedia/wikipedia:20231101.ko')
    """
    named = [documents] if isinstance(documents, str | Path) else documents
    if not isinstance(named, Sequence) or not named or not all(isinstance(name, str | Path) for name in named):
        return ()
    return ("mine", *(public_name(os.fspath(name)) for name in named))


def public_name(name: str) -> str:
    """An input without the places of this machine, and without what an address may hold of a user.

    A file, folder or pattern of files is its last part, an address loses user, password, query and fragment, the id of
    a data set stays.
    """
    given = _GIVEN_LANGUAGE.fullmatch(name)
    if given and not os.path.exists(name):
        return given[1] + public_name(given[2])
    if "://" in name:
        parts = urlsplit(name.rpartition("::")[2])
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    place = os.path.expanduser(name)
    there = os.path.exists(place)
    if name.startswith("-"):
        return f"./{name}"  # no option
    if there or os.path.isabs(place) or name.startswith((".", "~")) or re.search(r"[*?\[\\]", name):
        return re.split(r"[/\\]", os.path.realpath(place) if there else place.rstrip("/\\"))[-1]
    return name


def shell_line(words: Iterable[str]) -> str:
    """A command as one line of a shell. Names are data: they are quoted, and hold no line break or control character.

    >>> shell_line(["cmining", "mine", "wiki; rm -rf x.jsonl"])
    "cmining mine 'wiki; rm -rf x.jsonl'"
    """
    return shlex.join(
        "".join(
            "?" if unicodedata.category(character)[0] in "CZ" and character != " " else character for character in word
        )
        for word in words
    )
