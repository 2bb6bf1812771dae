"""kill -9 in the middle of 500 requests, and the same command again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.llm_server import Reply, llm_server
from tests.seeds import good_answer, seed_rows, write_seeds

pytest.importorskip("openai")
COUNT, CONCURRENCY = 500, 8
COMMAND = "import typer; from cmining_distilabel.cli.generate import generate; typer.run(generate)"


@pytest.mark.full
def test_no_answer_is_asked_for_twice_and_no_row_lost_or_doubled(tmp_path: Path) -> None:
    rows = [{**seed, "id": f"{seed['id']}-{number}"} for number in range(60) for seed in seed_rows()][:COUNT]
    for number, row in enumerate(rows):
        row["text"] = f"{row['text']} ({number})"
    source, out = write_seeds(tmp_path / "result", rows), tmp_path / "out"
    store = out / "answers.jsonl"

    with llm_server(lambda prompt, before: Reply(good_answer(prompt), delay=0.01)) as server:
        arguments = ["--base-url", server.url, "--model", "m", "--tasks", "grounded_qa", "--grounding", "0"]
        command = [sys.executable, "-c", COMMAND, str(source), "--out", str(out), *arguments]
        command += ["--concurrency", str(CONCURRENCY)]
        kept: list[bytes] = []
        for killed_at in (100, 300):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while len(server.answered) < killed_at and process.poll() is None:
                time.sleep(0.005)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            now = store.read_bytes().split(b"\n")[:-1]
            assert now[: len(kept)] == kept  # lines are only ever added
            kept = now
            assert not (out / "instructions.parquet").exists()
        assert 200 < len(kept) < COUNT
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        # Sent twice at most: what was under way at a kill, of which no answer had come.
        repeats = sum(count - 1 for count in Counter(server.sent).values())
        assert len(set(server.sent)) == COUNT
        assert repeats <= 2 * CONCURRENCY
        assert f"in {out}" in done.stdout

    answers = [json.loads(line)["key"] for line in store.read_text().splitlines()]
    assert len(answers) == len(set(answers)) == COUNT
    ids = [
        name
        for file in ("instructions", "rejected")
        for name in pq.read_table(out / f"{file}.parquet")["id"].to_pylist()
    ]
    assert sorted(ids) == sorted(f"{row['id']}/grounded_qa/{row['language']}" for row in rows)
    report = json.loads((out / "generate.json").read_text())
    assert report["answered_before"] == len(kept)
    assert report["accepted"] + report["rejected"] == COUNT
