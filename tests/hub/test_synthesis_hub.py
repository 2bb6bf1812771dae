"""Instructions to the Hub, seeds and benchmarks from it: the real clients against a server on loopback."""

from pathlib import Path

import pytest

from cmining_distilabel.generation.config import GenerateConfig
from cmining_distilabel.generation.llms import make_llm
from cmining_distilabel.generation.run import generate
from tests.hub_client import REPO, TOKEN, files, load, push, run
from tests.hub_server import HubServer
from tests.llm_server import Reply, llm_server
from tests.results import small_result
from tests.seeds import good_answer, seed_rows

pytest.importorskip("openai")
READ = """
import json, sys
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.gates.benchmarks import benchmark_texts
from cmining_distilabel.generation.seeds import load_seeds
repo, = json.loads(sys.argv[1])
seeds = load_seeds(f"hub:{repo}")
texts = benchmark_texts([f"{repo}:instructions"])
errors = []
for read, name in ((load_seeds, "hub:org/nothing"), (benchmark_texts, "hub:org/nothing")):
    try:
        read([name] if read is benchmark_texts else name)
    except UserError as error:
        errors.append(str(error))
print(json.dumps([[seed["id"] for seed in seeds], texts, errors]))
"""


def test_there_and_back(tmp_path: Path) -> None:
    folder = small_result(seed_rows()).save(tmp_path / "result")
    with llm_server(lambda prompt, before: Reply(good_answer(prompt))) as server:
        llm = make_llm("openai", model="m", base_url=server.url)
        report = generate(folder, folder, llm, GenerateConfig(tasks=("grounded_qa",)), quiet=True)
    assert report["accepted"] == 9
    with HubServer(tmp_path / "hub", {TOKEN: ("org",)}) as hub:
        assert "url" in push(hub, folder)
        assert not [name for name in files(hub) if "answers" in name]  # what was paid for stays at home
        loaded = load(hub, "instructions")  # nothing was rejected: there is no such config
        assert len(loaded["instructions"]) == 9
        ids, texts, errors = run(hub, READ, REPO)
    assert ids == [seed["id"] for seed in seed_rows()]
    assert loaded["instructions"][0]["messages"][0]["content"] in texts
    assert len(errors) == 2
    assert all("'org/nothing' doesn't exist on the Hub" in error for error in errors)
