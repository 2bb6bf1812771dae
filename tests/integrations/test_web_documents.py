"""examples/web_documents.py: saved pages into documents that `mine` and `score` read; no network."""

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.mining.read.documents import read_documents

pytestmark = pytest.mark.full
EXAMPLE = Path(__file__).parents[2] / "examples" / "web_documents.py"
TEXT = (
    "Every spring the people of the valley carry a straw figure to the river, and the children sing as it floats off. "
    "Old women bake a bread with poppy seeds that day, and nobody may cut it before the figure is out of sight. "
)
FRENCH = (
    "Chaque printemps, les habitants de la vallée portent une figure de paille jusqu'à la rivière, et les enfants "
    "chantent pendant qu'elle s'éloigne. Ce jour-là, les vieilles femmes cuisent un pain aux graines de pavot. "
)


def html(title: str, text: str) -> bytes:
    return (
        f"<html><head><title>{title}</title><script>alert(1)</script></head><body><nav><a href='/'>Home</a> Menu</nav>"
        f"<article><h1>{title}</h1><p>{text}</p><p>{text}</p></article>"
        f'<footer>Cookies <a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a></footer>'
        "</body></html>"
    ).encode()


def warc(path: Path, *responses: tuple[str, str, str, bytes]) -> None:
    """A WARC with these responses: address, status, type, body."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.name.endswith(".gz"))
        for url, status, kind, body in responses:
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=headers))


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, EXAMPLE, *map(str, arguments)], capture_output=True, text=True, check=False)


def test_pages_of_a_warc_and_of_a_folder_are_documents(tmp_path):
    warc(
        tmp_path / "region.warc.gz",
        (
            "https://valley.example/straw",
            "200 OK",
            "text/html; charset=utf-8",
            html("Straw figure", "An older page. " * 9),
        ),
        ("https://valley.example/straw", "200 OK", "text/html; charset=utf-8", html("Straw figure", TEXT)),
        ("https://valley.example/gone", "404 Not Found", "text/html", html("Gone", TEXT)),
        ("https://valley.example/photo", "200 OK", "image/jpeg", b"\xff\xd8\xff"),
        ("https://valley.example/empty", "200 OK", "text/html", b"<html></html>"),
    )
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "paille.html").write_bytes(html("Figure de paille", FRENCH))
    (folder / "notes.txt").write_text("no page")
    out = tmp_path / "documents.jsonl"
    done = run(tmp_path / "region.warc.gz", folder, "--out", out)
    assert done.returncode == 0, done.stderr
    straw, paille = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert (straw["url"], straw["title"], straw["language"]) == ("https://valley.example/straw", "Straw figure", "en")
    assert "straw figure to the river" in straw["text"], "of an address the last page counts"
    assert "Menu" not in straw["text"]
    assert "alert" not in straw["text"]
    assert straw["license"] is None, "what a page links to as its licence is a claim"
    assert (paille["language"], paille["source"]) == ("fr", "files")
    for reason in ("1 status other than 200", "1 no HTML", "1 no text in it", "1 no WARC or HTML file"):
        assert reason in done.stdout
    table = read_documents(out, CorpusConfig())
    assert table["reason"].null_count == len(table) == 2


@pytest.mark.parametrize("name", ["region.warc", "region.warc.gz"])
def test_of_a_cut_warc_the_whole_pages_are_read(tmp_path, name):
    warc(
        tmp_path / name,
        ("https://valley.example/1", "200 OK", "text/html", html("Straw figure", TEXT)),
        ("https://valley.example/2", "200 OK", "text/html", html("Poppy bread", FRENCH)),
    )
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-200])
    done = run(tmp_path / name, "--out", tmp_path / "documents.jsonl")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 documents")
    assert "1 cut page" in done.stdout, "half a page is no document"


def test_a_damaged_warc_is_said_to_be_one(tmp_path):
    whole = tmp_path / "region.warc"
    warc(whole, *[(f"https://valley.example/{n}", "200 OK", "text/html", html("Straw", TEXT)) for n in range(2)])
    (tmp_path / "region.warc.gz").write_bytes(gzip.compress(whole.read_bytes()))  # one member: no record can be found
    done = run(tmp_path / "region.warc.gz", "--out", tmp_path / "documents.jsonl")
    assert done.returncode == 0, done.stderr
    assert "1 damaged WARC" in done.stdout
    assert "is damaged" in done.stderr


def test_a_missing_input_is_one_line(tmp_path):
    done = run(tmp_path / "nothing.warc", "--out", tmp_path / "documents.jsonl")
    assert done.returncode == 2
    assert "there is no" in done.stderr.splitlines()[-1]
