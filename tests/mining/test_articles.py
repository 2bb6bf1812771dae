"""Articles mined whole and by paragraph: a festival that is told in an article about a railway."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cmining_distilabel import CultureFilter, MiningConfig, MiningResult, UserError, mine
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.mining.score_corpus import score_corpus
from cmining_distilabel.text import render
from tests.corpus import documents
from tests.customs import customs
from tests.encoding import FourLanguages

KNOBS: dict[str, Any] = {"max_per_template": 0, "near_duplicates": 0, "stability": 0}


def articles() -> list[dict[str, str]]:
    """Articles about trains and weather, every other of which goes on with a custom; and short ones about the rest."""
    rows = []
    customs_of = {language: customs(language) for language in ("en", "es", "fr")}
    for row in documents(16):
        if row["id"].split("-")[1] in ("railway", "weather"):
            text = [row["text"], row["text"].replace(".", ";", 1)]
            if row["id"].split("-")[1] == "railway":
                text.insert(1, customs_of[row["language"]].pop()["text"])
            row = {**row, "text": "\n\n".join(text)}
        rows.append({**row, "url": f"https://example.org/{row['id']}", "license": "CC0-1.0"})
    return rows + customs("ja")


@pytest.fixture(scope="module")
def result(session_store: str) -> MiningResult:
    config = MiningConfig(**KNOBS, unit="paragraph", store=session_store)
    return mine(articles(), config, encoder=FourLanguages())


def of_articles(result: MiningResult) -> list[dict[str, Any]]:
    return [seed for seed in result.seeds.to_pylist() if "railway" in seed["id"]]


def test_a_custom_in_an_article_about_a_railway_is_found(result: MiningResult, session_store: str) -> None:
    found = of_articles(result)
    assert len(found) >= 30
    for seed in found:
        assert seed["id"] == f"{seed['article_id']}#2"
        assert (seed["culture"], seed["language"], seed["license"]) == ("JP", seed["article_id"][:2], "CC0-1.0")
        assert seed["url"] == f"https://example.org/{seed['article_id']}"
        assert "\n" not in seed["text"]
    for row in result.funnel["sensitivity"]:
        if row["value"] == getattr(result.config, row["knob"]):
            assert (row["points"], row["seeds"]) == (len(result.points), len(result.seeds))
    whole = mine(articles(), MiningConfig(**KNOBS, store=session_store), encoder=FourLanguages())
    assert not of_articles(whole)
    assert set(whole.documents["article_id"].to_pylist()) == {None}


def test_its_seeds_are_seeds_to_write_from_and_it_scores_articles(result: MiningResult, tmp_path: Path) -> None:
    seeds = load_seeds(result.save(tmp_path / "result"))
    assert {seed["article_id"] for seed in seeds} >= {seed["article_id"] for seed in of_articles(result)}
    by = CultureFilter(result, encoder=FourLanguages())
    rows = [{**row, "id": f"new {row['id']}"} for row in articles() if row["id"].startswith("en-railway")]
    counts = score_corpus(rows, by, result.config, tmp_path / "scored.parquet", only_kept=True)
    assert counts["documents"] == 3 * len(rows)
    kept = pq.read_table(tmp_path / "scored.parquet").to_pylist()
    assert len(kept) >= len(rows) / 2
    assert all(row["id"] == f"{row['article_id']}#2" for row in kept)


def test_the_paper_s_mode_mines_documents() -> None:
    with pytest.raises(UserError, match="counts an article once"):
        MiningConfig(mode="paper", unit="paragraph")


def test_a_shard_with_vectors_is_scored_without_encoding(result: MiningResult, tmp_path: Path) -> None:
    calls: list[int] = []

    class Counted(FourLanguages):
        def encode(self, texts: list[str]) -> Any:
            calls.append(len(texts))
            return super().encode(texts)

    rows = customs("fr")[:8] + documents(3)
    vectors = FourLanguages().encode([render(row["title"], row["text"]) for row in rows])
    brought = [{**row, "v": vector.tolist()} for row, vector in zip(rows, vectors, strict=True)]
    config = result.config.model_copy(
        update={"unit": "document", "vector_column": "v", "store": str(tmp_path / "store")}
    )
    by = CultureFilter(result, encoder=Counted(), config=config)
    counts = score_corpus(brought, by, config, tmp_path / "out.parquet")
    assert counts["documents"] == len(brought)
    assert counts["kept"] >= 6
    assert len(calls) == 1  # to see that the vectors are of this encoder
