"""Language tags: whatever a corpus calls a language, one tag; what no rule knows is said."""

import pytest

from cmining_distilabel.languages import (
    base_language,
    best_match,
    is_known,
    is_possible,
    language_name,
    language_tag,
    unknown_line,
)


@pytest.mark.parametrize(
    ("names", "tag"),
    [
        (("en-us", "EN_US", "en_US.UTF-8", " en-US "), "en-US"),
        (("en", "EN", "eng", "ENG", "eng_Latn", "English", "english"), "en"),
        (("ja", "jpn", "jpn_Jpan", "Japanese", "日本語"), "ja"),
        (("de", "deu", "ger", "de-Latn", "German", "Deutsch"), "de"),
        (("zh", "zho", "chi", "cmn", "zh-Hans", "zho_Hans", "中文", "Chinese (Simplified)"), "zh"),
        (("zh-Hant", "zh_hant", "zho_Hant", "Traditional Chinese", "繁體中文"), "zh-Hant"),
        (("zh-TW", "zh_tw", "zh-Hant-TW"), "zh-TW"),
        (("sr", "srp_Cyrl"), "sr"),
        (("sr-latn", "srp_Latn"), "sr-Latn"),
        (("no", "nb", "nob", "Norwegian Bokmål"), "no"),
        (("he", "iw", "heb"), "he"),
        (("id", "in", "ind_Latn", "Bahasa Indonesia"), "id"),
        (("yi", "ji"), "yi"),
        (("ro", "mo", "ron"), "ro"),
        (("pt-BR", "pt_br", "Portuguese (Brazil)", "Brazilian Portuguese"), "pt-BR"),
        (("en-GB", "en_UK"), "en-GB"),
        (("tl", "fil", "tgl"), "tl"),
        (("es-419",), "es-419"),
        (("als",), "als"),  # Alemannic, as Wikipedia has it; FLORES' Albanian has a script
        (("als_Latn", "sqi"), "sq"),
        (("zh-min-nan",), "zh-min-nan"),
        (("xx",), "xx"),
    ],
)
def test_one_tag_for_all_names_of_a_language(names: tuple[str, ...], tag: str) -> None:
    assert {name: language_tag(name) for name in names} == dict.fromkeys(names, tag)
    assert language_tag(tag) == tag


def test_what_rules_go_by_is_the_language_alone() -> None:
    assert [base_language(tag) for tag in ("zh-TW", "zho_Hant", "nb-NO", "simple", "eng")] == [
        "zh",
        "zh",
        "no",
        "en",
        "en",
    ]
    assert best_match("zh-TW", {"zh": 1, "zh-Hant": 2}) == "zh-Hant"
    assert best_match("pt-BR", ["pt", "pt-PT"]) == "pt"
    assert best_match("ko", ["ja"]) is None
    assert language_name("jpn") == "Japanese (日本語)"
    assert language_name("xx") == "xx"


def test_unknown_tags_are_counted_in_one_line() -> None:
    assert [is_known(tag) for tag in ("en-US", "yue", "xx", "elvish")] == [True, True, False, False]
    assert unknown_line({"en": 5, "": 2}) is None
    line = unknown_line({"en": 5, "xx": 2, "elvish": 3})
    assert line is not None
    assert line.startswith("no known language: 'elvish' (3), 'xx' (2). The language check")
    assert "\n" not in line


def test_ids_and_addresses_name_no_language() -> None:
    for value in ("12", "0", "2001-01-01", "en-000123", "id-5", "doc 17", "https://example.org/en", "Q42", "-"):
        assert not is_possible(value), value
    for value in ("en", "zh-Hant-TW", "es-419", "de-1996", "Old Norse", "日本語", "en_US.UTF-8", "x-elvish"):
        assert is_possible(value), value
