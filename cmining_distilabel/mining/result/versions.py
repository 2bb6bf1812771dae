"""Versions of what decides the outcome of a run."""

import json
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.version import InvalidVersion, Version

_OWN = "cmining-distilabel"
_LIBRARIES = (_OWN, "distilabel", "datasets", "pyarrow", "numpy", "faiss-cpu", "scikit-learn")


def versions(encoder_id: str) -> dict[str, str]:
    """Versions of all that decides the outcome of a run."""
    return {"python": platform.python_version(), "encoder": encoder_id, **installed(_LIBRARIES)}


def installed(libraries: Iterable[str]) -> dict[str, str]:
    """Versions of those libraries that are installed."""
    found = {}
    for library in libraries:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


def what_is_wrong(folder: Path) -> str:
    """Why a result folder cannot be read, in words: a newer version wrote it, or it is damaged."""
    try:
        writer = Version(json.loads((folder / "versions.json").read_text(encoding="utf-8"))[_OWN])
        if writer > Version(version(_OWN)):
            return f"was written by {_OWN} {writer}, and this is {version(_OWN)}; install that version"
    except (OSError, ValueError, KeyError, TypeError, InvalidVersion, PackageNotFoundError):
        pass
    return "is damaged"
