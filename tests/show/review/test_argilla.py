"""The folder for Argilla, read by its own client. A server that says who is logged in is all that it asks for."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cmining_distilabel.cli.main import app
from tests.show.page.made import hostile_seeds, mapped_result

_USER = {
    "id": "00000000-0000-0000-0000-000000000001",
    "username": "anna",
    "role": "owner",
    "first_name": "Anna",
    "inserted_at": "2026-01-01T00:00:00",
    "updated_at": "2026-01-01T00:00:00",
}


class _Me(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(_USER).encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def client() -> Iterator[Any]:
    argilla = pytest.importorskip("argilla")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Me)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    before = argilla.Argilla._default_client
    argilla.Argilla._default_client = argilla.Argilla(f"http://127.0.0.1:{server.server_port}", "key")
    yield argilla
    argilla.Argilla._default_client = before
    server.shutdown()


def write(tmp_path: Path, seeds: list[dict[str, Any]] | None = None) -> Path:
    folder, out = mapped_result(seeds).save(tmp_path / "result"), tmp_path / "argilla"
    ran = CliRunner().invoke(app, ["review", "argilla", str(folder), "--out", str(out)])
    assert f"records in {out}" in ran.output
    return out


@pytest.mark.full
def test_the_client_of_argilla_reads_what_is_written(tmp_path: Path, client: Any) -> None:
    out = write(tmp_path)
    settings = client.Settings.from_json(out / ".argilla" / "settings.json")
    settings.validate()
    assert [question.name for question in settings.questions] == ["verdict", "correct_culture", "note"]
    assert client.Dataset._load_dataset_model(out / ".argilla" / "dataset.json").name == "culture-seeds"
    records = [client.Record.from_dict(row) for row in json.loads((out / "records.json").read_text(encoding="utf-8"))]
    assert len(records) == 10
    assert records[0].id == "en-1"
    assert records[0].fields["culture"] == "United Kingdom"
    names = {field.name for field in settings.fields}, {own.name for own in settings.metadata}
    assert all(set(record.fields) == names[0] and set(record.metadata) <= names[1] for record in records)


def test_hostile_text_is_data_and_a_folder_that_is_there_is_kept(tmp_path: Path) -> None:
    out = write(tmp_path, hostile_seeds())
    text = (out / "records.json").read_text(encoding="utf-8")
    assert "\\u0000" not in text
    assert "\\u001b" not in text
    again = CliRunner().invoke(app, ["review", "argilla", str(tmp_path / "result"), "--out", str(out)])
    assert "exists; name another folder" in str(again.exception)
