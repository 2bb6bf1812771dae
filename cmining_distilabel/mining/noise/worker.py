"""A noise filter process: `python -m cmining_distilabel.mining.noise.worker`, started by `noise.pool`.

A request is a list of [title, text, language], its answer their `reasons`.
"""

import json
from collections.abc import Iterator

from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.mining.noise import NoiseFilter
from cmining_distilabel.processes import Answer, serve

COLUMNS = ("title", "text", "language")


def work(config: str, requests: Iterator[bytes]) -> Iterator[Answer]:
    """Reasons for each request's rows."""
    found = NoiseFilter(NoiseConfig(**json.loads(config)))
    for request in requests:
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in json.loads(request)]
        yield {"reasons": found.reasons(rows)}, b""


if __name__ == "__main__":
    serve(work)
