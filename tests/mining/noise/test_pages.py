"""Redirects, namespace pages, left-overs of markup and lists of links, in the languages of the filter."""

import pytest

from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.mining.noise import NoiseFilter
from cmining_distilabel.mining.noise.pages import PageFilter
from tests.mining.noise.rows import row

PROSE = "The lantern walk of the lower town is held on the first evening of winter, and every guild brings a light."


def reason(text: str, title: str = "Lantern walk", language: str = "en") -> str | None:
    return PageFilter().reasons([row(text, title, language)])[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("#REDIRECT [[Lantern procession]]", "en"),
        ("#redirect[[Lantern procession]] {{R from move}}", "en"),
        ("# REDIRECT Lantern procession", "en"),
        ("REDIRECT Lantern procession", "en"),
        ("#WEITERLEITUNG [[Laternenumzug]]", "de"),
        ("#WEITERLEITUNG Laternenumzug", "de"),
        ("＃転送 [[提灯行列]]", "ja"),
        ("#重定向 [[灯会]]", "zh"),
        ("#перенаправление [[Шествие]]", "ru"),
        ("#تحويل [[موكب]]", "ar"),
        ("#पुनर्प्रेषित [[जुलूस]]", "hi"),
        ("#OHJAUS [[Kulkue]]", "fi"),
    ],
)
def test_redirects(text: str, language: str) -> None:
    assert reason(text, language=language) == "redirect"


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Category:Lantern walks", "en"),
        ("Template:Infobox walk", "ja"),
        ("User talk:Somebody", "en"),
        ("Datei:Laterne.jpg", "de"),
        ("Vorlage Diskussion:Umzug", "de"),
        ("Discussion utilisateur:Quelqu'un", "fr"),
        ("Categoría:Desfiles", "es"),
        ("カテゴリ：行列", "ja"),
        ("利用者‐会話:だれか", "ja"),
        ("사용자토론:누군가", "ko"),
        ("Обсуждение участника:Некто", "ru"),
        ("แม่แบบ:ขบวน", "th"),
        ("Category:Lantern walks", "eng"),
    ],
)
def test_namespace_pages(title: str, language: str) -> None:
    assert reason(PROSE, title, language) == "namespace_page"


@pytest.mark.parametrize("title", ["Portal: The return", "Helping hands:on", "2:Lights", "Userland", "Walk: a history"])
def test_titles_with_colons_are_no_namespaces(title: str) -> None:
    assert reason(PROSE, title) is None


@pytest.mark.parametrize(
    "text",
    [
        "{{Infobox walk|name=Lantern walk|town=[[Lower town]]}}",
        f"'''Lantern walk''' is a [[custom]]. {PROSE}",
        f'<div class="content"><p>{PROSE}</p></div>',
        f"<p>{PROSE}</p>",
        f"{PROSE}<ref>A book</ref> It is old.<br/>",
        f'{{| class="wikitable"\n|-\n| {PROSE}\n|}}',
        f"{PROSE} Lights&nbsp;and&nbsp;songs.",
        f"== History ==\n{PROSE}\n== Songs ==\n{PROSE}",
        "[[File:Lantern.jpg|thumb]] " + PROSE,
    ],
)
def test_left_overs_of_markup(text: str) -> None:
    assert reason(text) == "markup"


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        f"{PROSE} See [[guild]].",
        "In a page, <b> makes text bold and <i> makes it lean; both were part of the first drafts of the language.",
        "The shop of the brothers A. & B. sells lanterns; x < y and y > z are the rules of a game.",
        "Smith &amp; Sons make lanterns in the lower town, and have done so for two hundred years.",
        "Steps:\n* Light the lantern.\n* Walk to the bridge.\n* Sing the song.",
        "The verse:\nO light of mine\nYou burn so fine\nUntil the day",
    ],
)
def test_prose_stays(text: str) -> None:
    assert reason(text) is None


@pytest.mark.parametrize(
    ("text", "title", "language"),
    [
        ("* Lantern\n* Guild\n* Winter customs", "Lantern walk", "en"),
        ("See also\nLantern\nGuild\nWinter customs", "Lantern walk", "en"),
        ("Lantern\nGuild\nWinter customs", "External links", "en"),
        ("== Siehe auch ==\nLaterne\nZunft\nWinterbrauch", "Laternenumzug", "de"),
        ("関連項目\n提灯\n祭り\n冬の行事", "提灯行列", "ja"),
        ("Town site https://a.example\nGuild site https://b.example\nhttps://c.example", "Lantern walk", "en"),
    ],
)
def test_sections_that_are_lists_of_links(text: str, title: str, language: str) -> None:
    expected = "markup" if text.startswith("==") and reason(text, title, language) == "markup" else "link_list"
    assert reason(text, title, language) == expected


def test_the_filter_gives_these_reasons_before_others() -> None:
    rows = [
        row("#REDIRECT [[Walk]]", "Walks"),
        row("Short.", "Category:Walks"),
        row(PROSE, "List of walks"),
        row("* One\n* Two\n* Three", "Walks"),
    ]
    assert NoiseFilter(NoiseConfig()).reasons(rows) == ["redirect", "namespace_page", "title_list", "link_list"]
