"""Result folders on any fsspec file system: made and read here, kept there."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.shards import file_system

_log = logging.getLogger(__name__)
LAST = "versions.json"  # a folder without it is no result: uploaded last, and removed first


def is_remote(folder: str | Path) -> bool:
    """Whether a folder is a URL, such as `s3://bucket/folder`."""
    return "://" in str(folder)


@contextmanager
def output_folder(folder: str | Path) -> Iterator[Path]:
    """A local folder to write a result to. After the block it is at `folder`, replacing what is there.

    Of an object store a folder cannot be renamed: a result there is whole when its `versions.json` is.

    Raises:
        UserError: it cannot be uploaded; the message says where it is kept.
    """
    if not is_remote(folder):
        yield Path(folder)
        return
    temporary = Path(tempfile.mkdtemp(prefix="cmining-result-"))
    local = temporary / "result"
    try:
        yield local
    except BaseException:
        if (local / LAST).exists():
            _log.warning("not uploaded to %s; the result is kept in %s", folder, local)
        else:
            shutil.rmtree(temporary, ignore_errors=True)
        raise
    try:
        _upload(local, str(folder))
    except Exception as error:  # every file system has errors of its own
        raise UserError(f"cannot write the result to {folder} ({_line(error)}); it is kept in {local}") from error
    shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def input_folder(folder: str | Path, names: Sequence[str] | None = None) -> Iterator[Path]:
    """A local folder with the files of `folder`, or those of `names` that it has.

    Raises:
        UserError: it cannot be read.
    """
    if not is_remote(folder):
        yield Path(folder)
        return
    with tempfile.TemporaryDirectory(prefix="cmining-result-") as temporary:
        try:
            system, there = _files(str(folder))
            for name, path in there.items():
                if names is None or name in names:
                    system.get_file(path, f"{temporary}/{name}")
        except UserError:
            raise
        except Exception as error:
            raise UserError(f"cannot read {folder}: {_line(error)}") from error
        yield Path(temporary)


def names_in(folder: str) -> list[str]:
    """Names of the files in a remote folder; none where there is no such folder.

    Raises:
        UserError: the file system is unknown or out of reach.
    """
    try:
        return list(_files(folder)[1])
    except UserError:
        raise
    except Exception as error:
        raise UserError(f"cannot look into {folder}: {_line(error)}") from error


def _upload(local: Path, folder: str) -> None:
    system, old = _files(folder)
    _, root = file_system(folder)
    if LAST in old:
        system.rm_file(old[LAST])
    system.makedirs(root, exist_ok=True)
    new = sorted((path.name for path in local.iterdir()), key=lambda name: (name == LAST, name))
    for name in set(old) - set(new):
        system.rm_file(old[name])
    for name in new:
        system.put_file(str(local / name), f"{root.rstrip('/')}/{name}")


def _files(folder: str) -> tuple[Any, dict[str, str]]:
    """The file system of a folder, and its files' paths by name."""
    system, root = file_system(folder)
    try:
        entries = system.ls(root, detail=True, refresh=True)
    except FileNotFoundError:
        return system, {}
    return system, {Path(entry["name"]).name: entry["name"] for entry in entries if entry["type"] == "file"}


def _line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
