"""The plugin in Data Designer itself, against a server on loopback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

os.environ["NEMO_TELEMETRY_ENABLED"] = "false"

import data_designer.config as dd
from data_designer.interface import DataDesigner
from data_designer.plugins.registry import PluginRegistry
from data_designer_cmining import CultureSeedSource, GroundingColumnConfig

from tests.llm_server import Reply, llm_server
from tests.results import seed, small_result

HERE = Path(__file__).parent
TEA = "People drink tea from a bowl, kneeling on mats, and the host whisks it with bamboo."
FOOTBALL = "The striker scored two goals before the referee ended the match."


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Twelve Japanese seeds, and two each of India and Mexico, the later the surer."""
    cultures = (("JP", "Japan", 12, "food"), ("IN", "India", 2, "food"), ("MX", "Mexico", 2, "dance"))
    rows = [
        {
            **seed("en", number, f"{name} {number}", id=f"{code}-{number}", text=TEA, culture=code, culture_name=name),
            "facet": facet,
            "culture_share": 0.6 + number / 100,
            "cultures": [{"code": code, "name": name, "weight": 0.6 + number / 100}],
        }
        for code, name, count, facet in cultures
        for number in range(1, count + 1)
    ]
    return str(small_result(rows).save(tmp_path / "result"))


def read(source: CultureSeedSource, records: int) -> pd.DataFrame:
    """What Data Designer makes of a source, with one column that needs no model."""
    columns = dd.DataDesignerConfigBuilder()
    columns.with_seed_dataset(source)
    columns.add_column(dd.ExpressionColumnConfig(name="said", expr="{{ culture }}: {{ title }}"))
    return DataDesigner().preview(columns, num_records=records).dataset


def test_both_plugins_are_found_by_their_entry_points():
    assert PluginRegistry().plugin_exists("cmining")
    assert PluginRegistry().plugin_exists("cmining-grounding")


def test_the_first_records_are_spread_over_cultures(folder):
    first = read(CultureSeedSource(path=folder, temperature=100), 6)["culture"].value_counts()
    assert first.to_dict() == {"JP": 2, "IN": 2, "MX": 2}
    as_they_are = read(CultureSeedSource(path=folder, balanced=False), 6)
    assert set(as_they_are["culture"]) == {"JP"}
    assert as_they_are["license"].tolist() == ["CC BY-SA 4.0"] * 6


def test_seeds_are_chosen_by_culture_facet_and_share(folder):
    rows = read(CultureSeedSource(path=folder, culture=["Japan", "MX"], facet=["food"], min_share=0.7), 3)
    assert set(rows["culture"]) == {"JP"}
    assert rows["culture_share"].min() >= 0.699
    assert rows["said"].str.startswith("JP: Japan").all()


def test_an_unknown_culture_is_an_error_that_names_those_there_are(folder):
    with pytest.raises(Exception, match="Japan"):
        read(CultureSeedSource(path=folder, culture=["Atlantis"]), 1)
    with pytest.raises(ValueError, match="cultures"):
        CultureSeedSource(path=folder, cultures=["JP"])


def test_the_example_keeps_what_is_grounded(folder, tmp_path):
    """A model that writes about football where the seed is Mexican, and about the seed elsewhere."""

    def answer(prompt: str, _: int) -> Reply:
        if "Mexico" in prompt:
            return Reply(FOOTBALL)
        return Reply("The host whisks the tea with bamboo, and people drink it from a bowl.")

    out = tmp_path / "rows.parquet"
    with llm_server(answer) as server:
        done = subprocess.run(
            [sys.executable, HERE / "example.py", folder, "--base-url", server.url, "--model", "toy", "--rows", "6",
             "--out", out],
            capture_output=True, text=True, check=False, cwd=tmp_path, env={**os.environ, "PYTHONPATH": ""},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        assert any(TEA in prompt for prompt in server.sent)
    rows = pd.read_parquet(out)
    assert set(rows["culture"]) == {"JP", "IN"}
    assert rows["grounded"].all()
    assert rows["grounded_similarity"].between(0.35, 1).all()


def test_grounding_is_null_where_the_encoder_does_not_know_the_language():
    columns = dd.DataDesignerConfigBuilder()
    table = pd.DataFrame(
        {"text": [TEA, TEA], "title": ["Tea", "Tea"], "language": ["en", "sw"], "said": [FOOTBALL] * 2}
    )
    columns.with_seed_dataset(dd.DataFrameSeedSource(df=table))
    columns.add_column(GroundingColumnConfig(name="grounded", written=["said"]))
    rows = DataDesigner().preview(columns, num_records=2).dataset
    assert json.loads(rows["grounded"].to_json(orient="values")) == [False, None]
