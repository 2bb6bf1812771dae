"""Whose each point is, and what it is about, as the page and reviews name it."""

from functools import lru_cache
from typing import Any

from cmining_distilabel.languages import language_name
from cmining_distilabel.text import visible

NOBODY = "(shared by many)"
"""The owner of a point of kind "shared" whose cultures are too many to be named."""

_NAME = 80  # characters
_PAIRS = {
    name: name.replace("_", " & ") for name in ("arts_crafts", "custom_ritual", "language_proverbs", "music_dance")
}


def owner_name(point: dict[str, Any]) -> str:
    """The culture, or cultures, of a point; in brackets what belongs to none: one language alone, or many cultures."""
    if point["culture_name"]:
        return visible(point["culture_name"], _NAME)
    if point["kind"] == "shared":
        return NOBODY
    return f"({visible(language_name(point['group']).partition(' (')[0], _NAME)} alone)"


def place_name(point: dict[str, Any]) -> str:
    """The owner, and the region of its country that most of the point is of: "Japan (Kyoto)"."""
    region = point.get("region_name")
    return f"{owner_name(point)} ({visible(region, _NAME)})" if region else owner_name(point)


def facet_and_region(point: dict[str, Any]) -> str:
    """What a point is about, and where most of it lies: "religion, Kyoto"."""
    parts = facet_name(point["facet"]), point.get("region_name")
    return ", ".join(visible(part, _NAME) for part in parts if part)


@lru_cache(maxsize=1_000)
def facet_name(facet: str | None) -> str:
    """A facet in words: "way_of_life" is "way of life"."""
    return _PAIRS.get(facet or "", visible((facet or "no facet").replace("_", " "), _NAME))
