"""New documents scored by a result: what mining would say of them, without mining."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel import CultureAnnotateStep, CultureFilter, MiningConfig, MiningResult, UserError, mine
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.mining.score_corpus import score_corpus
from tests.corpus import documents
from tests.customs import customs
from tests.encoding import LANGUAGES, FourLanguages

SHRINE = {
    "id": "new",
    "title": "神幸祭",
    "text": "日本の神社の神幸祭では、氏子が神輿を担いで町を巡り、太鼓と笛の囃子に合わせて踊る。",
    "language": "ja",
}
ENGLISH = {
    "title": "Shrine parade",
    "text": "In Japan the people of a shrine carry its god through the town at the summer festival with drums.",
    "language": "en",
}
RAILWAY = {
    "title": "Signal box",
    "text": "A signal box holds the levers by which a railway sets its points and signals before a train arrives.",
    "language": "en",
}


@pytest.fixture(scope="module")
def folder(session_store: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = MiningConfig(store=session_store, max_per_template=0, near_duplicates=0, stability=0)
    result = mine(documents(15) + customs(*LANGUAGES), config, encoder=FourLanguages())
    return result.save(tmp_path_factory.mktemp("result") / "result")


@pytest.fixture
def by(folder: Path) -> CultureFilter:
    return CultureFilter.load(folder, encoder=FourLanguages())


def test_what_was_not_in_the_corpus_is_told_by_culture_facet_and_point(by: CultureFilter, folder: Path) -> None:
    japanese, english, railway = by.score([SHRINE, ENGLISH, RAILWAY])
    points = {row["point_id"]: row for row in MiningResult.load(folder).points.to_pylist()}
    for row in (japanese, english):
        assert (row["culture"], row["culture_name"], row["keep"]) == ("JP", "Japan", True)
        assert points[row["point_id"]]["culture"] == "JP"
        assert 0.5 < row["culture_share"] <= 1
        assert row["cultures"][0]["code"] == "JP"
        assert sum(culture["weight"] for culture in row["cultures"]) <= 1 + 1e-6
    kyoto = {**ENGLISH, "text": ENGLISH["text"].replace("In Japan", "In Kyoto Prefecture in Japan")}
    (named,) = by.score([kyoto])
    assert (named["culture"], named["region"], named["region_name"]) == ("JP", "JP-26", "Kyoto")
    assert english["region"] is None
    assert not railway["keep"]
    assert railway["score"] < min(japanese["score"], english["score"])


def test_the_same_alone_and_among_others(by: CultureFilter, folder: Path) -> None:
    again = CultureFilter.load(folder, encoder=FourLanguages())
    together = by.score([ENGLISH, RAILWAY, SHRINE])
    for row, before in zip((SHRINE, RAILWAY), (together[2], together[1]), strict=True):
        (alone,) = again.score([row])
        assert alone["culture"] == before["culture"]
        assert alone["score"] == pytest.approx(before["score"], rel=1e-3)


def test_what_is_kept_can_be_wished_for(folder: Path) -> None:
    def kept(**wanted: Any) -> list[bool]:
        by = CultureFilter.load(folder, wanted=Filter(**wanted), encoder=FourLanguages())
        return [row["keep"] for row in by.score([SHRINE, ENGLISH])]

    assert kept(culture=("Japan",)) == [True, True]
    assert kept(culture=("FR",)) == [False, False]
    assert kept(culture=("JP-26",)) == kept(culture=("kyoto",)) == [False, False]
    assert kept(language=("ja",)) == [True, False]
    assert kept(min_share=1.0) == [False, False]
    for unknown in ("XX", "JP-99"):
        with pytest.raises(UserError, match=f"'{unknown}'"):
            kept(culture=(unknown,))
    with pytest.raises(UserError, match=r"'foods'.*food"):
        kept(facet=("foods",))


def test_a_filter_finds_what_it_was_shown_before(by: CultureFilter) -> None:
    reasons = [by.score([row])[0]["reason"] for row in (ENGLISH, RAILWAY, ENGLISH)]
    assert reasons == [None, None, "duplicate"]


def test_noise_has_its_reason_and_nothing_else(by: CultureFilter) -> None:
    list_page = {"title": "List of festivals", "text": ENGLISH["text"], "language": "en"}
    (row,) = by.score([list_page])
    assert row["reason"] == "title_list"
    assert not row["keep"]
    assert row["culture"] is None


def test_a_result_that_cannot_score_says_so(folder: Path, tmp_path: Path) -> None:
    result = MiningResult.load(folder)
    (tmp_path / "model.npz").write_bytes(b"no arrays")
    for name in ("points.parquet", "seeds.parquet", "documents.parquet", "funnel.json", "versions.json", "config.yaml"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with pytest.raises(UserError, match=r"model\.npz is damaged.*mine again"):
        CultureFilter.load(tmp_path, encoder=FourLanguages())
    with np.load(folder / "model.npz") as whole:
        np.savez(tmp_path / "model.npz", **{**whole, "trust": whole["trust"][:-1]})
    with pytest.raises(UserError, match="its arrays do not fit together"):
        CultureFilter.load(tmp_path, encoder=FourLanguages())
    assert len(MiningResult.load(tmp_path).points)  # whatever else is asked of it
    (tmp_path / "model.npz").unlink()
    with pytest.raises(UserError, match="cannot score other documents"):
        CultureFilter(MiningResult.load(tmp_path), encoder=FourLanguages())

    class Other(FourLanguages):
        id = "another encoder"

    with pytest.raises(UserError, match="was mined with the encoder 'use-multilingual"):
        CultureFilter(result, encoder=Other())


def test_a_corpus_is_scored_into_one_file_and_refused_rows_keep_their_reasons(
    by: CultureFilter, folder: Path, tmp_path: Path
) -> None:
    source = tmp_path / "new.jsonl"
    empty = {**RAILWAY, "id": "empty", "text": ""}
    source.write_text("".join(json.dumps(row) + "\n" for row in (SHRINE, {**RAILWAY, "id": "r"}, empty)))
    counts = score_corpus(source, by, MiningConfig(), tmp_path / "scored.parquet")
    rows = pq.read_table(tmp_path / "scored.parquet").to_pylist()
    assert counts == {"documents": 3, "kept": 1, "rows": 3}
    assert [(row["id"], row["keep"]) for row in rows] == [("new", True), ("r", False), ("empty", False)]
    assert [row["reason"] for row in rows] == [None, None, "empty_text"]
    again = CultureFilter.load(folder, encoder=FourLanguages())
    counts = score_corpus(source, again, MiningConfig(), tmp_path / "kept.parquet", only_kept=True)
    assert counts["rows"] == len(pq.read_table(tmp_path / "kept.parquet")) == 1


def test_scores_replace_no_other_file_and_a_language_that_cannot_be_scored_ends_no_run(
    by: CultureFilter, tmp_path: Path
) -> None:
    source, out = tmp_path / "new.parquet", tmp_path / "scored.parquet"
    pq.write_table(pa.Table.from_pylist([SHRINE, {**RAILWAY, "id": "sw", "language": "sw"}]), source)
    for name in (source, tmp_path / "scored.jsonl"):
        with pytest.raises(UserError, match=r"holds no scores|name it scored\.parquet"):
            score_corpus(source, by, MiningConfig(), name)
    for _ in range(2):  # scores may be replaced
        assert score_corpus(source, by, MiningConfig(check_language=False), out)["documents"] == 2
    assert pq.read_table(out)["reason"].to_pylist()[1] == "unknown_language"


def test_the_step_says_the_same(folder: Path) -> None:
    step: Any = CultureAnnotateStep(name="annotate", like=str(folder), culture=["JP"])
    step.load()
    rows = [SHRINE, {**ENGLISH, "keep": False}, {**RAILWAY, "text": None}]
    (answers,) = list(step.process(rows))
    assert [row["keep"] for row in answers] == [True, False, False]
    assert [row["reason"] for row in answers] == [None, "not_kept", "empty_text"]
    assert answers[0]["culture"] == "JP"
    assert np.isfinite(answers[0]["similarity"])


def test_a_pipeline_takes_the_step_without_wishes() -> None:
    step: Any = CultureAnnotateStep(name="annotate", like="result")
    assert step.dump()["culture"] == []  # as `Pipeline.run` does first, where distilabel fails at an empty list
