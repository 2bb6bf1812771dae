"""Files and folders that are written whole or not at all.

What is being written has a name of its own beside its target, and a lock. The lock ends with its process, whatever
ended that, so the next writer of the same target knows what a killed one left, and removes it.
"""

import contextlib
import fcntl
import os
import shutil
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cmining_distilabel.errors import UserError

_PARTIAL, _OLD = ".partial", ".old"  # being written; what stood in the place of a folder while it was replaced
_NAME = 40  # characters of the target's name in the name beside it: names may have 255 bytes


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """A path to write a file to. After the block the file is synced and at `path`; after an error nothing is.

    What is no file, such as /dev/stdout, is written to as it is.

    Raises:
        UserError: it cannot be written.
    """
    with _one_line(path), replace_file(path) as partial:
        yield partial


@contextmanager
def replace_file(path: str | Path) -> Iterator[Path]:
    """`whole_file` for those who have words of their own for what goes wrong: raises OSError."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file() and not target.is_dir():
        yield target
        return
    remove_left(target)
    with _beside(target, Path.touch) as partial:
        yield partial
        _sync(partial)
        os.replace(partial, target)
        _sync(target.parent)


@contextmanager
def whole_folder(path: str | Path, stays: Callable[[str], bool] = lambda name: False) -> Iterator[Path]:
    """A folder to write files to. After the block it is at `path`, in the place of what was there.

    Args:
        path: of the folder.
        stays: says of a name in the folder that was there whether it stays, where the new one has no such name.

    Raises:
        UserError: it cannot be written.
    """
    target = Path(os.path.abspath(path))
    with _one_line(path):
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_left(target)
        with _beside(target, Path.mkdir) as partial:
            yield partial
            for file in partial.iterdir():
                _sync(file)
            if target.exists():
                # Both folders hold them until the old one is gone: whoever is killed in between loses nothing.
                for old in filter(lambda old: stays(old.name), target.iterdir() if target.is_dir() else ()):
                    if not (partial / old.name).exists():
                        link_tree(old, partial / old.name)
                _exchange(partial, target)
            else:
                partial.rename(target)
            _sync(target.parent)


def link_tree(source: Path, copy: Path) -> None:
    """Give a file, or each file of a folder, a second name; where the file system has none, a copy."""
    if source.is_dir() and not source.is_symlink():
        copy.mkdir()
        for inner in source.iterdir():
            link_tree(inner, copy / inner.name)
        return
    try:
        os.link(source, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, copy, follow_symlinks=False)


def remove_left(path: str | Path) -> None:
    """Remove what killed writers of a target left; put back what one was about to replace."""
    target = Path(os.path.abspath(path))
    for place in _left(target.parent, _prefix(target)):
        with contextlib.suppress(OSError), _lock(place):
            if place.suffix == _OLD and not target.exists():
                place.rename(target)
            else:
                _remove(place)


def remove_left_files(folder: str | Path) -> None:
    """Remove what killed writers of any file in a folder left."""
    for place in _left(Path(folder), "."):
        with contextlib.suppress(OSError), _lock(place):
            place.unlink()


def _left(folder: Path, prefix: str) -> list[Path]:
    with contextlib.suppress(OSError):
        names = (name for name in os.listdir(folder) if name.startswith(prefix) and name.endswith((_PARTIAL, _OLD)))
        return [folder / name for name in names]
    return []


def _exchange(partial: Path, target: Path) -> None:
    old = partial.with_suffix(_OLD)
    target.rename(old)
    try:
        partial.rename(target)
    except BaseException:
        old.rename(target)
        raise
    _remove(old)


@contextmanager
def _beside(target: Path, make: Callable[[Path], object]) -> Iterator[Path]:
    """A new file or folder beside a target that no other process takes for left; gone after the block."""
    partial, found = target, False
    while not found:
        partial = target.with_name(f"{_prefix(target)}{uuid.uuid4().hex[:12]}{_PARTIAL}")
        make(partial)
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):  # a file system without locks: nothing there is ever taken for left
                stack.enter_context(_lock(partial))
            found = partial.exists()  # another process may have taken it for left before it was locked
            if found:
                try:
                    yield partial
                finally:
                    _remove(partial)


@contextmanager
def _lock(path: str | Path) -> Iterator[None]:
    """Hold a file or folder.

    Raises:
        OSError: another process holds it, or the file system has no locks.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _one_line(path: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror or error}") from error


def _prefix(target: Path) -> str:
    return f".{target.name[:_NAME]}-{zlib.crc32(os.fsencode(target.name)):08x}-"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
