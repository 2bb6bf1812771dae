"""Results made by hand whose documents have a place on the map."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from cmining_distilabel.mining.result.assemble import funnel_stages
from cmining_distilabel.mining.result.columns import DOCUMENTS, POINTS, SEEDS
from cmining_distilabel.mining.result.result import MiningResult
from tests.results import seed, small_result

HOSTILE = (
    "<script>window.ran = 1</script>",
    "</script><img src=x onerror='window.ran = 2'>",
    "<!--<script>",
    "\"quoted\" 'twice' `${window.ran = 3}` {{ 7 * 7 }}",
    "a null\x00byte and a \x1b[31mcolour",
    "long" * 500,
    "👩‍👩‍👧‍👦 🎎",
    "مهرجان الربيع \u202e<b>",
)


def mapped_result(seeds: list[dict[str, Any]] | None = None, *, others: int = 200) -> MiningResult:
    """`small_result` with its points' figures, every seed on the map, and that many documents which are no seeds."""
    result = small_result(seeds)
    random = np.random.default_rng(0)
    point_rows = [
        {**row, "kind": "culture", "facets": ["festival"], **_owner(row)} for row in result.points.to_pylist()
    ]
    seed_rows = [{**_owner(row), **{key: value for key, value in row.items() if value is not None}}
                 for row in result.seeds.to_pylist()]  # fmt: skip
    for rank, row in enumerate(point_rows):
        row |= {"score": 0.9 - rank / 100, "q_value": 0.001 * (rank + 1), "stability": 0.5, "keywords": ["dance"]}
    for row in point_rows:
        row["neighbors"] = [other["point_id"] for other in point_rows if other["group"] != row["group"]]
    own = {row["id"]: row for row in seed_rows}
    columns = ("culture", "culture_name", "culture_share", "cultures", "facet")
    rows = [
        {**row, **{column: own[row["id"]][column] for column in columns}}
        for row in result.documents.to_pylist()
        if row["stage"] == "seed"
    ]
    groups = sorted({row["group"] for row in rows}) or ["en"]
    rows += [
        {
            "id": f"other-{number}",
            "title": f"Other {number}",
            "group": groups[number % len(groups)],
            "language": groups[number % len(groups)],
            "stage": "point",
            "reason": "not_exclusive",
            "score": 0.2,
        }
        for number in range(others)
    ]
    for row in rows:
        row["isolation"] = 0.4
        row["x"], row["y"] = random.normal(size=2).tolist()
    documents = pa.Table.from_pylist(rows, schema=DOCUMENTS)
    counts = {"documents": len(rows), "stages": funnel_stages(documents)}
    points = pa.Table.from_pylist(point_rows, schema=POINTS)
    seeds_table = pa.Table.from_pylist(seed_rows, schema=SEEDS)
    funnel = {**result.funnel, **counts}
    return replace(result, points=points, seeds=seeds_table, documents=documents, funnel=funnel)


def _owner(row: dict[str, Any]) -> dict[str, Any]:
    code, name = {"en": ("GB", "United Kingdom"), "ja": ("JP", "Japan")}.get(row["group"], ("XX", row["group"]))
    cultures = [{"code": code, "name": name, "weight": 0.8}]
    return {"culture": code, "culture_name": name, "culture_share": 0.8, "cultures": cultures, "facet": "festival"}


def pointless_result() -> MiningResult:
    """`mapped_result` whose documents all ended in clusters that are too small."""
    mapped = mapped_result()
    rows = [
        {**row, "stage": "point", "reason": "small_point", "point_id": None} for row in mapped.documents.to_pylist()
    ]
    documents = pa.Table.from_pylist(rows, schema=DOCUMENTS)
    funnel = {**mapped.funnel, "points": 0, "seeds": 0, "stages": funnel_stages(documents)}
    return replace(mapped, points=POINTS.empty_table(), seeds=SEEDS.empty_table(), documents=documents, funnel=funnel)


def with_curves(result: MiningResult) -> MiningResult:
    rows = [
        {"knob": knob, "value": value, "points": 10 - number, "seeds": 100 - 9 * number}
        for knob, values in {"theta": (0.5, 0.8, 0.9), "tau": (3, 5, 8)}.items()
        for number, value in enumerate(values)
    ]
    return replace(result, funnel={**result.funnel, "sensitivity": rows})


def hostile_seeds() -> list[dict[str, Any]]:
    """Seeds whose every text is hostile, each with an address that must not be followed."""
    return [
        seed(
            "ar",
            rank,
            title,
            text=title * 3,
            group="<i>g</i>",
            point_id="cp'\"><b>",
            source=title[:60],
            license=title[:60],
            url="javascript:window.ran=4" if rank % 2 else 'data:text/html,"<script>',
        )
        for rank, title in enumerate(HOSTILE, start=1)
    ]
