"""`cmining generate` says in one line why it wrote nothing."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cmining_distilabel.generation.config import GateConfig, GenerateConfig, Limits
from tests.forked import cmining
from tests.llm_server import Reply, llm_server
from tests.seeds import good_answer, write_seeds

pytest.importorskip("openai")
MAIN = "import sys; from cmining_distilabel.cli.main import main; main()"


def command(folder: Path, *arguments: str) -> list[str]:
    source = write_seeds(folder / "result")
    return ["generate", str(source), "--out", str(folder / "out"), *arguments]


def generate(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    done = cmining(*command(folder, *arguments))
    return done.returncode, done.stderr.splitlines()


def test_a_dead_server_is_named(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply("")) as server:
        gone = server.url
    code, lines = generate(tmp_path, "--model", "m", "--base-url", gone, "--retries", "0", "--limit", "3")
    assert (code, len(lines)) == (1, 1)
    assert f"the server at {gone} cannot be reached" in lines[0]


def test_a_model_that_the_server_does_not_have_is_named(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply(status=404)) as server:
        code, lines = generate(tmp_path, "--model", "m", "--base-url", server.url)
    assert (code, len(lines)) == (1, 1)
    assert f"the server at {server.url} answers 404, no such model or address" in lines[0]


def test_an_address_without_its_beginning_is_a_mistake_and_no_dead_server(tmp_path: Path) -> None:
    code, lines = generate(tmp_path, "--model", "m", "--base-url", "127.0.0.1:8000/v1")
    assert (code, lines[0]) == (2, "cmining: --base-url 127.0.0.1:8000/v1: an address begins with http:// or https://")


def test_no_model_is_said_with_the_address(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply("")) as server:
        code, lines = generate(tmp_path, "--base-url", server.url)
    assert (code, len(lines)) == (1, 1)
    assert "no model is named" in lines[0]
    assert server.url in lines[0]


def test_nothing_accepted_is_a_failure_that_says_why(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply("<think>So,", finish="length")) as server:
        code, lines = generate(tmp_path, "--model", "m", "--base-url", server.url, "--limit", "3")
    assert (code, len(lines)) == (1, 1)
    assert f"nothing was accepted from m at {server.url}" in lines[0]
    assert "3 of 3: cut off in its reasoning, raise --max-new-tokens" in lines[0]
    assert (tmp_path / "out" / "rejected.parquet").is_file()


@pytest.mark.parametrize(
    ("quota", "message"),
    [
        ("culture:XX=5", "no seed has this culture; there are: "),
        ("facet:weather=5", "no seed has this facet; there are: "),
        ("task:quiz=5", "no seed has this task; there are: dialogue, grounded_qa"),
        ("language:de=5", "no seed has this language; there are: en, fr, ja"),
        ("colour:red=5", "there is no 'colour'; there are: culture, facet, task, language"),
    ],
)
def test_an_unknown_quota_is_refused_with_those_that_are_known(tmp_path: Path, quota: str, message: str) -> None:
    code, lines = generate(tmp_path, "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--quota", quota)
    assert (code, len(lines)) == (2, 1)
    assert message in lines[0]


def test_ctrl_c_says_what_is_kept(tmp_path: Path) -> None:
    def slow(prompt: str, before: int) -> Reply:
        return Reply(good_answer(prompt), delay=0.0 if len(server.sent) < 4 else 30.0)

    with llm_server(slow) as server:
        words = command(tmp_path, "--model", "m", "--base-url", server.url, "--concurrency", "1")
        process = subprocess.Popen([sys.executable, "-c", MAIN, *words], stderr=subprocess.PIPE, text=True)
        while len(server.sent) < 4:
            time.sleep(0.05)
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == "cmining: stopped; 3 answers are kept, the same command goes on from there\n"


def test_the_options_are_the_fields_of_the_configs() -> None:
    shown = cmining("generate", "--help").stdout
    fields = {**GenerateConfig.model_fields, **Limits.model_fields, **GateConfig.model_fields}
    own = {
        "quotas": "quota",
        "benchmarks": "benchmark",
        "task_files": "task-file",
        "gates": None,
        "backoff": None,
        "price": None,
    }
    for name in fields:
        option = own.get(name, name)
        assert option is None or f"--{option.replace('_', '-')}" in shown
