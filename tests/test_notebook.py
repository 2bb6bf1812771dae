"""The notebook in examples/ runs on a result."""

import os
from pathlib import Path

import pytest

from tests.show.page.made import mapped_result

NOTEBOOK = Path(__file__).parents[1] / "examples" / "first_result.ipynb"


@pytest.mark.full
def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    mapped_result().save(tmp_path / "demo")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(NOTEBOOK.parents[1]), os.environ.get("PYTHONPATH", "")]))
    book = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(book, timeout=240, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output for cell in book.cells for output in cell.get("outputs", ())]
    assert not [output for output in shown if output.output_type == "error"]
    assert any("image/png" in output.get("data", {}) for output in shown)
    assert "United Kingdom" in str(shown[0]["data"]["text/html"])
    assert "(10, 9)" in str(shown[-1])
    assert (tmp_path / "one-culture.html").is_file()
