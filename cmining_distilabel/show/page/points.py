"""The Culture Points of a page."""

from typing import Any

from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.acceptance import tests_of
from cmining_distilabel.show.names import facet_name, owner_name
from cmining_distilabel.text import visible

_NAME = 80  # characters


def point_rows(result: MiningResult, points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Points of a result, as JSON."""
    number_of = {point["point_id"]: number for number, point in enumerate(points)}
    return [
        {
            "id": point["point_id"],
            "kind": point["kind"],
            "group": visible(point["group"], _NAME),
            "culture": owner_name(point),
            "share": point["culture_share"],
            "region": point["region_name"] and visible(point["region_name"], _NAME),
            "cultures": [[visible(one["name"], _NAME), round(one["weight"], 2)] for one in point["cultures"] or []],
            "facet": facet_name(point["facet"]),
            "facets": [facet_name(name) for name in point["facets"] or []],
            "keywords": [visible(word, _NAME) for word in point["keywords"] or []],
            "score": point["score"],
            "tests": tests_of(point, result.config),
            "seedCount": len(point["seed_ids"] or []),
            "near": [number_of[name] for name in point["neighbors"] or [] if name in number_of],
        }
        for point in points
    ]
