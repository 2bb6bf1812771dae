"""A folder of shards that somebody's cluster made: Parquet files whose rows bring their vectors."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel import MiningConfig, UserError, mine
from cmining_distilabel.text import render
from tests.corpus import documents
from tests.encoding import FourLanguages

KNOBS: dict[str, Any] = {"max_per_template": 0, "num_clusters": 12, "stability": 0}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    found = documents(20)
    vectors = FourLanguages().encode([render(row["title"], row["text"]) for row in found])
    # An encoder on a GPU gives other last bits, and no unit length.
    noise = 1e-4 * np.random.default_rng(0).normal(size=vectors.shape)
    return [{**row, "vec": (2 * vector).tolist()} for row, vector in zip(found, vectors + noise, strict=True)]


def shards(folder: Path, rows: list[dict[str, Any]]) -> Path:
    """Three shards of two jobs, partitioned by language, as Spark writes them."""
    for number in range(3):
        for language in sorted({row["language"] for row in rows}):
            own = [row for row in rows[number::3] if row["language"] == language]
            bare = [{name: value for name, value in row.items() if name != "language"} for row in own]
            place = folder / f"language={language}"
            place.mkdir(parents=True, exist_ok=True)
            schema = pa.Table.from_pylist(bare[:1]).schema
            kind = schema.field("vec").with_type(pa.list_(pa.float32()))
            schema = schema.set(schema.get_field_index("vec"), kind)
            pq.write_table(pa.Table.from_pylist(bare, schema=schema), place / f"part-{number}.parquet")
    (folder / "_SUCCESS").touch()
    return folder


def test_a_folder_of_shards_is_mined_without_encoding(
    rows: list[dict[str, Any]], session_store: str, tmp_path: Path
) -> None:
    seen: set[str] = set()

    class Counted(FourLanguages):
        def encode(self, texts: list[str]) -> Any:
            seen.update(texts)
            return super().encode(texts)

    some = [{**row, "vec": None} if row["id"] == "en-tea-3" else row for row in rows]
    config = MiningConfig(**KNOBS, anchors="off", store=str(tmp_path / "store"), vector_column="vec")
    result = mine(str(shards(tmp_path / "shards", some)), config, encoder=Counted())
    texts = {render(row["title"], row["text"]): row["id"] for row in rows}
    encoded = {texts[text] for text in seen if text in texts}
    assert "en-tea-3" in encoded
    assert len(encoded) <= 33  # the first are encoded once to see that the vectors are of this encoder
    ours = mine(rows, MiningConfig(**KNOBS, anchors="off", store=session_store), encoder=FourLanguages())
    assert set(result.seeds["id"].to_pylist()) == set(ours.seeds["id"].to_pylist()) != set()


@pytest.mark.parametrize(
    ("vector", "words"),
    [
        ([0.0] * 512, r"en-tea-1 \(column 'vec'\) is zero or not finite"),
        ([float("nan")] * 512, "zero or not finite"),
        ([1.0] * 3, r"has the shape \(3,\), others have \(512,\)"),
        (7.0, r"has the shape \(\)"),
        (["a"] * 512, "holds what is no number"),
    ],
)
def test_a_bad_vector_is_named(rows: list[dict[str, Any]], vector: Any, words: str, tmp_path: Path) -> None:
    bad = [{**row, "vec": vector} if row["id"] == "en-tea-1" else row for row in rows]
    config = MiningConfig(**KNOBS, store=str(tmp_path), vector_column="vec")
    with pytest.raises(UserError, match=words):
        mine(bad, config, encoder=FourLanguages())


def test_vectors_of_another_encoder_are_refused(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    config = MiningConfig(**KNOBS, store=str(tmp_path), vector_column="vec")
    for size, words in ((512, "is not of the encoder"), (768, "have 768 dimensions")):
        foreign = [{**row, "vec": rng.normal(size=size).tolist()} for row in rows[:40]]
        with pytest.raises(UserError, match=words):
            mine(foreign, config, encoder=FourLanguages())
    assert not list(tmp_path.glob("*.arrow"))


def test_a_column_that_is_not_there_and_paragraphs_are_refused() -> None:
    with pytest.raises(UserError, match="has no column 'vec'"):
        mine(documents(2), MiningConfig(vector_column="vec"), encoder=FourLanguages())
    with pytest.raises(UserError, match="vectors of documents"):
        MiningConfig(vector_column="vec", unit="paragraph")
