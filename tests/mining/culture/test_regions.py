"""The region of its culture's country that a document names."""

import numpy as np
import pytest

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.names.named import read_names
from cmining_distilabel.mining.culture.names.places import larger_region, region_name, regions
from cmining_distilabel.mining.culture.regions import find_regions
from cmining_distilabel.mining.culture.texts import Texts


def _region(language: str, title: str, text: str, owner: str) -> str | None:
    codes = culture_codes()
    found = find_regions(read_names([Texts([language], [title], [text])], codes), ((owner,),), np.zeros(1, np.int32))
    return found.codes[found.region[0]] if found.region[0] >= 0 else None


@pytest.mark.parametrize(
    ("language", "title", "text", "owner", "region"),
    [
        ("en", "Haggis", "A pudding that people in Scotland eat with turnips.", "GB", "GB-SCT"),
        ("ja", "送り火", "京都府で夏に山で火を焚く行事である。", "JP", "JP-26"),
        ("fr", "Couscous", "Un plat que l'on mange en Toscane aussi.", "IT", "IT-52"),
        ("ko", "제주도의 돌담", "제주도 사람들이 쌓은 담이다.", "KR", "KR-49"),
        ("en", "Sardana", "A dance in a ring that is danced all over Catalunya.", "ca", "ES-CT"),
        ("en", "Haggis", "A pudding that people in Scotland eat.", "JP", None),  # of another country
        ("en", "Mole", "A sauce of Mexico.", "MX", None),  # the state, which has a region of that name
        ("en", "Crafts", "Baskets from Hokkaido and fans from Okinawa.", "JP", None),  # two alike
        ("en", "Sushi", "Rice with vinegar, and fish.", "JP", None),
    ],
)
def test_a_document_lies_in_the_region_that_it_names(
    language: str, title: str, text: str, owner: str, region: str | None
) -> None:
    assert _region(language, title, text, owner) == region


def test_what_lies_in_a_region_counts_for_it() -> None:
    both = "From Camden to Islington, and in all of England."
    assert _region("en", "Pie", both, "GB") == "GB-ENG"
    assert _region("en", "Pie", "A pie of Camden.", "GB") == "GB-CMD"


def test_nobody_and_several_have_no_region() -> None:
    named = read_names([Texts(["en"] * 2, ["", ""], ["In Scotland."] * 2)], culture_codes())
    found = find_regions(named, (("GB", "IE"),), np.array([0, -1], np.int32))
    assert found.region.tolist() == [-1, -1]


@pytest.mark.parametrize("language", ["en", "ja", "zh", "de", "xx"])
def test_every_region_has_a_name_and_lies_in_its_country(language: str) -> None:
    for name, code in regions(language).items():
        assert name
        assert region_name(code)
        assert (larger_region(code) or code)[:2] == code[:2]
