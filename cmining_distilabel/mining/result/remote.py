"""Result folders on any fsspec file system: made and read here, kept there."""

import logging
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from cmining_distilabel.errors import UserError, first_line
from cmining_distilabel.mining.encode.shards import file_system
from cmining_distilabel.mining.read.hub import hub_id, is_explicit
from cmining_distilabel.mining.result.owned import MINED, dated, made_from_seeds, say_moved, seeds_went

_log = logging.getLogger(__name__)
SEEDS = "seeds.parquet"
LAST = "versions.json"  # a folder without it is no result: uploaded last, and removed first


def is_remote(folder: str | Path) -> bool:
    """Whether a folder is a URL, such as `s3://bucket/folder`."""
    return "://" in str(folder)


def hub_repo(folder: str | Path) -> str | None:
    """The data set on the Hub that `hub:org/name` says a result is in; None for a folder or a URL."""
    name = str(folder)
    if not is_explicit(name) and (is_remote(name) or Path(name).exists()):
        return None
    found = hub_id(name)
    if found and ":" in found:
        raise UserError(f"{name}: a result is a whole data set; leave out {found[found.index(':') :]!r}")
    return found


@contextmanager
def output_folder(folder: str | Path) -> Iterator[Path]:
    """A local folder to write a result to. After the block it is at `folder`.

    Of what is there, mining's own files are replaced (`owned`).
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
        raise UserError(f"cannot write the result to {folder} ({first_line(error)}); it is kept in {local}") from error
    shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def input_folder(folder: str | Path, names: Collection[str] | None = None) -> Iterator[Path]:
    """A local folder with the files of `folder`, or those of `names` that it has.

    Raises:
        UserError: it cannot be read.
    """
    if repo := hub_repo(folder):
        yield _snapshot(repo, names)
        return
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
            raise UserError(f"cannot read {folder}: {first_line(error)}") from error
        yield Path(temporary)


def _snapshot(repo: str, names: Collection[str] | None) -> Path:
    """The files of a data set, in the cache of the Hub's client."""
    from huggingface_hub import snapshot_download  # slow to import, and most results are here

    try:
        return Path(snapshot_download(repo, repo_type="dataset", allow_patterns=list(names or MINED)))
    except Exception as error:  # noqa: BLE001 (of any client: HTTP, files, offline)
        raise UserError(f"no result can be read from the Hub's data set {repo}: {first_line(error)}") from None


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
        raise UserError(f"cannot look into {folder}: {first_line(error)}") from error


def _upload(local: Path, folder: str) -> None:
    system, old = _files(folder)
    _, root = file_system(folder)
    if LAST in old:
        system.rm_file(old[LAST])
    system.makedirs(root, exist_ok=True)
    _set_aside(system, root.rstrip("/"), old, local)
    new = sorted((path.name for path in local.iterdir()), key=lambda name: (name == LAST, name))
    for name in MINED & (set(old) - set(new)):
        system.rm_file(old[name])
    for name in new:
        system.put_file(str(local / name), f"{root.rstrip('/')}/{name}")


def _set_aside(system: Any, root: str, old: dict[str, str], local: Path) -> None:
    """Move what was made from seeds that are no longer there, as `owned.set_aside` does here."""
    names = made_from_seeds({path[len(root) + 1 :].partition("/")[0] for path in system.find(root)})
    if not names or not (local / SEEDS).exists():
        return
    with tempfile.TemporaryDirectory(prefix="cmining-result-") as temporary:
        before = Path(temporary) / SEEDS
        if SEEDS in old:
            system.get_file(old[SEEDS], str(before))
        if not seeds_went(before, pq.read_table(local / SEEDS, columns=["id", "text"])):
            return
    aside = dated(root)
    system.makedirs(aside, exist_ok=True)
    for name in names:
        system.mv(f"{root}/{name}", f"{aside}/{name}", recursive=True)
    say_moved(names, str(system.unstrip_protocol(aside)))


def _files(folder: str) -> tuple[Any, dict[str, str]]:
    """The file system of a folder, and its files' paths by name."""
    system, root = file_system(folder)
    try:
        entries = system.ls(root, detail=True, refresh=True)
    except FileNotFoundError:
        return system, {}
    return system, {Path(entry["name"]).name: entry["name"] for entry in entries if entry["type"] == "file"}
