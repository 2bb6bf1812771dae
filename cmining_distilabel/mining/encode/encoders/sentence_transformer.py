"""Any SentenceTransformer, by its Hub id or from a folder (extra `sentence-transformers`)."""

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError
from numpy.typing import NDArray

from cmining_distilabel.errors import UserError, first_line, need_extra
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.encoders.base import Encoder

# A repository of sentence-transformers has the first; a plain transformers model has the second only.
_MARKERS = ("modules.json", "config.json")
_BLOCK = 1 << 24


class SentenceTransformerEncoder(Encoder):
    """A model of the library sentence-transformers (Reimers and Gurevych 2019, arXiv 1908.10084).

    The model is read at the first `encode`; code that a repository holds is never run.

    Args:
        model: Hub id (`org/name`) or folder.
        revision: branch, tag or commit on the Hub; the main branch by default.
        prompt: text put before every input; by default what the model names as its own, if it does.
        normalize: divide vectors by their length, whether the model does or not.
        dtype: type of the weights; `auto` is the one that they were saved in.
        device: `cpu`, `cuda`, `cuda:1` ...; the best there is by default. Of several, with commas between them, the
            first; `embed_texts` gives the others to other processes.
        backend: what runs the model: `torch`, `onnx` or `openvino` (extras of the same names). A model that has not
            been exported for the last two is so while it is loaded, in each process.
        backend_file: the exported model's file, e.g. `onnx/model_qint8_avx512_vnni.onnx`; by default the one that
            sentence-transformers finds.
        batch_size: texts in one forward pass.

    Raises:
        UserError: the extra, the folder, the repository or the revision is not there.
    """

    def __init__(
        self,
        model: str,
        *,
        revision: str | None = None,
        prompt: str | None = None,
        normalize: bool = True,
        dtype: str = "auto",
        device: str | None = None,
        backend: str = "torch",
        backend_file: str | None = None,
        batch_size: int = 256,
    ) -> None:
        need_extra(f"the encoder '{model}'", "sentence-transformers", "sentence_transformers")
        if backend != "torch":
            need_extra(f"the backend '{backend}'", backend, "optimum")
        if backend == "torch" and backend_file is not None:
            raise UserError(f"backend_file '{backend_file}' is for the backends onnx and openvino; set backend")
        if backend != "torch" and dtype != "auto":
            raise UserError(f"dtype '{dtype}' is for the backend torch; a file of the backend {backend} has its own")
        folder = Path(model).expanduser()
        self._is_folder = folder.is_dir()
        if not self._is_folder and (model.startswith((".", "/", "~")) or model.count("/") > 1):
            raise UserError(f"the encoder '{model}' is no folder, and no Hub id of the form org/name either")
        if self._is_folder and revision is not None:
            raise UserError(f"the encoder '{model}' is a folder: it has no revision '{revision}'")
        self._name = str(folder.resolve()) if self._is_folder else model
        self._revision = revision
        self._prompt = prompt
        self.unit_length = normalize
        self._dtype = dtype
        self._device = None if device is None else device.partition(",")[0]
        self._backend = backend
        self._backend_file = backend_file
        self._batch_size = batch_size

    @cached_property
    def id(self) -> str:  # read once: for a folder, it hashes the weights
        if self._is_folder:
            folder = Path(self._name)
            base = f"{folder.name}@{_digest(folder)}"
        else:
            base = f"{self._name}@{self._commit()}"
        prompt = "" if self._prompt is None else f" prompt={self._prompt!r}"
        prompt += "" if self.unit_length else " as given"
        if self._backend == "torch":
            return f"{base} dtype={self._dtype}{prompt}"
        file = "" if self._backend_file is None else f" file={self._backend_file}"
        return f"{base} backend={self._backend}{file}{prompt}"

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = self._model.encode(
            texts,
            batch_size=self._batch_size,
            prompt=self._prompt,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=self.unit_length,
        )
        # Once more: half precision leaves rows a little off.
        return unit_rows(vectors) if self.unit_length else np.asarray(vectors, np.float32)

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        options: dict[str, Any] = {"dtype": self._dtype}
        if self._backend != "torch":
            options = {} if self._backend_file is None else {"file_name": self._backend_file}
        try:
            return SentenceTransformer(
                self._name,
                device=self._device,
                revision=None if self._is_folder else self._commit(),
                trust_remote_code=False,
                backend=self._backend,
                model_kwargs=options,
            )
        except (OSError, ValueError, RuntimeError) as error:
            with_it = "" if self._backend == "torch" else f" with the backend {self._backend}"
            raise UserError(f"the encoder '{self._name}' cannot be loaded{with_it}: {first_line(error)}") from error

    def _commit(self) -> str:
        """The commit that the revision stands for: from the Hub, or from its local cache when offline."""
        try:
            for marker in _MARKERS:
                try:
                    # In the Hub's cache, a file lies in a folder that is named after the commit.
                    return Path(hf_hub_download(self._name, marker, revision=self._revision)).parent.name
                except LocalEntryNotFoundError:
                    raise
                except EntryNotFoundError:
                    continue
        except (OSError, ValueError) as error:
            raise UserError(
                f"the encoder '{self._name}' (revision {self._revision or 'main'}) is neither on the Hugging Face "
                f"Hub nor in its local cache, or the Hub is out of reach: {first_line(error)}"
            ) from error
        raise UserError(f"the repository '{self._name}' on the Hugging Face Hub is no SentenceTransformer")


def _digest(folder: Path) -> str:
    """Hash of the model's files by content, so that a copy of the folder has the same vectors."""
    state = xxhash.xxh3_64()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and path.suffix != ".md" and not any(part.startswith(".") for part in relative.parts):
            state.update(f"{relative.as_posix()}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    state.update(block)
    return state.hexdigest()
