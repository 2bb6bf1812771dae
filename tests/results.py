"""Small results made by hand, for tests of what is done with a result: nothing is encoded, nothing clustered."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.mining.result.columns import DOCUMENTS, POINTS, SEEDS
from cmining_distilabel.mining.result.funnel import funnel_stages
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.mining.result.versions import versions

TEXTS = {
    "en": ("Morris dance", "Pancake race", "Guy Fawkes Night", "Cheese rolling", "Maypole"),
    "ja": ("盆踊り", "雛祭り", "節分", "初詣", "七五三"),
}
_LICENSE = "CC BY-SA 4.0"


def seed(language: str, number: int, title: str, **changed: Any) -> dict[str, Any]:
    """A seed's row, the `number`-th of the one point of its group; the columns that are not here are null."""
    row = {
        "id": f"{language}-{number}",
        "point_id": f"cp-{changed.get('group', language)}",
        "rank": number,
        "similarity": 1 - number / 100,
        "title": title,
        "text": f"{title}: {'a custom that is kept every year. ' * 3}",
        "language": language,
        "group": language,
        "source": f"{language}.wikipedia.org",
        "url": f"https://{language}.wikipedia.org/wiki/{number}",
        "license": _LICENSE,
        "score": 1 - number / 100,
    }
    return {**row, **changed}


def seed_rows() -> list[dict[str, Any]]:
    """Five English and five Japanese seeds."""
    return [seed(code, rank, title) for code, titles in TEXTS.items() for rank, title in enumerate(titles, start=1)]


def small_result(seeds: Iterable[Mapping[str, Any]] | None = None, **config: Any) -> MiningResult:
    """A result with these seeds (by default `seed_rows`), a point for each `point_id`, and three documents left out."""
    rows = [dict(row) for row in (seed_rows() if seeds is None else seeds)]
    members: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        members.setdefault(row["point_id"], []).append(row)
    points = [
        {
            "point_id": point_id,
            "kind": "language",
            "group": own[0]["group"],
            "size": len(own),
            "share": 0.9,
            "score": 0.9,
            "seed_ids": [row["id"] for row in own],
        }
        for point_id, own in members.items()
    ]
    group = rows[0]["group"] if rows else "en"
    left_out = [
        {"id": f"out-{stage}", "language": "en", "group": group, "stage": stage, "reason": reason}
        for stage, reason in (("noise", "too_short"), ("entropy", "low_entropy"), ("point", "small_point"))
    ]
    documents = pa.Table.from_pylist([{**row, "stage": "seed"} for row in rows] + left_out, schema=DOCUMENTS)
    funnel = {
        "documents": len(documents),
        "points": len(points),
        "seeds": len(rows),
        "stages": funnel_stages(documents),
        "seconds": {"read": 0.1, "encode": 1.5},
    }
    return MiningResult(
        points=pa.Table.from_pylist(points, schema=POINTS),
        seeds=pa.Table.from_pylist(rows, schema=SEEDS),
        documents=documents,
        funnel=funnel,
        config=MiningConfig(**{"mode": "paper", **config}),
        versions=versions("use-multilingual-v3@0.2.1"),
    )
