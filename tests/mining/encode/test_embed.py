"""Each distinct text becomes one vector, and what is no vector is never stored."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import Encoder
from tests.mining.encode.made import short_texts


def test_each_distinct_text_is_encoded_once(use: Encoder, tmp_path: Path) -> None:
    config = EmbedConfig(store=str(tmp_path), batch_size=16)
    texts = short_texts(60) + short_texts(20)
    first = embed_texts(texts, config, encoder=use)
    assert (first.encoded, first.cached) == (60, 0)
    expected = use.encode(texts)
    np.testing.assert_allclose(first.vectors[:], expected, atol=1e-3)
    second = embed_texts(pa.chunked_array([texts[5:9], [], texts[:70], ["a new one"]]), config, encoder=use)
    assert (second.encoded, second.cached) == (1, 60)
    np.testing.assert_array_equal(second.vectors[:4], first.vectors[5:9])
    assert second.vectors.shape == (75, 512)
    empty = embed_texts([], config, encoder=use)
    assert (empty.encoded, empty.cached, len(empty.vectors)) == (0, 0, 0)


def test_vectors_do_not_depend_on_the_workers_nor_on_the_kind_of_sequence(tmp_path: Path) -> None:
    texts = short_texts(300)
    one = embed_texts(texts, EmbedConfig(store=str(tmp_path / "one"), workers=1, batch_size=40))
    arrow = pa.chunked_array([texts[:90], texts[90:91], texts[91:]])
    two = embed_texts(arrow, EmbedConfig(store=str(tmp_path / "two"), workers=2, batch_size=40))
    assert one.encoded == two.encoded == 300
    np.testing.assert_array_equal(one.vectors[:], two.vectors[:])


def test_new_texts_far_apart_in_a_long_arrow_array_are_found(tmp_path: Path) -> None:
    class Lengths(Encoder):
        id = "lengths"

        def encode(self, texts: list[str]) -> np.ndarray:
            return np.array([[1.0, len(text)] for text in texts], dtype=np.float32)

    texts = ["x" * (i % 50) for i in range(20_000)]
    for place in (0, 8191, 8192, 19_999):
        texts[place] = "y" * (60 + place // 1000)
    vectors = embed_texts(pa.array(texts), EmbedConfig(store=str(tmp_path)), encoder=Lengths()).vectors[:]
    lengths = np.array([len(text) for text in texts])
    np.testing.assert_allclose(vectors[:, 1] / vectors[:, 0], lengths, rtol=5e-2)
    assert (np.abs(vectors[:, 0] ** 2 + vectors[:, 1] ** 2 - 1) < 1e-5).all()


def test_in_memory_stores_work(use: Encoder, tmp_path: Path) -> None:
    config = EmbedConfig(store=f"memory://{tmp_path.name}")
    assert embed_texts(short_texts(10), config, encoder=use).encoded == 10
    assert embed_texts(short_texts(10), config, encoder=use).encoded == 0


class Broken(Encoder):
    """USE, except for some texts."""

    def __init__(self, inner: Encoder, value: float) -> None:
        self._inner = inner
        self._value = value

    @property
    def id(self) -> str:
        return "broken"

    def encode(self, texts: list[str]) -> np.ndarray:
        vectors = self._inner.encode(texts)
        vectors[[i for i, text in enumerate(texts) if "bad" in text]] = self._value
        return vectors


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_vectors_that_are_no_directions_are_never_stored(value: float, use: Encoder, tmp_path: Path) -> None:
    texts = [*short_texts(9), "a bad text", "also bad"]
    with pytest.raises(UserError, match=r"'broken'.* 2 of 11 texts, the first of them number 9 \('a bad text'\)"):
        embed_texts(texts, EmbedConfig(store=str(tmp_path)), encoder=Broken(use, value))
    assert embed_texts(texts[:9], EmbedConfig(store=str(tmp_path)), encoder=Broken(use, value)).encoded == 9


def test_an_array_of_the_wrong_shape_and_half_a_character_are_named(tmp_path: Path) -> None:
    class Flat(Encoder):
        id = "flat"

        def encode(self, texts: list[str]) -> np.ndarray:
            return np.ones(4, dtype=np.float32)

    with pytest.raises(UserError, match=r"'flat' gives an array of shape \(4,\) for 2 texts"):
        embed_texts(["a", "b"], EmbedConfig(store=str(tmp_path)), encoder=Flat())
    with pytest.raises(UserError, match="half a surrogate pair"):
        embed_texts(["fine", "not \ud800"], EmbedConfig(store=str(tmp_path)))


def test_a_truncated_shard_is_repaired_by_encoding_it_again(use: Encoder, tmp_path: Path) -> None:
    texts = short_texts(40)
    first = embed_texts(texts[:30], EmbedConfig(store=str(tmp_path)), encoder=use)
    embed_texts(texts, EmbedConfig(store=str(tmp_path)), encoder=use)
    whole = first.vectors[:]
    shard = Path(first.vectors.paths[0])
    shard.write_bytes(shard.read_bytes()[:-100])
    with pytest.raises(UserError, match=rf"{shard.name}.*repair_store=True"):
        embed_texts(texts, EmbedConfig(store=str(tmp_path)))
    repaired = embed_texts(texts, EmbedConfig(store=str(tmp_path), repair_store=True), encoder=use)
    assert (repaired.encoded, repaired.cached) == (30, 10)
    np.testing.assert_allclose(repaired.vectors[:30], whole, atol=1e-3)
