"""Whose each point is, and what it is about, as the page and reviews name it."""

from __future__ import annotations

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


@lru_cache(maxsize=1_000)
def facet_name(facet: str | None) -> str:
    """A facet in words: "way_of_life" is "way of life"."""
    return _PAIRS.get(facet or "", visible((facet or "no facet").replace("_", " "), _NAME))
