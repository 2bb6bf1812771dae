"""Streaming from the Hub: the real clients against a server on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.hub_server import HubServer

CARD = """---
configs:
- config_name: 20231101.en
  data_files: 20231101.en/*.parquet
- config_name: 20231101.ja
  data_files: 20231101.ja/*.parquet
---
# Tiny Wikipedia
"""
# HF_ENDPOINT is read when the clients are imported, so that what is tested runs in a process of its own.
SCRIPT = """
import json, sys
from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.mining.read import read_documents
from cmining_distilabel.errors import UserError
inputs, config = json.loads(sys.argv[1])
try:
    print(json.dumps(read_documents(inputs, CorpusConfig(**config), quiet=True).to_pylist()))
except UserError as error:
    print(json.dumps(str(error)))
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    root = tmp_path_factory.mktemp("hub")
    repo = root / "tiny" / "wikipedia"
    for language in ("en", "ja"):
        (repo / f"20231101.{language}").mkdir(parents=True)
        for shard in range(2):
            numbers = range(shard * 50, shard * 50 + 50)
            columns = {
                "id": [str(number) for number in numbers],
                "url": [f"https://{language}.wikipedia.org/wiki/{number}" for number in numbers],
                "title": [f"{language} title {number}" for number in numbers],
                "text": [f"{language} text {number}" for number in numbers],
            }
            pq.write_table(pa.table(columns), repo / f"20231101.{language}" / f"train-{shard:05d}-of-00002.parquet")
    (repo / "README.md").write_text(CARD, encoding="utf-8")
    with HubServer(root) as server:
        yield server


def read(hub: HubServer, home: Path, inputs: list[str], **config):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps([inputs, config])],
        env=hub.environment(home),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_two_configs_are_streamed_up_to_the_limit(hub, tmp_path):
    rows = read(hub, tmp_path, ["tiny/wikipedia:20231101.ja", "tiny/wikipedia:20231101.en"], max_documents=10)
    assert [row["language"] for row in rows] == ["ja"] * 10 + ["en"] * 10
    # Both Wikipedias number their pages from 1: none of these is a duplicate, and no id is there twice.
    assert all(row["reason"] is None for row in rows)
    assert len({row["id"] for row in rows}) == 20
    for row in rows:
        number = row["id"].removeprefix(row["language"] + "-")
        assert row["text"] == f"{row['language']} text {number}"
        assert row["url"] == f"https://{row['language']}.wikipedia.org/wiki/{number}"
    assert [row["id"] for row in rows[:10]] != [f"ja-{number}" for number in range(10)], "a sample, not the beginning"
    assert any("/resolve/" in path and path.endswith(".parquet") for _, path in hub.requests)


def test_without_a_limit_everything_is_read_in_order(hub, tmp_path):
    rows = read(hub, tmp_path, ["tiny/wikipedia:20231101.en"])
    assert [row["id"] for row in rows] == [f"en-{number}" for number in range(100)]


def test_names_that_the_hub_does_not_have(hub, tmp_path):
    assert "no such file, and no readable data set on the Hub: tiny/nothing" in read(hub, tmp_path, ["tiny/nothing"])
    message = read(hub, tmp_path, ["tiny/wikipedia:20231101.xx"])
    assert "tiny/wikipedia:20231101.xx" in message
    assert "20231101.ja" in message, "the error names the configs that there are"


def test_the_prefix_a_split_and_the_line_that_says_who_is_asked(hub, tmp_path):
    found = read(hub, tmp_path, ["hub:tiny/wikipedia:20231101.en:train"], max_documents=3)
    assert [row["language"] for row in found] == ["en"] * 3
    message = read(hub, tmp_path, ["hf://tiny/wikipedia:20231101.en:test"])
    assert "has no split 'test', it has: train; name one as tiny/wikipedia:20231101.en:train" in message
