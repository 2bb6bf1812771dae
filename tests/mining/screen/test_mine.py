"""`mine()` with a screen and the real encoder."""

from typing import Any

import pytest

from cmining_distilabel import MiningConfig, mine
from cmining_distilabel.mining.reasons import stage_of
from tests.corpus import documents
from tests.encoding import FourLanguages

KNOBS: dict[str, Any] = {"max_per_template": 0, "duplicates": False, "near_duplicates": 0.0, "stability": 0}


class Counted(FourLanguages):
    texts = 0

    def encode(self, texts: list[str]) -> Any:
        type(self).texts += len(texts)
        return super().encode(texts)


def rows() -> list[dict[str, str]]:
    """4,500 short texts on trains and weather; every 30th is a longer one of something else, mostly culture."""
    made = documents(25)
    neutral = [row for row in made if row["id"].split("-")[1] in ("railway", "weather")]
    cultural = [row for row in made if row not in neutral]
    found = []
    for number in range(4_500):
        if number % 30 == 0:
            row = cultural[number // 30 % len(cultural)]
            text = row["text"]
        else:
            row = neutral[number % len(neutral)]
            text = row["text"].partition(".")[0]
        found.append({**row, "id": f"{row['id']}-{number}", "text": f"{text} As {number} people said."})
    return found


@pytest.mark.full
def test_what_is_ruled_out_stays_in_the_result_and_the_next_run_encodes_nothing(tmp_path: Any) -> None:
    config = MiningConfig(screen=0.9, store=str(tmp_path), **KNOBS)
    corpus = rows()
    result = mine(corpus, config, encoder=Counted())
    reasons = dict(zip(*(result.documents[name].to_pylist() for name in ("id", "reason")), strict=True))
    assert list(reasons) == [row["id"] for row in corpus]
    out = {key for key, reason in reasons.items() if reason == "screened_out"}
    figures = result.funnel["screen"]
    assert len(out) == figures["documents"] - figures["encoded"] > 1_500
    assert all(stage_of(reasons[key]) == "screen" for key in out)
    assert any("a screen ruled out" in warning for warning in result.funnel["warnings"])
    left = [row for row in result.funnel["stages"] if row["stage"] == "screen"]
    assert sum(row["rejected"].get("screened_out", 0) for row in left) == len(out)

    whole = mine(corpus, config.model_copy(update={"screen": None}), encoder=FourLanguages())
    seeds = set(whole.seeds["id"].to_pylist())
    assert seeds
    assert len(seeds & out) <= 0.1 * len(seeds)

    Counted.texts = 0
    again = mine(corpus, config, encoder=Counted())
    assert Counted.texts == 0
    for table in ("points", "seeds", "documents"):
        assert getattr(again, table).equals(getattr(result, table))


def test_a_small_corpus_is_mined_as_without_a_screen(session_store: str, capsys: pytest.CaptureFixture[str]) -> None:
    config = MiningConfig(screen=0.9, store=session_store, max_per_template=0, num_clusters=12, stability=0)
    result = mine(documents(6), config, encoder=FourLanguages())
    assert "too few to screen" in capsys.readouterr().err
    assert "screened_out" not in result.documents["reason"].to_pylist()
    assert "screen" not in result.funnel
