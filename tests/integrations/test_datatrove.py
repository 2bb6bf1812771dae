"""The block in datatrove's own executor, with the real encoder."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cmining_distilabel import MiningConfig, mine
from cmining_distilabel.integrations.crawled import CrawlFilter
from tests.corpus import documents
from tests.customs import customs

SHRINE = {
    "text": "At a summer festival in Japan the people of a shrine carry a portable shrine through the town with calls.",
    "metadata": {"language": "en", "title": "Portable shrine"},
}
FLOAT = "On the day of a Japanese festival a crowd pulls a decorated float on ropes to the gate of the shrine."
RAILWAY = {
    "text": "A signal box holds the levers by which a railway sets its points and signals before a train arrives.",
    "metadata": {"language": "en"},
}
PIPELINE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from cmining_distilabel.integrations.datatrove import CultureTroveFilter

if __name__ == "__main__":
    folder, like, store = sys.argv[1:]
    block = CultureTroveFilter(
        like, culture=["JP"], store=store, exclusion_writer=JsonlWriter(f"{folder}/dropped", compression=None)
    )
    steps = [JsonlReader(f"{folder}/in"), block, JsonlWriter(f"{folder}/kept", compression=None)]
    LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir=f"{folder}/logs").run()
"""


@pytest.fixture(scope="module")
def result(session_store: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = MiningConfig(store=session_store, max_per_template=0, near_duplicates=0, stability=0)
    return mine([*documents(15), *customs("en", "ja")], config).save(tmp_path_factory.mktemp("mined") / "result")


def rows(folder: Path) -> list[dict]:
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]


def test_a_language_is_detected_or_a_reason(result: Path, session_store: str) -> None:
    scored = CrawlFilter(result, store=session_store).score(
        [
            {"text": SHRINE["text"], "title": "Portable shrine"},  # no language
            {"text": FLOAT, "language": "eng_Latn"},
            {"text": "Wakati wa sherehe watu hubeba sanamu hadi mtoni na watoto huimba.", "language": "swh"},
            {"text": "123 456", "language": None},
            {"text": SHRINE["text"] + "。", "title": float("nan"), "language": float("nan")},  # as pandas has nothing
        ]
    )
    assert [row["culture"] for row in scored] == ["JP", "JP", None, None, "JP"]
    assert [row["reason"] for row in scored[2:4]] == ["unknown_language", "undetected_language"]
    assert not any(row["keep"] for row in scored[2:4])


@pytest.mark.full
def test_documents_are_kept_and_dropped_with_their_reasons(result: Path, session_store: str, tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    (tmp_path / "in").mkdir()
    for name, given in (("a", SHRINE), ("b", RAILWAY)):  # a file for each worker
        (tmp_path / "in" / f"{name}.jsonl").write_text(json.dumps({"id": name, **given}) + "\n")
    script = tmp_path / "pipeline.py"
    script.write_text(PIPELINE)
    done = subprocess.run(
        [sys.executable, script, tmp_path, result, session_store], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    (kept,), (dropped,) = rows(tmp_path / "kept"), rows(tmp_path / "dropped")
    assert kept["id"] == "a"
    assert kept["metadata"]["cmining"]["culture"] == "JP"
    assert (dropped["id"], dropped["metadata"]["filter_reason"]) == ("b", "not_wanted")
