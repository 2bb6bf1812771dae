"""What docs/synthesis.md shows of other tools over the seeds runs, where they install.

They ask for versions of libraries that exclude each other, so each may have an interpreter of its own:
CMINING_DATATROVE, CMINING_DATA_DESIGNER and CMINING_CURATOR name them. By default it is this one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.llm_server import Reply, llm_server
from tests.results import small_result
from tests.seeds import seed_rows

pytestmark = pytest.mark.full
PAGE = Path(__file__).parents[3] / "docs" / "synthesis.md"
SERVER = "http://127.0.0.1:8000/v1"  # as the page has it
QUIET = {"TELEMETRY_ENABLED": "false", "NEMO_TELEMETRY_ENABLED": "false"}
TOOLS = {
    "datatrove": ("CMINING_DATATROVE", "datatrove"),
    "data_designer": ("CMINING_DATA_DESIGNER", "data-designer"),
    "bespokelabs": ("CMINING_CURATOR", "bespokelabs-curator"),
}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("module", TOOLS)
def test_another_tool_reads_the_seeds(module: str, tmp_path: Path) -> None:
    variable, package = TOOLS[module]
    python = os.environ.get(variable, sys.executable)
    if subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode:
        pytest.skip(f"{package} is not installed; {variable} may name a Python that has it")
    (code,) = (
        block for block in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL) if module in block
    )
    small_result(seed_rows()).save(tmp_path / "result")
    with llm_server(lambda prompt, before: Reply("What is it about?")) as server:
        done = subprocess.run(
            [python, "-c", code.replace(SERVER, server.url)],
            cwd=tmp_path,
            env={**os.environ, **QUIET, "HOME": str(tmp_path), "OPENAI_API_KEY": "none"},
            capture_output=True,
            text=True,
            check=False,
        )
        asked = "\n".join(server.sent)
    assert done.returncode == 0, done.stderr[-3000:]
    for seed in seed_rows():
        assert seed["id"] in done.stdout
        assert module == "datatrove" or seed["text"] in asked
