"""Push to and load from the Hub on loopback, each in a process of its own, as a user does."""

import json
from pathlib import Path

from tests.forked import HUB, run_script
from tests.hub_server import HubServer

TOKEN, READER = "hf_writerSECRET", "hf_readerSECRET"
REPO = "org/seeds"
# HF_ENDPOINT is read when the clients are imported, so that what is tested runs in a process of its own. The client
# waits up to 23 seconds between its tries: that alone is left out.
PUSH = """
import json, sys, time
time.sleep = lambda seconds: None
from cmining_distilabel.errors import UserError
from cmining_distilabel.hub.push import push
folder, repo, options = json.loads(sys.argv[1])
try:
    print(json.dumps({"url": push(folder, repo, **options)}))
except UserError as error:
    print(json.dumps({"error": str(error)}))
"""
LOAD = """
import json, sys
from datasets import load_dataset
repo, names = json.loads(sys.argv[1])
print(json.dumps({name: load_dataset(repo, name or None, split="train").to_list() for name in names}))
"""


def run(hub: HubServer, script: str, *arguments, **environment: str):
    made = hub.environment(hub.root / ".home") | environment
    done = run_script(script, json.dumps(arguments), environment=made, imported=HUB)
    assert "SECRET" not in done.stdout + done.stderr, "a token is never printed"
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def push(hub: HubServer, folder: Path, repo: str = REPO, **options) -> dict[str, str]:
    return run(hub, PUSH, str(folder), repo, {"token": TOKEN, **options})


def load(hub: HubServer, *names: str) -> dict[str, list[dict]]:
    return run(hub, LOAD, REPO, names)


def files(hub: HubServer) -> dict[str, bytes]:
    root = hub.root / REPO
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
