"""Texts of the benchmarks that a data set must not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.json as pj
import pyarrow.parquet as pq

from cmining_distilabel.errors import UserError


def benchmark_texts(sources: Iterable[str]) -> list[str]:
    """All texts in the rows of benchmarks, each once.

    Args:
        sources: JSONL, Parquet, CSV and TSV files, text files with a text a line, folders of these, ids of data sets on
            the Hub (`org/name` or `org/name:config`, all splits).

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
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix in _READERS)
        if not files:
            raise UserError(f"the benchmark {source} is a folder without {', '.join(_READERS)} files")
    elif path.is_file():
        files = [path]
    else:
        yield from _from_hub(source)
        return
    for file in files:
        try:
            yield from _READERS.get(file.suffix, _lines)(file)
        except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
            raise UserError(f"the benchmark {file} cannot be read: {' '.join(str(error).split())}") from None


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


_READERS = {
    ".parquet": lambda file: pq.read_table(file).to_pylist(),
    ".jsonl": lambda file: pj.read_json(file).to_pylist(),
    ".csv": lambda file: pc.read_csv(file, parse_options=pc.ParseOptions(newlines_in_values=True)).to_pylist(),
    ".tsv": lambda file: pc.read_csv(file, parse_options=pc.ParseOptions(delimiter="\t")).to_pylist(),
    ".txt": _lines,
}


def _from_hub(source: str) -> Iterator[Any]:
    name, _, config = source.partition(":")
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise UserError(f"the benchmark {source} is no file, no folder, and no data set's id (org/name) either")
    import datasets

    try:
        for split in datasets.load_dataset(name, config or None, streaming=True).values():
            yield from split
    except (OSError, ValueError, datasets.exceptions.DatasetsError) as error:
        raise UserError(f"the benchmark {source} cannot be read from the Hub: {str(error).splitlines()[0]}") from None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
