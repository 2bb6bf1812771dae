"""Which reader a file needs: by its name, or by its first bytes."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cmining_distilabel.mining.read.arrow_files import read_arrow, read_parquet
from cmining_distilabel.mining.read.csv_files import read_csv
from cmining_distilabel.mining.read.json_lines import read_json
from cmining_distilabel.mining.read.schema import Batch
from cmining_distilabel.mining.read.streams import COMPRESSED, encoding_of

Reader = Callable[[Any, str, str, Sequence[str] | None], Iterator[Batch]]
"""Takes a file system, a path, a name for messages, and the columns to read, or None for all."""

KINDS = ".jsonl, .json, .csv, .tsv, each also .gz, .bz2, .xz or .zst, .parquet or .arrow"
"""What can be read, for messages."""

_LINES: dict[str, Reader] = dict.fromkeys((".jsonl", ".json", ".ndjson"), read_json)
_LINES |= dict.fromkeys((".csv", ".tsv", ".tab"), read_csv)
_TABLES: dict[str, Reader] = {".parquet": read_parquet, ".arrow": read_arrow, ".feather": read_arrow}
_ENDING = re.compile(rf"({'|'.join(map(re.escape, _LINES))})({'|'.join(map(re.escape, COMPRESSED))})?$", re.I)
_MARKS = {b"PAR1": read_parquet, b"ARROW1": read_arrow}


def reader_of(path: str) -> Reader | None:
    """The reader for a file's name, or None."""
    table = _TABLES.get(os.path.splitext(path.lower())[1])
    match = _ENDING.search(path)
    return table or (_LINES[match[1].lower()] if match else None)


def reader_by_content(fs: Any, path: str) -> Reader | None:
    """The reader for a file whose name tells nothing: JSON lines, Parquet or Arrow; None for any other."""
    try:
        with fs.open(path, "rb") as file:
            head = file.read(200)
    except OSError:
        return None
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or encoding_of(head):
        head = head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if re.match(rb'(\xef\xbb\xbf)?\s*(\[\s*)?\{\s*"', head):
        return read_json
    return next((reader for mark, reader in _MARKS.items() if head.startswith(mark)), None)


def stem_of(path: str) -> str:
    """A file's name without the endings that tell its kind."""
    name = os.path.basename(path)
    match = _ENDING.search(name)
    return name[: match.start()] if match else name.removesuffix(next((e for e in _TABLES if name.endswith(e)), ""))


def unit_of(reader: Reader) -> str:
    """What the reader's places count."""
    return "row" if reader in _TABLES.values() else "line"
