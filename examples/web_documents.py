"""Documents for `cmining mine` and `cmining score` from saved pages: WARC files, HTML files and folders of either.

    pip install trafilatura lxml_html_clean warcio
    wget --input-file urls.txt --warc-file=region --delete-after --wait 1    # a list of addresses becomes a WARC
    python examples/web_documents.py region.warc.gz --out documents.jsonl
    cmining score documents.jsonl --like result --out scored.parquet

Nothing is fetched here. A page's licence is not known: what it links to as one is in `license_claimed`, for you to
check.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import trafilatura
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from cmining_distilabel.files import write_lines
from cmining_distilabel.mining.read.detect import detect

_HTML = ("text/html", "application/xhtml+xml")
_LONGEST = 10_000_000  # bytes of a page; a longer one is no article
Page = tuple[str, bytes]  # address, HTML


def pages(path: Path, counts: Counter[str]) -> Iterator[Page]:
    """The pages of a file or of all files of a folder; what is none is counted by its reason."""
    if path.is_dir():
        for file in sorted(file for file in path.rglob("*") if file.is_file()):
            yield from pages(file, counts)
    elif path.name.endswith((".warc", ".warc.gz")):
        yield from warc_pages(path, counts)
    elif path.suffix.lower() in (".html", ".htm", ".xhtml"):
        yield path.resolve().as_uri(), path.read_bytes()
    else:
        counts["no WARC or HTML file"] += 1


def warc_pages(path: Path, counts: Counter[str]) -> Iterator[Page]:
    """The HTML that came with status 200, of each address the last."""
    found: dict[str, bytes] = {}
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                if record.rec_type != "response" or not record.http_headers:
                    continue
                kind = (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
                if record.http_headers.get_statuscode() != "200":
                    counts["status other than 200"] += 1
                elif kind not in _HTML:
                    counts["no HTML"] += 1
                else:
                    body = record.content_stream().read(_LONGEST)
                    if len(body) == _LONGEST:
                        counts["too long"] += 1
                    elif record.raw_stream.limit and not record.raw_stream.read(1):  # the file ends before the page
                        counts["cut page"] += 1
                    else:
                        found[record.rec_headers.get_header("WARC-Target-URI")] = body
        except (ArchiveLoadFailed, EOFError, OSError) as error:
            why = str(error).strip().partition("\n")[0]
            print(f"{path} is damaged, and read as far as it goes: {why}", file=sys.stderr)
            counts["damaged WARC"] += 1
    yield from found.items()


def document(url: str, html: bytes) -> dict[str, str | None] | str:
    """A page as a document, or why it is none."""
    page = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False, include_tables=False)
    text = ((page and page.text) or "").strip()
    if not page or not text:
        return "no text in it"
    language = detect(text)
    if language is None:
        return "language not sure"
    return {
        "id": url,
        "url": url,
        "title": page.title or "",
        "text": text,
        "language": language,
        "source": page.hostname or "files",
        "license": None,
        "license_claimed": page.license or None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("inputs", nargs="+", type=Path, help="WARC files, HTML files, folders")
    parser.add_argument("--out", required=True, type=Path, help="JSONL file")
    asked = parser.parse_args()
    for path in asked.inputs:
        if not path.exists():
            parser.error(f"there is no {path}")
    counts: Counter[str] = Counter()
    documents: dict[str, dict[str, str | None]] = {}
    for path in asked.inputs:
        for url, html in pages(path, counts):
            found = document(url, html)
            if isinstance(found, str):
                counts[found] += 1
            else:
                documents[url] = found
    write_lines(asked.out, documents.values())
    left_out = ", ".join(f"{count} {reason}" for reason, count in counts.most_common())
    print(f"{len(documents)} documents in {asked.out}" + (f"; left out: {left_out}" if left_out else ""))


if __name__ == "__main__":
    main()
