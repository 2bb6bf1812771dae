"""Streaming from the Hub: the real clients against a server on loopback."""

import json
import shutil
import subprocess
import sys

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
# HF_ENDPOINT is read when the clients are imported, and importing them takes seconds: one process reads for all tests.
SCRIPT = """
import json, sys
import datasets
datasets.config.SLEEP_TIME_ON_THREADS_SHUTDOWN = 0.5  # behind each shuffled stream; of older versions it is none
from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.mining.read import read_documents
from cmining_distilabel.errors import UserError
for line in sys.stdin:
    inputs, config = json.loads(line)
    try:
        found = read_documents(inputs, CorpusConfig(**config), quiet=True).to_pylist()
    except UserError as error:
        found = str(error)
    print(json.dumps(found), flush=True)
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
    broken = root / "tiny" / "broken"
    (broken / "data").mkdir(parents=True)
    (broken / "README.md").write_text("---\nconfigs:\n- config_name: default\n  data_files: data/*.parquet\n---\n")
    whole = repo / "20231101.en" / "train-00000-of-00002.parquet"
    shutil.copy(whole, broken / "data" / "train-00000-of-00002.parquet")
    (broken / "data" / "train-00001-of-00002.parquet").write_bytes(whole.read_bytes()[:400])
    with HubServer(root) as server:
        yield server


@pytest.fixture(scope="module")
def read(hub, tmp_path_factory):
    environment = hub.environment(tmp_path_factory.mktemp("home"))
    command = [sys.executable, "-c", SCRIPT]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:

        def ask(inputs, **config):
            child.stdin.write(json.dumps([inputs, config]) + "\n")
            child.stdin.flush()
            return json.loads(child.stdout.readline())

        yield ask
        child.stdin.close()


def test_two_configs_are_streamed_up_to_the_limit(hub, read):
    rows = read(["tiny/wikipedia:20231101.ja", "tiny/wikipedia:20231101.en"], max_documents=10)
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


def test_without_a_limit_everything_is_read_in_order(read):
    rows = read(["tiny/wikipedia:20231101.en"])
    assert [row["id"] for row in rows] == [f"en-{number}" for number in range(100)]


def test_names_that_the_hub_does_not_have(read):
    assert "no such file, and no readable data set on the Hub: tiny/nothing" in read(["hub:tiny/nothing"])
    message = read(["tiny/wikipedia:20231101.xx"])
    assert "tiny/wikipedia:20231101.xx" in message
    assert "20231101.ja" in message, "the error names the configs that there are"


def test_a_mistyped_path_is_not_looked_up_in_the_network(hub, read):
    asked = len(hub.requests)
    message = read(["tiny/wikipedia"])
    assert "no such file: tiny/wikipedia; if a repository of the Hub is meant, write hub:org/name" in message
    assert len(hub.requests) == asked


def test_the_prefix_a_split_and_the_line_that_says_who_is_asked(read):
    found = read(["hub:tiny/wikipedia:20231101.en:train"], max_documents=3)
    assert [row["language"] for row in found] == ["en"] * 3
    message = read(["hf://tiny/wikipedia:20231101.en:test"])
    assert "has no split 'test', it has: train; name one as tiny/wikipedia:20231101.en:train" in message


def test_a_stream_that_breaks_midway_is_one_line_or_a_counted_row(read):
    message = read(["en=hub:tiny/broken"])
    assert "tiny/broken, row 51: cannot be read, the rest of tiny/broken neither" in message
    assert "on_error='skip'" in message
    assert "\n" not in message
    rows = read(["en=hub:tiny/broken"], on_error="skip")
    assert [row["reason"] for row in rows] == [None] * 50 + ["broken_off"]
