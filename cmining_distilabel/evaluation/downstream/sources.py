"""Files of a benchmark, local or of a data set on the Hub, as rows."""

import fnmatch
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fsspec.implementations.local import LocalFileSystem

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read.formats import KINDS
from cmining_distilabel.mining.read.hub import HINT, hub_id, is_explicit
from cmining_distilabel.mining.read.inputs import read_table_rows
from cmining_distilabel.mining.read.paths import files_at

_SHOWN = 12  # columns that a message lists


def find_files(data: Sequence[str], hub: str, patterns: Sequence[str]) -> list[Path]:
    """The files of a benchmark.

    Args:
        data: files, folders, or data sets on the Hub (`hub:org/name`); none for `hub`.
        hub: id of the benchmark's own data set.
        patterns: names of the wanted files in a data set on the Hub.

    Raises:
        UserError: there is no such file or data set, or it has none of the files.
    """
    found: list[Path] = []
    for source in data or (hub,):
        if not source.strip():
            raise UserError("the benchmark's data have an empty name; name a file, a folder or hub:org/name")
        path = Path(source).expanduser()
        there = None if is_explicit(source) else files_at(LocalFileSystem(), str(path))
        if there:
            found += map(Path, there)
        elif path.is_dir():
            raise UserError(f"{source} is a folder without anything that can be read, which is {KINDS}")
        elif source == hub:
            found += _from_hub(source, patterns)
        elif repo := hub_id(source):
            found += _from_hub(repo, patterns)
        else:
            raise UserError(f"{source}: no such file; {HINT}")
    return found


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows of a file of any kind that `mine` reads, each with its place for messages (`easy.csv, line 3`).

    Cells of CSV stay the text that they are: "None" and "NA" are options that people wrote, not missing ones.

    Args:
        path: the file; JSON may be lines, one list, or one mapping of ids to rows.
        columns: that are looked at in Parquet.

    Raises:
        UserError: the file cannot be read, or a row of it is broken.
    """
    by_id = _rows_by_id(path)
    if by_id is not None:
        for number, row in enumerate(by_id, start=1):
            yield f"{path}, row {number}", row
        return
    for where, row, _ in read_table_rows(path, columns):
        yield where, row


def countries_in(value: Any) -> tuple[str, ...]:
    """Countries in a cell: one, a list of them, or, as in Global-MMLU, a list written as text: "['China', 'Japan']"."""
    names = value if isinstance(value, list) else re.findall(r"['\"]([^'\"]+)['\"]", text_of(value)) or [value]
    return tuple(dict.fromkeys(name for name in map(text_of, names) if name not in ("", "[]", "-")))


def check_columns(row: Mapping[str, Any], wanted: Sequence[str], path: Path, what: str) -> None:
    """Refuse a file whose first row lacks a column."""
    lacking = [name for name in wanted if name not in row]
    if lacking:
        there = ", ".join(list(row)[:_SHOWN]) or "none"
        raise UserError(f"{path}: no column '{lacking[0]}', which {what} has; its columns are: {there}")


def text_of(value: Any) -> str:
    """A cell as text without space around it; empty for one that is missing."""
    return "" if value is None or value != value else str(value).strip()


def _rows_by_id(path: Path) -> list[dict[str, Any]] | None:
    """The rows of a JSON file that is one mapping of ids to rows; None for any other."""
    if path.suffix != ".json":
        return None
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):  # lines, or broken: their reader tells
        return None
    if not isinstance(value, dict) or not value or not all(isinstance(row, dict) for row in value.values()):
        return None
    return [{"ID": key, **row} for key, row in value.items()]


def _from_hub(repo: str, patterns: Sequence[str]) -> list[Path]:
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    # OSError, and the client's own for no connection.
    failures: tuple[type[Exception], ...] = (*HfHubHTTPError.__bases__, HFValidationError)
    try:
        there = HfApi().list_repo_files(repo, repo_type="dataset")
        wanted = [name for pattern in patterns for name in sorted(there) if fnmatch.fnmatch(name, pattern)]
        if not wanted:
            raise UserError(f"the data set {repo} has no file {' or '.join(patterns)}; give local files with data=...")
        return [Path(hf_hub_download(repo, name, repo_type="dataset")) for name in wanted]
    except failures as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        raise UserError(f"{repo} cannot be read from the Hub ({why}); give local files with data=...") from None
