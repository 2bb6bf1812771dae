"""Real runs on the made-up corpus: the miner that shares stages, the ablation, the sweep, and their commands."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cmining_distilabel.cli.evaluate import ablate as ablate_command
from cmining_distilabel.cli.evaluate import evaluate_app
from cmining_distilabel.cli.evaluate import sweep as sweep_command
from cmining_distilabel.cli.options import with_config_options
from cmining_distilabel.config import WITNESSES, MiningConfig
from cmining_distilabel.config.presets import PRESETS
from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation import Labels, evaluate_mining, read_labels
from cmining_distilabel.evaluation.ablation import (
    STEPS,
    ablate,
    ablation_rows,
    save_ablation,
    variants,
    witness_variants,
)
from cmining_distilabel.evaluation.statistics import Resampling
from cmining_distilabel.evaluation.sweep import jaccard, read_sweep, save_sweep, sweep
from cmining_distilabel.mining.encode.encoders.use import USEncoder
from cmining_distilabel.mining.miner import Miner, mine
from cmining_distilabel.show.figures.measured import find_ablation
from tests.corpus import ISLANDS, LANGUAGES, SMALL, documents, write

FEW = Resampling(resamples=50)


class ThreeLanguages(USEncoder):
    """The default encoder, said to know the languages of the corpus only, so that few anchors are encoded."""

    languages = frozenset(LANGUAGES)


def label_rows() -> list[dict[str, str]]:
    """A topic that one language alone has is cultural."""
    islands = {topic for topics in ISLANDS.values() for topic in topics}
    rows = [(row["id"], row["id"].split("-")[1]) for row in documents()]
    return [{"id": key, "label": f"{'cult' if topic in islands else 'neut'}:{topic}"} for key, topic in rows]


LABELS = Labels({row["id"]: row["label"] for row in label_rows()}, 0)
SIDES: dict[str, Any] = {"positive": ["cult:*"], "negative": ["neut:*"]}


@pytest.fixture(scope="module")
def config(session_store: str) -> MiningConfig:
    return MiningConfig(mode="paper", store=session_store, **SMALL)


@pytest.fixture(scope="module")
def encoder() -> USEncoder:
    return ThreeLanguages()


def test_figures_of_a_run_are_those_of_its_own_tables(config: MiningConfig, encoder: USEncoder, tmp_path: Path) -> None:
    result = mine(documents(), config, encoder=encoder)
    found = evaluate_mining(result, LABELS, resampling=FEW, **SIDES)
    seeds = [LABELS.by_id[key].split(":")[0] for key in result.seeds["id"].to_pylist()]
    assert seeds
    assert (found.whole.selected, found.whole.against[-1].selected) == (seeds.count("cult"), seeds.count("neut"))
    assert [figures.group for figures in found.groups] == list(LANGUAGES)
    assert sum(figures.positives for figures in found.groups) == found.whole.positives == 90
    folder = result.save(tmp_path / "run")
    again = evaluate_mining(folder, write(tmp_path / "labels.jsonl", label_rows()), resampling=FEW, **SIDES)
    assert again.whole == found.whole


def test_a_miner_finds_what_a_run_of_its_own_finds_and_shares_stages(config: MiningConfig, encoder: USEncoder) -> None:
    miner = Miner(documents(), config, encoder=encoder)
    changes = [{}, {"theta": 0.4}, {"seed": 3}, {"min_length": 300}, {}]
    runs = [MiningConfig(**{**config.model_dump(), **change}) for change in changes]
    found = [miner.mine(own) for own in runs]
    for result, own in zip(found, runs, strict=True):
        alone = mine(documents(), own, encoder=encoder)
        for table in ("points", "seeds", "documents"):
            assert getattr(result, table).equals(getattr(alone, table))
        assert result.config == own
        assert list(result.funnel["seconds"]) == list(alone.funnel["seconds"])
    seconds = [result.funnel["seconds"] for result in found]
    assert seconds[0]["score"] == seconds[1]["score"]  # the very figure: it was not run again
    assert seconds[0]["noise"] == seconds[2]["noise"]
    assert found[0].seeds.equals(found[-1].seeds)


def test_variants_lead_from_the_papers_preset_to_the_calibrated_one() -> None:
    found = variants(MiningConfig(mode="paper", languages="en,fr"))
    assert list(found) == list(STEPS)
    assert found["paper"] == MiningConfig(mode="paper", languages="en,fr")
    assert found["all"] == MiningConfig(mode="calibrated", languages="en,fr")
    assert [found[name].debias for name in found] == ["none"] + ["parallel"] * 5
    assert found["+exclusivity"].anchors == "off"
    assert found["+anchors"].exclusivity == "lower_bound"


def test_a_users_own_values_stay_in_the_variants() -> None:
    found = variants(MiningConfig(mode="calibrated", anchors="my.yaml", num_clusters=7, theta=0.6))
    assert [own.anchors for own in found.values()] == ["off"] * 4 + ["my.yaml"] * 2
    assert {own.num_clusters for own in found.values()} == {7}
    assert [own.theta for own in found.values()] == [0.8] * 3 + [0.6] * 3


def test_each_witness_is_left_out_once() -> None:
    found = witness_variants(MiningConfig(mode="paper", languages="en,fr"))
    assert found["all witnesses"] == MiningConfig(mode="calibrated", languages="en,fr")
    assert [set(WITNESSES) - set(own.witnesses) for own in list(found.values())[1:]] == [{name} for name in WITNESSES]


def test_an_ablation_measures_every_variant(config: MiningConfig, encoder: USEncoder, tmp_path: Path) -> None:
    found = list(ablate(documents(), config, LABELS, encoder=encoder, resampling=FEW, **SIDES))
    assert [variant.name for variant in found] == list(STEPS)
    paper = mine(documents(), variants(config)["paper"], encoder=encoder)
    assert (found[0].points, found[0].seeds) == (len(paper.points), len(paper.seeds))
    assert found[0].evaluation.whole == evaluate_mining(paper, LABELS, resampling=FEW, **SIDES).whole
    assert found[0].overrides == {}
    assert found[1].overrides == {"debias": PRESETS["calibrated"]["debias"]}
    assert all(variant.seconds > 0 for variant in found)
    folder = save_ablation(found, tmp_path)
    text = (folder / "ablation.md").read_text(encoding="utf-8")
    assert [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")][2:] == list(STEPS)
    read = json.loads((folder / "ablation.json").read_text(encoding="utf-8"))
    assert [row["evaluation"]["whole"]["selected"] for row in read] == [
        variant.evaluation.whole.selected for variant in found
    ]
    assert [row["name"] for row in find_ablation(None, folder)] == list(STEPS)
    header, rows = ablation_rows(found)
    assert {len(row) for row in rows} == {len(header)}


def test_an_error_says_which_variant(config: MiningConfig, encoder: USEncoder) -> None:
    configs = {"as it is": config, "too long": MiningConfig(**{**config.model_dump(), "min_length": 10_000})}
    with pytest.raises(UserError, match="variant 'too long': the noise filter left no document"):
        list(ablate(documents(), config, LABELS, configs=configs, encoder=encoder, resampling=FEW, **SIDES))


def test_a_sweep_changes_one_knob_at_a_time(config: MiningConfig, encoder: USEncoder, tmp_path: Path) -> None:
    values = {"theta": [0.5, config.theta], "tau": [4, 6, 1000], "num_clusters": [6], "seed": [1]}
    found = sweep(documents(), config, values, labels=LABELS, encoder=encoder, resampling=FEW, **SIDES)
    assert found.names == ("base", "theta=0.5", "tau=4", "tau=6", "tau=1000", "num_clusters=6", "seed=1")
    rows = {row["setting"]: row for row in found.rows}
    assert rows["base"]["jaccard"] == 1.0
    assert rows["theta=0.5"]["seeds"] >= rows["base"]["seeds"] >= rows["tau=4"]["seeds"] >= rows["tau=6"]["seeds"]
    assert (rows["tau=1000"]["seeds"], rows["tau=1000"]["jaccard"], rows["tau=1000"]["precision"]) == (0, 0.0, None)
    assert (found.jaccard == found.jaccard.T).all()
    assert (found.jaccard.diagonal() == 1).all()
    # Points of fewer documents are dropped, the others stay: what is left is a part of the base.
    assert rows["tau=4"]["jaccard"] == pytest.approx(rows["tau=4"]["seeds"] / rows["base"]["seeds"])
    folder = save_sweep(found, tmp_path, plot=False)
    with (folder / "sweep.csv").open(encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert [row["setting"] for row in read] == list(found.names)
    assert read[1]["theta"] == "0.5"
    assert read[4]["precision"] == ""
    for row, own in zip(read_sweep(folder), found.rows, strict=True):
        assert row == {name: own[name] for name in row}
    # What a result says of other values without mining again.
    curves = mine(documents(), config, encoder=encoder).funnel["sensitivity"]
    told = {(row["knob"], row["value"]): (row["points"], row["seeds"]) for row in curves}
    assert told["theta", 0.5] == (rows["theta=0.5"]["points"], rows["theta=0.5"]["seeds"])
    pytest.importorskip("matplotlib")
    save_sweep(found, tmp_path, plot=True)
    assert (tmp_path / "sweep.png").read_bytes().startswith(b"\x89PNG")


def test_a_sweep_of_nothing_is_refused(config: MiningConfig) -> None:
    with pytest.raises(UserError, match="nothing to sweep"):
        sweep(documents(), config, {"theta": []})
    with pytest.raises(UserError, match="theta=7"):
        sweep(documents(), config, {"theta": [7]})


def test_jaccard_of_sets() -> None:
    assert jaccard({"a", "b"}, {"b", "c"}) == 1 / 3
    assert jaccard(set(), {"a"}) == 0.0
    assert jaccard(set(), set()) == 1.0


def test_the_commands(config: MiningConfig, tmp_path: Path) -> None:
    app = typer.Typer()
    app.add_typer(evaluate_app, name="evaluate")
    app.command("ablate")(with_config_options(ablate_command))
    app.command("sweep")(with_config_options(sweep_command))
    labels = write(tmp_path / "labels.jsonl", label_rows())
    corpus = str(write(tmp_path / "corpus.jsonl"))
    sides = ["--labels", str(labels), "--positive", "cult:*", "--negative", "neut:*", "--resamples", "20"]
    knobs = [word for name, value in SMALL.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    knobs += ["--mode", "paper", "--store", str(config.store)]

    def run(*words: str) -> Any:
        return CliRunner().invoke(app, list(words), catch_exceptions=True)

    out = tmp_path / "sweep"
    command = ["sweep", corpus, "--out", str(out), "--thetas", "0.5, 0.7", "--taus", "5", *sides, *knobs]
    done = run(*command)
    assert done.exit_code == 0, done.output
    assert "theta=0.7" in done.output
    assert (out / "jaccard.csv").exists()
    assert "sweep.csv already" in str(run(*command).exception)
    assert run(*command, "--overwrite", "--quiet").exit_code == 0
    assert "numbers separated by commas" in str(run("sweep", corpus, "--out", "x", "--taus", "5;6").exception)

    folder = mine(corpus, config).save(tmp_path / "mined")
    done = run("evaluate", "mining", str(folder), *sides)
    assert done.exit_code == 0, done.output
    assert "cult:cricket" in done.output
    read = json.loads((folder / "evaluation" / "evaluation.json").read_text(encoding="utf-8"))
    assert read["positive"] == ["cult:*"]
    assert read["labelled"] == len(read_labels(labels).by_id)

    bad = run("ablate", corpus, "--out", str(tmp_path / "a"), "--labels", str(tmp_path / "none.jsonl"), *knobs)
    assert "no such file" in str(bad.exception)
