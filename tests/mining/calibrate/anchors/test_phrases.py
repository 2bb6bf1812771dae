from pathlib import Path

import numpy as np
import pytest
import yaml
from babel import Locale

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.calibrate.anchors import FOLDER, encode_anchors, languages_of_anchors, load_anchors
from cmining_distilabel.mining.calibrate.anchors.cultures import (
    chief_language,
    culture_codes,
    culture_name,
    people_name,
)
from cmining_distilabel.mining.calibrate.parallel_text import calibration_languages
from cmining_distilabel.mining.encode.encoders.use import USEncoder
from tests.mining.maths import unit

ENGLISH = yaml.safe_load((FOLDER / "en.yaml").read_text(encoding="utf-8"))


def own(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("language", languages_of_anchors())
def test_every_file_says_the_same_as_the_english_one(language: str) -> None:
    values = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    assert list(values) == list(ENGLISH)
    for part, families in ENGLISH.items():
        assert list(values[part]) == list(families)
        for name, phrases in families.items():
            assert len(values[part][name]) == len(phrases), (part, name)
            assert len({*values[part][name]}) == len(phrases), (part, name)
            assert all(isinstance(phrase, str) and phrase == phrase.strip() != "" for phrase in values[part][name])
    for kind in ("territory", "language"):
        assert all(phrase.count("{name}") == 1 for phrase in values["attribution"][kind])


def test_every_language_has_phrases_and_translations_and_the_default_encoders_have_all() -> None:
    assert languages_of_anchors() == calibration_languages()
    assert {name.partition("-")[0] for name in languages_of_anchors()} >= USEncoder.languages
    assert all(Locale.parse(name.replace("-", "_")) for name in languages_of_anchors())


def test_only_the_encoders_languages_are_taken() -> None:
    some = load_anchors({"en", "zh"})
    spoken = {language for family in some.facets.values() for language, _ in family}
    assert spoken == {"en", "zh", "zh-Hant"}
    assert list(some.facets) == list(load_anchors().facets) == list(ENGLISH["facets"])
    assert len(some.facets["food"]) == 3 * len(ENGLISH["facets"]["food"])


def test_cultures_are_cldrs() -> None:
    codes = culture_codes()
    assert len(codes) == len(set(codes)) > 200
    assert {"JP", "NG", "BO", "SN", "PS", "TW", "eu", "mi", "yi", "grc"} <= set(codes)
    assert not {"EU", "UN", "ZZ", "AQ", "SU", "DD"} & set(codes)
    for code in codes:
        assert culture_name(code), code
    assert tuple(load_anchors({"en"}).cultures) == codes


def test_names_come_in_each_language_and_people_where_their_language_names_them() -> None:
    assert culture_name("JP", "fr") == "Japon"
    assert culture_name("DE", "ja") == "ドイツ"
    assert culture_name("eu", "de") == "Baskisch"
    assert culture_name("QQ", "de") is None
    assert people_name("DK", "en") == "Danish"
    assert people_name("GR", "en") == "Greek"  # also spoken in Cyprus
    assert people_name("CY", "en") is None
    assert people_name("MX", "en") is None
    assert chief_language("JP") == chief_language("ja") == "ja"
    phrases = [phrase for _, phrase in load_anchors({"en"}).cultures["DK"]]
    assert "the culture and traditions of Denmark" in phrases
    assert "Danish culture and tradition" in phrases


def test_a_users_sections_replace_the_built_in_ones(tmp_path: Path) -> None:
    path = own(tmp_path, "language: es\nfacets:\n  toros: [la corrida de toros]\n  2024: [las fiestas del año]\n")
    found = load_anchors({"en", "es"}, path)
    assert found.facets == {"toros": [("es", "la corrida de toros")], "2024": [("es", "las fiestas del año")]}
    assert found.non_facets == load_anchors({"en", "es"}).non_facets
    assert found.cultures == load_anchors({"en", "es"}).cultures


def test_a_user_adds_cultures_and_writes_in_a_variant_of_a_language(tmp_path: Path) -> None:
    found = load_anchors({"en", "es"}, own(tmp_path, "cultures: [Mapuche, Roma of Spain]"))
    assert list(found.cultures) == [*culture_codes(), "Mapuche", "Roma of Spain"]
    assert ("en", "the culture and traditions of Mapuche") in found.cultures["Mapuche"]
    assert {language for language, _ in found.cultures["Mapuche"]} == {"en", "es"}
    elsewhere = load_anchors(
        {"en", "ja"}, own(tmp_path, "language: es\nfacets: {toros: [la corrida]}"), {"en", "es", "ja"}
    )
    assert elsewhere.facets == {"toros": [("es", "la corrida")]}  # of many languages, those of the corpus have phrases
    variant = load_anchors({"en", "zh"}, own(tmp_path, "language: zh-Hant\nfacets: {food: [傳統菜餚]}"))
    assert variant.facets == {"food": [("zh-Hant", "傳統菜餚")]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour: [red]", "unknown key 'colour'"),
        ("facets: {food: []}", "'facets: food' must be a list of one phrase or more"),
        ("facets: {food: ['  ']}", "'facets: food'"),
        ("facets: {food: bread}", "'facets: food'"),
        ("facets: {}", "'facets' must map names to lists"),
        ("non_facets:", "'non_facets' must map names to lists"),
        ("cultures: Sami", "'cultures' must be a list of names"),
        ("cultures: [no]", "'cultures' must be a list of names"),  # YAML reads a boolean
        ("cultures: ['']", "'cultures' must be a list of names"),
        ("attribution: {territory: [x]}", "must have territory, language and neutral"),
        ("language: sw\nfacets: {food: [chakula]}", "does not know its language 'sw'"),
        ("facets: [", "not valid YAML"),
        ("- food", "mapping"),
    ],
)
def test_a_wrong_file_is_one_line(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"mine\.yaml") as raised:
        load_anchors({"en"}, own(tmp_path, text), {"en"})
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_language_without_names_of_cultures_and_a_missing_file_are_one_line(tmp_path: Path) -> None:
    text = "language: tlh\nattribution: {territory: ['{name}'], language: ['{name}'], neutral: [x]}"
    with pytest.raises(UserError, match="CLDR has no names of cultures in its language 'tlh'"):
        load_anchors(None, own(tmp_path, text))
    with pytest.raises(UserError, match=r"nowhere\.yaml"):
        load_anchors(None, tmp_path / "nowhere.yaml")


@pytest.mark.parametrize("seed", range(3))
def test_an_anchor_is_the_unit_mean_of_its_corrected_phrases(seed: int) -> None:
    rng = np.random.default_rng(seed)
    anchors, table = load_anchors({"en"}), {}

    def encode(texts: list[str]) -> np.ndarray:
        return np.stack([table.setdefault(text, unit(rng.normal(size=8))) for text in texts]).astype(np.float32)

    found = encode_anchors(anchors, encode, lambda vectors, _: -vectors)
    assert len(found.facets) == len(anchors.facets)
    assert len(found.cultures) == len(anchors.cultures)
    assert len(found.neutral) == len(anchors.neutral)
    food = np.stack([table[phrase] for _, phrase in anchors.facets["food"]])
    np.testing.assert_allclose(found.facets[list(anchors.facets).index("food")], -unit(food.mean(0)), atol=1e-5)
