"""Texts of the benchmarks that a data set must not hold."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError, first_line
from cmining_distilabel.mining.read.hub import hub_id
from cmining_distilabel.mining.read.inputs import read_table_rows


def benchmark_texts(sources: Iterable[str]) -> list[str]:
    """All texts in the rows of benchmarks, each once.

    Args:
        sources: what `mine` reads, text files with a text a line, folders of these, data sets on the Hub
            (`hub:org/name` or `org/name:config`, all splits).

    Raises:
        UserError: a source cannot be read, or has no text.
    """
    found: dict[str, None] = {}
    for source in sources:
        texts = dict.fromkeys(text for row in _rows(source) for text in _strings(row) if text.strip())
        if not texts:
            raise UserError(f"the benchmark {source} holds no text")
        found.update(texts)
    return list(found)


def _rows(source: str) -> Iterator[Any]:
    path = Path(source)
    if not path.exists() and (asked := hub_id(source)):
        yield from _from_hub(asked)
        return
    lines = sorted(path.rglob("*.txt")) if path.is_dir() else [path] if path.suffix == ".txt" else []
    for file in lines:
        try:
            yield from file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"the benchmark {file} cannot be read: {' '.join(str(error).split())}") from None
    if lines and (path.is_file() or not any(file.is_file() and file not in lines for file in path.rglob("*"))):
        return
    try:
        yield from (row for _, row, _ in read_table_rows(source))
    except UserError as error:
        raise UserError(f"the benchmark {source} cannot be read: {error}") from None


def _from_hub(asked: str) -> Iterator[Any]:
    import datasets

    name, _, config = asked.partition(":")
    try:
        for split in datasets.load_dataset(name, config or None, streaming=True).values():
            yield from split
    except (OSError, ValueError, datasets.exceptions.DatasetsError) as error:
        raise UserError(f"the benchmark {asked} cannot be read from the Hub: {first_line(error)}") from None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
