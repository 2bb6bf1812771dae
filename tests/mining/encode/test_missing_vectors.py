"""Texts that an encoder knows nothing of: set aside with a reason, not the end of a run."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cmining_distilabel import MiningConfig, UserError, mine
from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.encode.embed import embed_texts, tell_missing
from cmining_distilabel.mining.encode.encoders.use import USEncoder
from tests.corpus import documents

RUNES = "ᚠᚢᚦᚨᚱᚲ ᚷᚹᚺᚾᛁᛃ ᛇᛈᛉᛊᛏᛒ ᛖᛗᛚᛜᛟᛞ " * 3


class NoRunes(USEncoder):
    """The default encoder, which gives zeros for runes, as models do for scripts that they have no tokens of."""

    calls = 0

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        self.calls += 1
        vectors = super().encode(texts)
        vectors[["ᚠ" in text for text in texts]] = 0
        return vectors


def test_a_text_without_a_vector_has_no_reference_and_zeros(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    config = EmbedConfig(store=str(tmp_path))
    texts = ["A dance in the valley", RUNES, "Bread and salt"]
    for encoded, cached in ((3, 0), (1, 2)):  # zeros are not kept: a later version of the encoder may know more
        found = embed_texts(texts, config, encoder=NoRunes(), quiet=True)
        assert (found.encoded, found.cached) == (encoded, cached)
        assert found.vectors.missing().tolist() == [1]
        lengths = np.linalg.norm(found.vectors[:], axis=1)
        np.testing.assert_allclose(lengths, [1, 0, 1], atol=1e-3)
    tell_missing(found.vectors, texts, "e")
    assert "has no vector for 1 of 3 calibration texts" in capfd.readouterr().err
    tell_missing(found.vectors.select([0, 2]), texts, "e")
    assert capfd.readouterr().err == ""
    alone = embed_texts([RUNES], EmbedConfig(store=str(tmp_path / "new")), encoder=NoRunes(), quiet=True)
    assert alone.vectors.missing().tolist() == [0]


def test_a_document_without_a_vector_gets_a_reason_and_the_others_are_mined(session_store: str) -> None:
    rows = documents()
    knobs = {"thematic_clusters": 4, "num_neighbors": 3, "dispersion_quantile": 0.9, "entropy_top": 0.6}
    config = MiningConfig(mode="paper", num_clusters=12, tau=3, theta=0.6, store=session_store, **knobs)
    rune = {"id": "rune", "title": "ᚠᚢᚦ", "text": RUNES, "language": "en"}
    result = mine([rune, *rows], config, encoder=NoRunes())
    first = result.documents.to_pylist()[0]
    assert (first["id"], first["stage"], first["reason"]) == ("rune", "noise", "no_vector")
    expected = mine(rows, config, encoder=NoRunes())
    assert result.points["point_id"].to_pylist() == expected.points["point_id"].to_pylist()
    assert len(result.seeds)
    only = [{**rune, "id": str(n), "language": code, "text": RUNES + str(n)} for n, code in enumerate(("en", "fr"))]
    with pytest.raises(UserError, match="no vector for any document"):
        mine(only, config, encoder=NoRunes())
