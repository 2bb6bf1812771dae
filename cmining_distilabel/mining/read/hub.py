"""Data sets of the Hub, streamed."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from cmining_distilabel.errors import UserError, one_line, tell
from cmining_distilabel.mining.read.memory import class_names_of, named_rows
from cmining_distilabel.mining.read.schema import Batch, Broken, Origin

_ID = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)(?::(?P<config>[\w.-]*))?(?::(?P<split>[\w.-]+))?")
_PREFIX = re.compile(r"hub:|hf://(?:datasets/)?(?=[\w.-]+/[\w.-]+(?::.*)?$)")
_LANGUAGE = re.compile(r"\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)$")  # 20231101.ja, 20231101.zh-min-nan
_ROWS = 1_000
_SHUFFLE_BUFFER = 10_000  # rows; they are shuffled within it, and files among each other
HINT = "if a repository of the Hub is meant, write hub:org/name"


def hub_id(name: str) -> str | None:
    """What is asked of the Hub for a name that is no path here, without its prefix; None where a path is meant.

    ``hub:org/name`` and ``hf://org/name`` are the Hub's. A bare ``org/name`` may be a mistyped path: it is none;
    with a config (``org/name:config``) it is, and a line on standard error says that the Hub is asked.
    """
    prefix = _PREFIX.match(name)
    bare = name[prefix.end() :] if prefix else name
    match = _ID.fullmatch(bare)
    if not match or bare.startswith((".", "~", "-")):
        return None
    if prefix:
        return bare
    if bare == match["repo"]:
        return None
    tell(f"{match['repo']} is no path here: the Hub is asked for it")
    return bare


def is_explicit(name: str) -> bool:
    """Whether a name says itself that it is the Hub's."""
    return _PREFIX.match(name) is not None


def hub_origin(name: str, config: str | None = None) -> Origin | None:
    """The input that ``org/name``, ``org/name:config`` or ``org/name:config:split`` stands for; None for a path.

    Args:
        name: with or without the prefix ``hub:`` or ``hf://``; an empty config is the default one.
        config: that is read where the name has none.
    """
    asked = hub_id(name)
    match = _ID.fullmatch(asked or "")
    if not match:
        return None
    repo, split = match["repo"], match["split"]
    config = match["config"] or config
    language = _LANGUAGE.search(config or "")

    def read(wanted: Sequence[str] | None, seed: int | None) -> Iterator[Batch]:
        return _read(repo, config, split, wanted, seed)

    return Origin(
        name=asked or name,
        label=re.sub("[/:]+", "-", asked or name),
        read=read,
        language=language[1] if language else None,
        stream=True,
    )


def _read(
    repo: str, config: str | None, split: str | None, wanted: Sequence[str] | None, seed: int | None
) -> Iterator[Batch]:
    name = ":".join(filter(None, (repo, config, split)))
    stream = _opened(repo, config, split, name)
    columns = stream.column_names
    names = class_names_of(stream.features)
    if columns and wanted is not None:
        stream = stream.select_columns([column for column in columns if column in wanted])
    if seed is not None:
        stream = stream.shuffle(seed=seed, buffer_size=_SHUFFLE_BUFFER)
    done, rows, broken = 0, iter(stream), None
    while broken is None:
        block: list[Any] = []
        try:
            block.extend(islice(rows, _ROWS))  # what comes before an error is in the block
        except Exception as error:  # noqa: BLE001 (of any client: HTTP, files, decoders)
            broken = Broken("broken_off", f"cannot be read, the rest of {name} neither ({one_line(error)})")
        places = range(done + 1, done + len(block) + 1)
        done += len(block)
        if block:
            yield Batch(named_rows(block, names), places, done, columns)
        elif broken is None:
            return
    yield Batch([broken], [done + 1], done, columns)


def _opened(repo: str, config: str | None, split: str | None, name: str) -> Any:
    """The stream of the split that is asked for; else of the only one, or of "train"."""
    from datasets import load_dataset  # slow to import, and most inputs are files
    from datasets.exceptions import DatasetsError

    try:
        splits = load_dataset(repo, config or None, streaming=True)
    except (DatasetsError, OSError, ValueError, RuntimeError) as error:
        raise UserError(f"no such file, and no readable data set on the Hub: {name} ({one_line(error)})") from None
    found = split or ("train" if "train" in splits or len(splits) != 1 else next(iter(splits)))
    if found not in splits:
        there = ", ".join(splits) or "none"
        first = next(iter(splits), "test")
        raise UserError(f"{name} has no split '{found}', it has: {there}; name one as {repo}:{config or ''}:{first}")
    return splits[found]
