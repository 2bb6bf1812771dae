"""Countries by the names that people give them."""

import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.filter import Filter, chosen, passes

ROWS = [
    {"cultures": [{"code": "TR", "name": "Türkiye"}]},
    {"cultures": [{"code": "HK", "name": "Hong Kong SAR China"}]},
    {"cultures": [{"code": "CI", "name": "Côte d’Ivoire"}]},
]


@pytest.mark.parametrize(("name", "place"), [("Turkey", 0), ("hong kong", 1), ("Ivory Coast", 2), ("TR", 0)])
def test_a_country_is_found_by_another_of_its_names(name: str, place: int) -> None:
    assert chosen(ROWS, Filter(culture=(name,))) == [place]
    assert [passes(row, Filter(culture=(name,))) for row in ROWS] == [number == place for number in range(3)]


def test_what_is_no_country_is_named() -> None:
    with pytest.raises(UserError, match="no seed of the culture 'Turkmania'"):
        chosen(ROWS, Filter(culture=("Turkmania",)))
