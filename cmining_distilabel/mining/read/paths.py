"""The files that a path, a folder or a pattern stands for."""

import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from fsspec.implementations.local import LocalFileSystem

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.read.formats import reader_by_content, reader_of

_SAVED, _SAVED_SPLITS = {"state.json", "dataset_info.json"}, "dataset_dict.json"  # by `datasets.save_to_disk`
_PARTITION = re.compile(r"(?:^|/)([A-Za-z_][\w.-]*)=([^/]*)(?=/)")
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


def files_at(fs: Any, path: str) -> list[str] | None:
    """Files behind a path, a folder or a pattern, in the order of their names; None where there is nothing.

    A folder gives what can be read by its name, and what has no ending and can be read by its content; not what is
    hidden. Linked folders are followed, each folder once.

    Raises:
        UserError: a link to nothing, or a folder of several splits.
    """
    if fs.isfile(path):
        return [path]
    if fs.isdir(path):
        found = _inside(fs, path)
        return [file for file in found if reader_of(file) or ("." not in _base(file) and reader_by_content(fs, file))]
    if isinstance(fs, LocalFileSystem) and os.path.islink(path) and not os.path.exists(path):
        raise _broken(path)
    return sorted(file for file in fs.glob(path) if fs.isfile(file)) or None


def partition_of(path: str) -> dict[str, str | None]:
    """Columns that the folders of a file's path give: `language=en/part-0.parquet`, as Hive writes them."""
    return {name: None if value == _NO_VALUE else unquote(value) for name, value in _PARTITION.findall(path)}


def _inside(fs: Any, path: str) -> list[str]:
    if not isinstance(fs, LocalFileSystem):
        return [file for file in sorted(fs.find(path)) if not re.search(r"(^|/)[._]", file.removeprefix(path))]
    if os.path.isfile(os.path.join(path, _SAVED_SPLITS)):
        path = _only_split(path)
    return sorted(_walk(path, set()))


def _walk(folder: str, above: set[str]) -> Iterator[str]:
    real = os.path.realpath(folder)
    if real in above:
        return
    above.add(real)
    names = sorted(name for name in os.listdir(folder) if not name.startswith((".", "_")))
    if set(names) >= _SAVED:
        names = [name for name in names if name.endswith(".arrow")]
    for name in names:
        path = f"{folder.rstrip('/')}/{name}"
        if os.path.isdir(path):
            yield from _walk(path, above)
        elif os.path.isfile(path):
            yield path
        elif os.path.islink(path):
            raise _broken(path)


def _only_split(folder: str) -> str:
    splits = sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
    if len(splits) != 1:
        raise UserError(
            f"{folder} holds the splits {', '.join(splits) or 'of nothing'}; name the one to read: "
            f"{folder}/{splits[0] if splits else 'train'}"
        )
    return f"{folder}/{splits[0]}"


def _broken(link: str) -> UserError:
    return UserError(f"{link} is a link to {os.readlink(link)}, which is not there; mend it or take it away")


def _base(path: str) -> str:
    return path.rpartition("/")[2]
