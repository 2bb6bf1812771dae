"""What a card says of the run that it comes from: commands, columns, gates, the encoder."""

import json
import shlex
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from typer.testing import CliRunner

from cmining_distilabel.cli.main import app
from cmining_distilabel.generation.config import GenerateConfig
from cmining_distilabel.generation.jobs import INSTRUCTIONS
from cmining_distilabel.mining.result.command import mine_command
from tests.hub.test_cards import card, structure
from tests.results import small_result


def test_the_command_that_made_it_is_shown_and_a_name_cannot_change_it(tmp_path: Path) -> None:
    hostile = ("ja=$(rm -rf ~)`id`.jsonl", "x\n```\n# Heading\n<script>", "wikimedia/wikipedia:20231101.ko")
    result = small_result()
    _, plain = card(result.save(tmp_path / "plain"))
    _, body = card(replace(result, command=mine_command(list(hostile))).save(tmp_path / "result"))
    (line,) = (line for line in body.splitlines() if line.startswith("cmining mine"))
    words = shlex.split(line)
    assert words[:3] == ["cmining", "mine", hostile[0]]
    assert words[-5:] == [hostile[2], "--config", "config.yaml", "--out", "result"]
    assert structure(body) == structure(plain)
    assert "cmining mine CORPUS --config config.yaml --out result" in plain


def test_how_instructions_were_written_is_shown(tmp_path: Path) -> None:
    folder = small_result().save(tmp_path / "result")
    config = GenerateConfig(tasks=("dialogue", "situation"), limit=40, judge=True)
    report = {
        "model": "org/writer",
        "gates": {"language": {"wrong_language": 3}},
        "config": config.model_dump(mode="json", exclude={"quotas"}) | {"quotas": ["culture:JP=0.2"]},
    }
    (folder / "generate.json").write_text(json.dumps(report), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist([{"task": "dialogue"}], schema=INSTRUCTIONS), folder / "instructions.parquet")
    _, body = card(folder)
    (line,) = (line for line in body.splitlines() if line.startswith("cmining generate"))
    for words in (
        "--model org/writer",
        "--tasks dialogue,situation",
        "--limit 40",
        "--judge",
        "--quota culture:JP=0.2",
    ):
        assert words in line
    known = CliRunner().invoke(app, ["generate", "--help"], env={"COLUMNS": "400", "NO_COLOR": "1"}).output
    assert all(word in known for word in shlex.split(line) if word.startswith("--"))
    assert "| `language` | 3 | `wrong_language` | the text is in another language than was asked for |" in body


def test_the_encoders_bias_is_shown(tmp_path: Path) -> None:
    result = small_result()
    bias = {when: {"enrichment": value, "offset_energy": 0.004} for when, value in (("before", 1.13), ("after", 1.05))}
    _, body = card(replace(result, funnel={**result.funnel, "bias": bias}).save(tmp_path / "result"))
    assert "| as the encoder gives it | 1.13 | 0.40 % |" in body
