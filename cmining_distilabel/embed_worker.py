"""An encoder process: `python -m cmining_distilabel.embed_worker`, started by `embed_pool`.

It reads lines of JSON from standard input, the config first and then one list of texts a line, and answers each list on
standard output with a line of JSON (`{"shape": [n, d]}` or `{"error": "..."}`) and, after a shape, the vectors as raw
little-endian float32. It ends when standard input does, so it never outlives the process that started it by more than
the batch in hand, whatever ended that process.
"""

from __future__ import annotations

import json
import os
import sys

import numpy as np

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.encoders import Encoder, load_encoder
from cmining_distilabel.errors import UserError


def main() -> None:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    lines = sys.stdin.buffer
    first = lines.readline()
    if not first:
        return
    config = EmbedConfig(**json.loads(first))
    encoder: Encoder | None = None
    try:
        for line in lines:
            vectors = np.empty((0, 0), dtype="<f4")
            try:
                encoder = encoder or load_encoder(config)
                vectors = np.ascontiguousarray(encoder.encode(json.loads(line)), dtype="<f4")
                header: dict[str, object] = {"shape": vectors.shape}
            except UserError as error:
                header = {"error": str(error)}
            answers.write(json.dumps(header).encode() + b"\n")
            answers.write(vectors.data)
            answers.flush()
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more; a usual exit would complain about it on standard error


if __name__ == "__main__":
    main()
