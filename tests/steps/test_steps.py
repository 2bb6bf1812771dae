from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distilabel.pipeline import Pipeline
from distilabel.steps import KeepColumns
from distilabel.utils.docstring import parse_google_docstring

import cmining_distilabel
from cmining_distilabel import CPExtractStep, CultureScoreStep, EmbedStep, LoadCorpusStep, NoiseFilterStep, UserError
from cmining_distilabel.config import MiningConfig
from cmining_distilabel.mining.encode.store import Vectors
from cmining_distilabel.pipeline import load_pipeline, run
from tests.corpus import documents, write

STEPS = [LoadCorpusStep, NoiseFilterStep, EmbedStep, CultureScoreStep, CPExtractStep]
SMALL = {"mode": "paper", "thematic_clusters": 4, "num_neighbors": 3, "dispersion_quantile": 0.9, "entropy_top": 0.6}
POINTS = {"mode": "paper", "num_clusters": 12, "tau": 3, "theta": 0.6}
Rows = list[dict[str, Any]]


def made(kind: type, **knobs: Any) -> Any:
    """A step that is loaded, outside of a run."""
    step = kind(name="step", pipeline=Pipeline(name="alone"), **knobs)
    step.load()
    return step


def process(kind: type, rows: Rows, **knobs: Any) -> Rows:
    (answer,) = made(kind, **knobs).process(rows)
    return list(answer)


@pytest.fixture(scope="module")
def store(session_store: str) -> str:
    return session_store


@pytest.fixture(scope="module")
def scored(store: str) -> Rows:
    rows = process(EmbedStep, process(NoiseFilterStep, documents(), mode="paper"), store=store)
    return process(CultureScoreStep, rows, store=store, **SMALL)


def test_loading_yields_every_row_refused_ones_too_and_says_which_batch_is_the_last(tmp_path: Path) -> None:
    rows = documents(4)
    rows[3]["text"] = " "
    step = made(LoadCorpusStep, sources=[str(write(tmp_path / "c.jsonl", rows))], batch_size=20)
    batches = list(step.process())
    assert [(len(batch), last) for batch, last in batches] == [(20, False), (20, False), (8, True)]
    loaded = [row for batch, _ in batches for row in batch]
    assert [row["id"] for row in loaded] == [row["id"] for row in rows]
    assert [row["reason"] for row in loaded].count("empty_text") == 1
    assert [row for batch, _ in step.process(offset=40) for row in batch] == loaded[40:]


def test_a_wrong_input_fails_when_the_step_loads(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        made(LoadCorpusStep, sources="nowhere.jsonl")
    only_english = [row for row in documents(4) if row["language"] == "en"]
    with pytest.raises(UserError, match="one group"):
        made(LoadCorpusStep, sources=str(write(tmp_path / "c.jsonl", only_english)), mode="paper")
    with pytest.raises(UserError, match="one replica"):
        made(NoiseFilterStep, resources={"replicas": 2})


def test_noise_is_flagged_not_dropped_and_duplicates_are_found_over_batches() -> None:
    step = made(NoiseFilterStep)
    rows = documents(2)
    rows[1] |= {"reason": "malformed"}
    (first,) = step.process(rows)
    assert [row["keep"] for row in first] == [place != 1 for place in range(len(rows))]
    assert first[1]["reason"] == "malformed"
    (second,) = step.process([rows[0], {**rows[2], "title": "Short", "text": "Too short."}])
    assert [(row["keep"], row["reason"]) for row in second] == [(False, "duplicate"), (False, "too_short")]


def test_rows_refer_to_unit_vectors_in_the_store(store: str) -> None:
    rows = documents(2)
    rows[0] |= {"keep": False, "reason": "too_short"}
    answers = process(EmbedStep, rows, store=store)
    assert answers[0]["vector_shard"] is None
    assert answers[0]["vector_row"] is None
    assert all(Path(row["vector_shard"]).parent == Path(store) for row in answers[1:])
    floats = process(EmbedStep, rows, store=store, output="embedding")
    assert floats[0]["embedding"] is None
    for row, answer in zip(floats[1:], answers[1:], strict=True):
        vector = Vectors.open([answer["vector_shard"]], [0], [answer["vector_row"]])[:][0]
        np.testing.assert_allclose(row["embedding"], vector, rtol=1e-6)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_an_embedding_that_is_there_is_kept_not_encoded_again(tmp_path: Path) -> None:
    store = tmp_path / "store"
    rows = [{**row, "embedding": [3.0, 4.0 * place, 0.0]} for place, row in enumerate(documents(1))]
    rows[5]["embedding"] = rows[4]["embedding"]
    for _ in range(2):
        answers = process(EmbedStep, rows, store=str(store))
        found = [Vectors.open([row["vector_shard"]], [0], [row["vector_row"]])[:][0] for row in answers]
        np.testing.assert_allclose(found[2], np.array([3, 8, 0]) / np.hypot(3, 8), atol=1e-3)
        assert answers[5]["vector_row"] == answers[4]["vector_row"]
    assert len(list(store.rglob("*.arrow"))) == 1


@pytest.mark.parametrize(
    ("bad", "message"), [([0.0, 0.0], "zero or not finite"), ([1.0, float("nan")], "zero"), ([1.0], "1 dimensions")]
)
def test_an_embedding_that_is_no_direction_is_refused(bad: list[float], message: str, tmp_path: Path) -> None:
    rows: Rows = [{**row, "embedding": [1.0, 0.0]} for row in documents(1)]
    rows[2]["embedding"] = bad
    with pytest.raises(UserError, match=f"{rows[2]['id']}.*{message}"):
        process(EmbedStep, rows, store=str(tmp_path))


def test_a_language_that_the_encoder_does_not_know_is_refused(store: str) -> None:
    with pytest.raises(UserError, match="does not know 'xx'"):
        process(EmbedStep, [{**documents(1)[0], "language": "xx"}], store=store)


def test_scores_are_null_where_there_are_none_and_reasons_add_up(scored: Rows) -> None:
    assert {row["stage"] for row in scored} == {"noise", "dispersion", "entropy", "point"}
    for row in scored:
        assert row["keep"] == (row["reason"] is None) == (row["stage"] == "point")
        assert (row["cluster"] is None) == (row["stage"] == "noise")
        assert (row["entropy"] is None) == (row["stage"] in ("noise", "dispersion"))
        assert row["facet"] is None
        assert row["dispersion"] is None or row["dispersion"] >= 0


def test_points_and_seeds_agree(scored: Rows, store: str) -> None:
    points = process(CPExtractStep, scored, store=store, **POINTS)
    seeds = process(CPExtractStep, scored, store=store, output="seeds", **POINTS)
    assert [name for point in points for name in point["seed_ids"]] == [seed["id"] for seed in seeds]
    assert {seed["text"] for seed in seeds} <= {row["text"] for row in scored if row["keep"]}
    islands = {point["group"] for point in points if point["share"] == 1}
    assert islands == {"en", "es", "fr"}


def test_a_row_that_a_users_step_flagged_is_no_candidate(scored: Rows, store: str) -> None:
    flagged = [{**row, "keep": row["keep"] and row["language"] != "en"} for row in scored]
    seeds = process(CPExtractStep, flagged, store=store, output="seeds", **POINTS)
    assert {seed["language"] for seed in seeds} == {"es", "fr"}


def test_nothing_to_go_on_with_is_an_error_that_says_so(scored: Rows, store: str) -> None:
    with pytest.raises(UserError, match="no Culture Point among"):
        process(CPExtractStep, scored, store=store, num_clusters=4, tau=100)
    with pytest.raises(UserError, match="none of which is a candidate"):
        process(CPExtractStep, [{**row, "keep": False} for row in scored], store=store)
    bare: Rows = [{**row, "vector_shard": None, "vector_row": None} for row in scored]
    with pytest.raises(UserError, match="has no vector"):
        process(CultureScoreStep, bare, store=store)
    with pytest.raises(UserError, match="the noise filter kept none"):
        process(CultureScoreStep, [{**row, "keep": False} for row in bare], store=store)
    with pytest.raises(UserError, match="an earlier step failed"):
        process(EmbedStep, [{**row, "keep": None} for row in scored], store=store)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_documented_as_distilabel_wants_it(step: type) -> None:
    found = parse_google_docstring(step)
    assert found["short_description"]
    assert found["categories"]
    assert found["examples"]
    assert found["runtime_parameters"]
    assert found["output_columns"]
    assert bool(found["references"]) == bool(found["citations"])  # else `run` asks a server for them
    for code in found["examples"].values():
        exec(compile(code, step.__name__, "exec"), {})


@pytest.mark.parametrize("step", STEPS)
def test_a_step_has_the_knobs_of_the_config_and_documents_its_columns(step: type) -> None:
    made_step: Any = step(name="step", pipeline=Pipeline(name="knobs"))
    knobs = set(made_step.runtime_parameters_names) & set(MiningConfig.model_fields)
    own = set(step.model_fields) & set(MiningConfig.model_fields)  # type: ignore[attr-defined]
    assert knobs == own > {"mode", "seed"}
    documented = set(parse_google_docstring(step)["output_columns"])
    if step is EmbedStep:
        documented.discard("embedding")
    if step is not CPExtractStep:
        assert documented == set(made_step.outputs)
    assert step.__module__ == "cmining_distilabel.steps"
    assert getattr(cmining_distilabel, step.__name__) is step


def test_knobs_survive_yaml(tmp_path: Path) -> None:
    with Pipeline(name="knobs") as pipeline:
        load = LoadCorpusStep(sources=["a.jsonl", "b.jsonl"], languages="en,ja", max_documents=5)
        load >> NoiseFilterStep(spacy_models={"en": "en_core_web_sm"}, mode="calibrated")
    pipeline.save(tmp_path / "p.yaml", format="yaml")
    assert "!!" not in (tmp_path / "p.yaml").read_text()
    again = load_pipeline(tmp_path / "p.yaml")
    first, second = (again.dag.get_step(name)["step"] for name in again.dag)
    assert first.sources == ("a.jsonl", "b.jsonl")
    assert (first.languages, first.max_documents) == (("en", "ja"), 5)
    assert (second.spacy_models, second.strict_titles) == ({"en": "en_core_web_sm"}, False)
    assert again.signature == pipeline.signature


@pytest.mark.timeout(120)
def test_steps_run_beside_others_with_replicas_and_from_yaml(store: str, tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.jsonl", documents(4))
    with Pipeline(name="beside") as pipeline:
        embed = EmbedStep(store=str(tmp_path / "store"), resources={"replicas": 2}, input_batch_size=12, workers=1)
        columns = ["id", "text", "language", "vector_shard", "vector_row", "keep", "reason"]
        keep = KeepColumns(columns=columns, input_batch_size=500)
        LoadCorpusStep(sources=[str(corpus)], batch_size=16) >> NoiseFilterStep() >> embed >> keep
        keep >> CultureScoreStep(thematic_clusters=2, store=store)  # of the built-in text, which is encoded once
    pipeline.save(tmp_path / "p.yaml", format="yaml")
    rows = run(load_pipeline(tmp_path / "p.yaml"), quiet=True)["default"]["train"]
    assert rows["id"] == [row["id"] for row in documents(4)]
    assert len(set(rows["vector_shard"]) - {None}) >= 4
    assert any(rows["keep"])
