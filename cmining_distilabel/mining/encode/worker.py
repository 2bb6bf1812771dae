"""An encoder process: `python -m cmining_distilabel.mining.encode.worker`, started by `embed_pool`.

A request is a list of texts, its answer their vectors as raw little-endian float32 and their `shape`.
"""

import json
from collections.abc import Iterator

import numpy as np

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.processes import Answer, serve


def work(config: str, requests: Iterator[bytes]) -> Iterator[Answer]:
    """Vectors of each request's texts."""
    encoder = load_encoder(EmbedConfig(**json.loads(config)))
    for request in requests:
        vectors = np.ascontiguousarray(encoder.encode(json.loads(request)), dtype="<f4")
        yield {"shape": vectors.shape}, vectors.tobytes()


if __name__ == "__main__":
    serve(work)
