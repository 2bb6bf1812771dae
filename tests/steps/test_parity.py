"""The steps in a pipeline and `mine()` find the same."""

from pathlib import Path
from typing import Any

import pytest
from distilabel.pipeline import Pipeline
from distilabel.steps import KeepColumns

from cmining_distilabel import (
    CPExtractStep,
    CultureScoreStep,
    EmbedStep,
    LoadCorpusStep,
    MiningConfig,
    NoiseFilterStep,
    mine,
)
from cmining_distilabel.pipeline import run
from tests.corpus import SMALL, documents, write
from tests.customs import customs

PAPER: dict[str, Any] = {"mode": "paper", **SMALL, "theta": 0.6}
SCORED = ["id", "language", "group", "reason", "cluster", "dispersion", "entropy", "isolation", "facet", "facet_score"]
# Every part of the calibrated mode that hands something from step to step; the limits suit a corpus this small.
CALIBRATED: dict[str, Any] = {
    **PAPER,
    "mode": "calibrated",
    "num_clusters": None,
    "isolation_pool": 50,
    "facet_alpha": 0.5,
    "fdr": 0.5,
    "stability": 2,
}


@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    "knobs",
    [
        pytest.param(PAPER, marks=pytest.mark.full),
        CALIBRATED,
        pytest.param({**CALIBRATED, "unit": "paragraph"}, marks=pytest.mark.full),
    ],
    ids=["paper", "calibrated", "paragraphs"],
)
def test_the_steps_and_mine_give_the_same_scores_points_and_seeds(knobs: dict[str, Any], tmp_path: Path) -> None:
    rows = documents() if knobs is PAPER else documents(30) + customs("ja", "en", "es", "fr")
    rows[7]["text"] = ""
    rows[11] = {**rows[10], "id": "copy"}
    if "unit" in knobs:  # articles of two paragraphs, both of one topic
        rows = [
            {**row, "text": f"{row['text']}\n\n{other['text']}"} for row, other in zip(rows, rows[12:], strict=False)
        ]
    corpus = str(write(tmp_path / "corpus.jsonl", rows))
    config = MiningConfig(**knobs, store=str(tmp_path / "store"))

    def of(step: Any) -> dict[str, Any]:
        return {name: getattr(config, name) for name in MiningConfig.model_fields if name in step.model_fields}

    with Pipeline(name="parity") as pipeline:
        (
            LoadCorpusStep(sources=corpus, **of(LoadCorpusStep))
            >> NoiseFilterStep(**of(NoiseFilterStep), input_batch_size=50)
            >> EmbedStep(**of(EmbedStep), input_batch_size=100)
            >> CultureScoreStep(**of(CultureScoreStep))
            >> [
                KeepColumns(name="documents", columns=SCORED),
                CPExtractStep(name="points", output="points", **of(CPExtractStep)),
                CPExtractStep(name="seeds", output="seeds", **of(CPExtractStep)),
            ]
        )
    distiset = run(pipeline, quiet=True)
    shards = set((tmp_path / "store").glob("*.arrow"))
    result = mine(corpus, config)

    assert set((tmp_path / "store").glob("*.arrow")) == shards  # the very same texts were encoded
    assert len(result.points) > 0
    assert distiset["points"]["train"].to_list() == result.points.to_pylist()
    assert distiset["seeds"]["train"].to_list() == result.seeds.to_pylist()
    stage_one = [
        {**row, "reason": None} if row["stage"] in ("point", "seed") else row
        for row in result.documents.select([*SCORED, "stage"]).to_pylist()
    ]
    assert distiset["documents"]["train"].to_list() == [{name: row[name] for name in SCORED} for row in stage_one]
