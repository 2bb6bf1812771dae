"""What a figure depends on beside the code."""

import os
import platform
import resource
import threading
import time
from importlib.metadata import version
from pathlib import Path


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


class AnonymousPeak(threading.Thread):
    """Watches this process: most memory that is its own, without pages of mapped files, which Linux takes back when
    something else needs them.

    Attributes:
        bytes: so far.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.bytes = 0

    def run(self) -> None:
        while True:
            status = Path("/proc/self/status").read_text(encoding="ascii")
            self.bytes = max(self.bytes, int(status.partition("RssAnon:")[2].split()[0]) * 1024)
            time.sleep(0.1)
