"""Data sets of the Hub, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read.schema import Batch, Origin

_ID = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)(?::(?P<config>[\w.-]+))?")
_LANGUAGE = re.compile(r"\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)$")  # 20231101.ja, 20231101.zh-min-nan
_ROWS = 1_000
_SHUFFLE_BUFFER = 10_000  # rows; they are shuffled within it, and files among each other


def hub_origin(name: str) -> Origin | None:
    """The input that ``org/name`` or ``org/name:config`` stands for; None for a name of another form."""
    match = _ID.fullmatch(name)
    if not match:
        return None
    repo, config = match["repo"], match["config"]
    language = _LANGUAGE.search(config or "")

    def read(wanted: Sequence[str], seed: int | None) -> Iterator[Batch]:
        return _read(repo, config, wanted, seed)

    return Origin(
        name=name,
        label=name.replace("/", "-").replace(":", "-"),
        read=read,
        language=language[1] if language else None,
        stream=True,
    )


def _read(repo: str, config: str | None, wanted: Sequence[str], seed: int | None) -> Iterator[Batch]:
    from datasets import load_dataset  # slow to import, and most inputs are files
    from datasets.exceptions import DatasetsError

    name = f"{repo}:{config}" if config else repo
    try:
        stream = load_dataset(repo, config, split="train", streaming=True)
    except (DatasetsError, OSError, ValueError, RuntimeError) as error:
        why = " ".join(str(error).split())
        raise UserError(f"no such file, and no readable data set on the Hub: {name} ({why})") from None
    columns = stream.column_names
    if columns:
        stream = stream.select_columns([column for column in columns if column in wanted])
    if seed is not None:
        stream = stream.shuffle(seed=seed, buffer_size=_SHUFFLE_BUFFER)
    done = 0
    for batch in stream.iter(_ROWS):
        names = list(batch)
        rows = [dict(zip(names, values, strict=True)) for values in zip(*batch.values(), strict=True)]
        places = range(done + 1, done + len(rows) + 1)
        done += len(rows)
        yield Batch(rows, places, done, columns)
