import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.noise.language import LanguageFilter
from tests.mining.noise.rows import row

SENTENCES = {
    "ar": "يتناول الناس في هذا العيد الحلويات ويزورون أقاربهم وأصدقاءهم في جميع أنحاء البلاد.",
    "de": "Am Abend des Festes ziehen die Kinder mit Laternen durch die Straßen und singen alte Lieder.",
    "en": "On the evening of the festival the children walk through the streets with lanterns and sing old songs.",
    "es": "La noche de la fiesta los niños recorren las calles con farolillos y cantan viejas canciones.",
    "fr": "Le soir de la fête, les enfants parcourent les rues avec des lanternes et chantent de vieilles chansons.",
    "hi": "त्योहार की शाम को बच्चे लालटेन लेकर सड़कों पर घूमते हैं और पुराने गीत गाते हैं।",
    "id": "Pada malam perayaan itu anak-anak berjalan di jalanan membawa lentera dan menyanyikan lagu lama.",
    "it": "La sera della festa i bambini camminano per le strade con le lanterne e cantano vecchie canzoni.",
    "ja": "祭りの夜には、子どもたちが提灯を持って町を歩き、昔から伝わる歌をうたう。",
    "ko": "축제가 열리는 저녁이면 아이들은 등불을 들고 거리를 걸으며 옛 노래를 부른다.",
    "nl": "Op de avond van het feest lopen de kinderen met lampionnen door de straten en zingen oude liedjes.",
    "pl": "Wieczorem w dniu święta dzieci chodzą po ulicach z lampionami i śpiewają stare pieśni.",
    "pt": "Na noite da festa as crianças percorrem as ruas com lanternas e cantam canções antigas.",
    "ru": "Вечером в день праздника дети ходят по улицам с фонариками и поют старинные песни.",
    "th": "ในคืนวันเทศกาล เด็ก ๆ จะเดินถือโคมไฟไปตามถนนและร้องเพลงเก่าแก่ที่สืบทอดกันมา",
    "tr": "Bayram akşamı çocuklar ellerinde fenerlerle sokaklarda dolaşır ve eski şarkılar söylerler.",
    "vi": "Vào buổi tối lễ hội, trẻ em cầm đèn lồng đi khắp các con phố và hát những bài hát xưa.",
    "zh": "节日的夜晚，孩子们提着灯笼走过街道，唱着古老的歌谣，大人们则在家中准备丰盛的晚餐。",
}


@pytest.fixture(scope="module")
def languages() -> LanguageFilter:
    return LanguageFilter()


def test_right_languages_stay(languages: LanguageFilter) -> None:
    assert languages.reasons([row(text, language=code) for code, text in SENTENCES.items()]) == [None] * len(SENTENCES)


def test_wrong_languages_go(languages: LanguageFilter) -> None:
    for wrong in ("ja", "en", "zh", "ar"):
        others = {code: text for code, text in SENTENCES.items() if code != wrong}
        reasons = languages.reasons([row(text, language=wrong) for text in others.values()])
        assert dict(zip(others, reasons, strict=True)) == dict.fromkeys(others, "wrong_language")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("zh-Hant", "節日的夜晚，孩子們提著燈籠走過街道，唱著古老的歌謠，大人們則在家中準備豐盛的晚餐。"),
        ("zh_cn", SENTENCES["zh"]),
        ("zh", "山田 太郎，名常荣、荣左衛門，幼名太一。日本京都藩武士、茶人。京都茶道會創始人。"),
        ("pt-BR", SENTENCES["pt"]),
        ("nb", "Om kvelden går barna gjennom gatene med lykter og synger gamle sanger sammen med foreldrene sine."),
        ("ms", SENTENCES["id"]),  # kin
        ("gl", SENTENCES["es"]),
        ("mi", SENTENCES["en"]),  # a language that the model does not know
        ("de", "Sushi"),  # short
        ("de", "The Rolling Stones"),
    ],
)
def test_in_doubt_a_row_stays(languages: LanguageFilter, code: str, text: str) -> None:
    assert languages.reasons([row(text, language=code)]) == [None]


def test_the_rest_of_a_paragraph_outweighs_names_at_its_start(languages: LanguageFilter) -> None:
    text = (
        "The Great British Bake Off: An Extra Slice, so der Titel im Vereinigten Königreich, ist eine Sendung des "
        "Fernsehens, in der Gäste über die Kuchen der Woche sprechen und Bilder ihrer eigenen Backwerke zeigen."
    )
    assert languages.reasons([row(text, language="de")]) == [None]


def test_the_model_is_the_one_in_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert LanguageFilter().reasons([row(SENTENCES["en"], language="ja")]) == ["wrong_language"]


@given(text=st.text(max_size=200), code=st.sampled_from(["en", "ja", "zh-Hant", "xx", ""]))
def test_any_text_has_an_answer(languages: LanguageFilter, text: str, code: str) -> None:
    assert languages.reasons([row(text, language=code), row(text * 3 + "\n\0", language=code)])[0] in (
        None,
        "wrong_language",
    )
