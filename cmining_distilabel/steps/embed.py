"""Vectors into a pipeline: as references, not as numbers."""

from collections.abc import Sequence
from typing import Any, Literal

from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import Step, StepInput
from distilabel.typing import StepOutput
from pydantic import Field, PositiveInt, PrivateAttr

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.config.knobs import part_of
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import Encoder, check_languages, load_encoder
from cmining_distilabel.mining.encode.store import Vectors
from cmining_distilabel.mining.encode.taken import keep_vectors
from cmining_distilabel.steps.base import KnobsMixin, Row, documents_of, reasons_of, row_name
from cmining_distilabel.text import render


class EmbedStep(KnobsMixin, Step, EmbedConfig):
    """Encode title and lead, and say where the vectors are.

    Vectors stay in the store, a folder of shards that is shared by all workers and all runs; a text is encoded once in
    its life. Rows carry a reference: 768 floats a row would cost a pipeline gigabytes. Rows with an `embedding`
    column, from a step such as `EmbeddingGeneration`, are not encoded: their vectors are kept in the store. Rows that
    are not kept get null. All rows bring such a vector, of one size, or none. With `replicas` over 1, put a step of
    one replica before a `GlobalStep`: distilabel 1.5.3 hangs without.

    Attributes:
        output: `reference` (shard and row) or `embedding` (lists of floats, for steps that need them).
        input_batch_size: rows a batch. Encoder processes start with each, so it is large. Defaults to `5000`.

    Runtime parameters:
        - `output`: as above.
        - `input_batch_size`: as above.
        - `encoder`: `use-multilingual-v3`, `e5-small`, or a SentenceTransformer's Hub id or folder.
        - `encoder_revision`, `prompt`, `normalize`, `dtype`, `device`, `backend`, `backend_file`, `batch_size`: of the
            encoder.
        - `workers`: encoder processes; 0 is one a core.
        - `store`: folder of the vectors; a user cache by default.
        - `repair_store`: drop unreadable shards and encode them again.

    Input columns:
        - title (`str`): may be empty.
        - text (`str`): its first paragraph is encoded.
        - language (`str`): optional; checked against the languages that the encoder knows.
        - keep (`bool`): optional; rows with false are left out.
        - reason (`str`): optional; rows with one are left out.
        - embedding (`list[float]`): optional; used instead of encoding.

    Output columns:
        - vector_shard (`str`): path of the shard (`output="reference"`).
        - vector_row (`int`): row within it.
        - embedding (`list[float]`): unit vector (`output="embedding"`).
        - reason (`str`): why a row has no vector; `no_vector` where the encoder gives none; null for any other.

    Categories:
        - embedding

    Examples:
        References for the steps of this package:

        ```python
        from cmining_distilabel import EmbedStep
        from distilabel.pipeline import Pipeline

        with Pipeline() as pipeline:
            embed = EmbedStep(store="vectors")
        ```

        Floats for a step of distilabel:

        ```python
        from cmining_distilabel import EmbedStep
        from distilabel.pipeline import Pipeline
        from distilabel.steps import FaissNearestNeighbour

        with Pipeline() as pipeline:
            embed = EmbedStep(output="embedding")
            embed >> FaissNearestNeighbour()
        ```
    """

    output: RuntimeParameter[Literal["reference", "embedding"]] = Field(
        default="reference", description="'reference' (shard and row) or 'embedding' (a list of floats)."
    )
    input_batch_size: RuntimeParameter[PositiveInt] = Field(default=5000, description="Rows a batch.")

    _encoder: Encoder | None = PrivateAttr(None)
    _space: tuple[int | None, str] | None = PrivateAttr(None)  # dimension of given vectors, None for our own; of whom

    @property
    def inputs(self) -> dict[str, bool]:
        optional = dict.fromkeys(("language", "keep", "reason", "embedding"), False)
        return {"title": True, "text": True, **optional}

    @property
    def outputs(self) -> list[str]:
        return ["embedding", "reason"] if self.output == "embedding" else ["vector_shard", "vector_row", "reason"]

    def load(self) -> None:
        """Make the encoder; it reads its weights at the first batch."""
        super().load()
        self._encoder = load_encoder(part_of(self, EmbedConfig))

    def process(self, inputs: StepInput) -> StepOutput:
        """Encode the rows that are kept."""
        documents = documents_of(inputs)
        rows = reasons_of(documents).passed()
        given = [row for row in rows if inputs[row].get("embedding") is not None]
        bare = [row for row in rows if inputs[row].get("embedding") is None]
        self._check_space([inputs[row] for row in given], [inputs[row] for row in bare])
        answers: list[Row] = [{**row, **dict.fromkeys(self.outputs), "reason": row["reason"]} for row in documents]
        if given:
            taken = [documents[row] for row in given]
            names = [str(row.get("id") or row["title"]) for row in taken]
            self._fill(answers, given, keep_vectors([row["embedding"] for row in taken], names, self.store))
        if bare:
            self._fill(answers, bare, self._encode([documents[row] for row in bare]))
        yield answers

    def _check_space(self, given: Sequence[Row], bare: Sequence[Row]) -> None:
        """Refuse rows whose vectors are of two spaces, in one batch or over several: none can be compared."""
        sizes = {len(row["embedding"]): row for row in reversed(given)}
        for size, row in [*((None, row) for row in bare[:1]), *sizes.items()]:
            if self._space is None:
                self._space = (size, row_name(row))
            elif self._space[0] != size:
                old, first = self._space
                what = " but ".join(
                    f"{name} {'has no embedding' if n is None else f'has one of {n} dimensions'}"
                    for n, name in ((old, first), (size, row_name(row)))
                )
                raise UserError(f"{what}: give all rows vectors of one encoder in the column 'embedding', or none")

    def _encode(self, rows: list[Row]) -> Vectors:
        assert self._encoder is not None
        check_languages(self._encoder, {row["language"] for row in rows if row.get("language")})
        texts = [render(row["title"], row["text"]) for row in rows]
        return embed_texts(texts, part_of(self, EmbedConfig), encoder=self._encoder, quiet=True).vectors

    def _fill(self, answers: list[Row], rows: Sequence[Any], vectors: Vectors) -> None:
        missing = {rows[place] for place in vectors.missing()}
        for row in missing:
            answers[row] |= {"reason": "no_vector", **({"keep": False} if "keep" in answers[row] else {})}
        if self.output == "embedding":
            for row, vector in zip(rows, vectors[:], strict=True):
                answers[row]["embedding"] = None if row in missing else vector.tolist()
            return
        for row, shard, place in zip(rows, vectors.shard_index, vectors.row_index, strict=True):
            if shard >= 0:
                answers[row] |= {"vector_shard": vectors.paths[shard], "vector_row": int(place)}
