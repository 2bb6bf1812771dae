"""What a figure depends on beside the code."""

from __future__ import annotations

import os
import platform
import resource
from importlib.metadata import version


def machine() -> dict[str, object]:
    """Processor, cores and versions."""
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        models = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    libraries = ("numpy", "faiss-cpu", "scikit-learn", "pyarrow", "distilabel", "cmining-distilabel")
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in libraries},
    }


def peak_bytes() -> int:
    """Most memory that this process has held at once, mapped files included (Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
