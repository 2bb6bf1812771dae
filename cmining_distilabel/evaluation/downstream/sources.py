"""Files of a benchmark, local or of a data set on the Hub, as rows."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fsspec.implementations.local import LocalFileSystem

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read.formats import reader_of
from cmining_distilabel.mining.read.schema import Broken

_SHOWN = 12  # columns that a message lists


def find_files(data: Sequence[str], hub: str, patterns: Sequence[str]) -> list[Path]:
    """The files of a benchmark.

    Args:
        data: files, folders, or ids of data sets on the Hub (`org/name`); none for `hub`.
        hub: id of the benchmark's own data set.
        patterns: names of the wanted files in a data set on the Hub.

    Raises:
        UserError: there is no such file or data set, or it has none of the files.
    """
    found: list[Path] = []
    for source in data or (hub,):
        path = Path(source).expanduser()
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if reader_of(file.name))
            if not inside:
                raise UserError(f"{source} is a folder without CSV, JSON, JSONL or Parquet files")
            found += inside
        elif path.is_file():
            found.append(path)
        elif source.count("/") == 1 and not source.startswith((".", "/", "~")) and not path.suffix:
            found += _from_hub(source, patterns)
        else:
            raise UserError(f"{source}: no such file, and no data set's id (org/name) either")
    return found


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows of a CSV, JSON, JSONL or Parquet file, each with its place for messages (`easy.csv, row 3`).

    Cells of CSV stay the text that they are: "None" and "NA" are options that people wrote, not missing ones.

    Args:
        path: the file; JSON may be lines, one list, or one mapping of ids to rows.
        columns: that are looked at in Parquet.

    Raises:
        UserError: the file cannot be read, or a row of it is broken.
    """
    whole = _whole_json(path)
    if whole is not None:
        for number, row in enumerate(whole, start=1):
            if not isinstance(row, dict):
                raise UserError(f"{path}, row {number} is no JSON object")
            yield f"{path}, row {number}", row
        return
    reader = reader_of(path.name)
    if reader is None:
        raise UserError(f"{path} cannot be read by its name; use .csv, .json, .jsonl or .parquet")
    for batch in reader(LocalFileSystem(), str(path), str(path), columns):
        for place, row in zip(batch.places, batch.rows, strict=True):
            if isinstance(row, Broken):
                raise UserError(f"{path}, line {place} {row.why}")
            yield f"{path}, line {place}", row


def check_columns(row: Mapping[str, Any], wanted: Sequence[str], path: Path, what: str) -> None:
    """Refuse a file whose first row lacks a column."""
    lacking = [name for name in wanted if name not in row]
    if lacking:
        there = ", ".join(list(row)[:_SHOWN]) or "none"
        raise UserError(f"{path}: no column '{lacking[0]}', which {what} has; its columns are: {there}")


def text_of(value: Any) -> str:
    """A cell as text without space around it; empty for one that is missing."""
    return "" if value is None or value != value else str(value).strip()


def _whole_json(path: Path) -> list[Any] | None:
    """The rows of a file that is one JSON value, rather than one a line."""
    if path.suffix != ".json":
        return None
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError:  # lines, or broken: their reader tells
        return None
    if isinstance(value, dict) and value and all(isinstance(row, dict) for row in value.values()):
        return [{"ID": key, **row} for key, row in value.items()]
    return value if isinstance(value, list) else [value]


def _from_hub(repo: str, patterns: Sequence[str]) -> list[Path]:
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        there = HfApi().list_repo_files(repo, repo_type="dataset")
        wanted = [name for pattern in patterns for name in sorted(there) if fnmatch.fnmatch(name, pattern)]
        if not wanted:
            raise UserError(f"the data set {repo} has no file {' or '.join(patterns)}; give local files with --data")
        return [Path(hf_hub_download(repo, name, repo_type="dataset")) for name in wanted]
    except (HfHubHTTPError, HFValidationError, OSError) as error:
        why = str(error).splitlines()[0]
        raise UserError(f"{repo} cannot be read from the Hub ({why}); give local files with --data") from None
