"""Versions of what decides the outcome of a run."""

import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = ("cmining-distilabel", "distilabel", "datasets", "pyarrow", "numpy", "faiss-cpu", "scikit-learn")


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
