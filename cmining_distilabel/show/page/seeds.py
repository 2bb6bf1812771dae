"""The seeds of a page: what the panel of a point and a reviewer show of each."""

from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.names.readers import reader
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.names import facet_name
from cmining_distilabel.text import sentences, visible

MOST = 10_000
"""Seeds on a page."""

ID = 200
"""Characters of an id."""

_BYTES = 3_500_000  # of all texts together, so that the page stays under 15 MB
_TEXT = 600  # characters of a text, at most
_TITLE, _LINK, _SENTENCE = 80, 500, 220  # characters
_CULTURES = 4  # likeliest cultures that are listed
_Row = dict[str, Any]


def seed_rows(result: MiningResult, points: list[_Row]) -> list[_Row]:
    """The seeds of some points, as JSON. The first of each point come first where not all fit.

    `turn` is a place in a random order that is the same for every reviewer: seeds that come first in it are a sample
    of all, and those that two reviewers share.
    """
    number = {point["point_id"]: place for place, point in enumerate(points)}
    table = result.seeds
    if len(table) > MOST:
        table = table.take(pc.sort_indices(table, [("rank", "ascending"), ("id", "ascending")])[:MOST])
    longest = _longest(table)
    turns = np.random.default_rng(0).permutation(len(table)).tolist()
    rows = table.sort_by([("rank", "ascending"), ("id", "ascending")]).to_pylist()
    return [
        {"point": number[row["point_id"]], "turn": turn, **_seed(row, longest)}
        for row, turn in zip(rows, turns, strict=True)
        if row["point_id"] in number
    ]


def _longest(table: pa.Table) -> int:
    """Characters that a text may have, so that all fit; a letter of some scripts takes three bytes."""
    letters, size = (pc.sum(count(table["text"])).as_py() or 1 for count in (pc.utf8_length, pc.binary_length))
    return max(1, min(_TEXT, int(_BYTES * letters / size / max(1, len(table)))))


def _seed(row: _Row, longest: int) -> _Row:
    text = visible(row["text"], longest)
    title = visible(row["title"] or row["text"], _TITLE)
    owners = set((row["culture"] or "").split("+")) - {""}
    return {
        "id": visible(row["id"], ID),
        "title": title,
        "text": text,
        "first": first_sentence(text),
        "marks": name_marks(text, row["language"], owners) if owners else [],
        "rank": row["rank"],
        "language": visible(row["language"], _TITLE),
        "share": None if row["culture_share"] is None else round(row["culture_share"], 2),
        "cultures": [[visible(one["name"], _TITLE), round(one["weight"], 2)] for one in row["cultures"] or []][
            :_CULTURES
        ],
        "facet": facet_name(row["facet"]),
        "license": visible(row["license"], _TITLE),
        "url": web_address(row["url"]),
    }


def first_sentence(text: str) -> int:
    """Characters, in UTF-16 units, of the first sentence of a text, or of what fits of it."""
    first = next(iter(sentences(text)), "")
    if len(first) > _SENTENCE:
        first = first[:_SENTENCE].rpartition(" ")[0] or first[:_SENTENCE]
    return _units(first)


def name_marks(text: str, language: str, owners: set[str]) -> list[list[int]]:
    """Where a text names one of some cultures: starts and ends, in UTF-16 units, as JavaScript counts."""
    names = reader(language, culture_codes())
    spans = [
        (found.start, found.end)
        for found in names.mentions(text)
        if any(code in owners for code, _ in names.share(found.name).of)
    ]
    return [[_units(text[:start]), _units(text[:end])] for start, end in spans]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def web_address(url: str | None) -> str | None:
    """The address if a reader may follow it: http or https, with a host, and no control character or space."""
    try:
        parts = urlsplit(url or "")
        safe = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if url and safe and len(url) <= _LINK and url == visible(url, _LINK).replace(" ", "") else None
