import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.noise.titles import ALL, TitleFilter, patterns_of, table
from tests.mining.noise.rows import row

LANGUAGES = sorted(set(table()) - {ALL})

LISTS = {
    "ar": "قائمة ملوك المغرب",
    "bn": "বাংলাদেশের জেলার তালিকা",
    "cs": "Seznam českých králů",
    "de": "Liste der Berge in Tirol",
    "el": "Κατάλογος βασιλέων της Ελλάδας",
    "en": "List of festivals in Japan",
    "es": "Anexo:Municipios de Sonora",
    "fa": "فهرست شاهان ایران",
    "fi": "Luettelo Suomen kaupungeista",
    "fr": "Liste des rois de France",
    "he": "רשימת נשיאי ישראל",
    "hi": "भारत के राष्ट्रपतियों की सूची",
    "hu": "Magyarország városainak listája",
    "id": "Daftar gunung di Indonesia",
    "it": "Lista dei re di Roma",
    "ja": "日本の祭り一覧",
    "ko": "대한민국의 산 목록",
    "nl": "Lijst van koningen van België",
    "pl": "Lista królów Polski",
    "pt": "Lista de municípios do Brasil",
    "ro": "Lista orașelor din România",
    "ru": "Список городов России",
    "sv": "Lista över Sveriges kungar",
    "sw": "Orodha ya milima ya Kenya",
    "ta": "தமிழக மாவட்டங்களின் பட்டியல்",
    "th": "รายชื่อจังหวัดของไทย",
    "tr": "Türkiye'deki göller listesi",
    "uk": "Список міст України",
    "ur": "پاکستان کے شہروں کی فہرست",
    "vi": "Danh sách vua Việt Nam",
    "zh": "中国皇帝列表",
}
MARKED = {
    "ar": "عطارد (توضيح)",
    "bn": "বুধ (দ্ব্যর্থতা নিরসন)",
    "cs": "Merkur (rozcestník)",
    "de": "Merkur (Begriffsklärung)",
    "el": "Ερμής (αποσαφήνιση)",
    "en": "Mercury (disambiguation)",
    "es": "Mercurio (desambiguación)",
    "fa": "تیر (ابهام‌زدایی)",
    "fi": "Merkurius (täsmennyssivu)",
    "fr": "Mercure (homonymie)",
    "he": "מרקורי (פירושונים)",
    "hi": "बुध (बहुविकल्पी)",
    "hu": "Merkúr (egyértelműsítő lap)",
    "id": "Merkurius (disambiguasi)",
    "it": "Mercurio (disambigua)",
    "ja": "水星（曖昧さ回避）",
    "ko": "수성 (동음이의)",
    "nl": "Mercurius (doorverwijspagina)",
    "pl": "Merkury (ujednoznacznienie)",
    "pt": "Mercúrio (desambiguação)",
    "ro": "Mercur (dezambiguizare)",
    "ru": "Меркурий (значения)",
    "sv": "Merkurius (olika betydelser)",
    "sw": "Zebaki (maana)",
    "ta": "புதன் (பக்கவழி நெறிப்படுத்தல்)",
    "th": "ดาวพุธ (แก้ความกำกวม)",
    "tr": "Merkür (anlam ayrımı)",
    "uk": "Меркурій (значення)",
    "ur": "عطارد (ضد ابہام)",
    "vi": "Sao Thủy (định hướng)",
    "zh": "水星（消歧义）",
}
LEADS = {
    "ar": "عطارد قد يشير إلى:",
    "bn": "বুধ বলতে নিম্নোক্ত বিষয় বোঝাতে পারে:",
    "cs": "Merkur může znamenat:",
    "de": "Merkur steht für:",
    "el": "Ερμής μπορεί να αναφέρεται σε:",
    "en": "Mercury may refer to:",
    "es": "Mercurio puede referirse a:",
    "fa": "تیر ممکن است به موارد زیر اشاره داشته باشد:",
    "fi": "Merkurius voi tarkoittaa seuraavia:",
    "fr": "Mercure peut désigner :",
    "he": "האם התכוונתם ל:",
    "hi": "बुध का अर्थ निम्नलिखित हो सकता है:",
    "hu": "A Merkúr jelentheti a következőket:",
    "id": "Merkurius dapat mengacu pada:",
    "it": "Mercurio può riferirsi a:",
    "ja": "水星は、以下のものを指す。",
    "ko": "수성은 다음을 가리킨다.",
    "nl": "Mercurius kan verwijzen naar:",
    "pl": "Merkury może oznaczać:",
    "pt": "Mercúrio pode referir-se a:",
    "ro": "Mercur se poate referi la:",
    "ru": "Меркурий может означать:",
    "sv": "Merkurius kan syfta på:",
    "sw": "Zebaki inaweza kumaanisha:",
    "ta": "புதன் பின்வருவனவற்றைக் குறிக்கலாம்:",
    "th": "ดาวพุธ อาจหมายถึง:",
    "tr": "Merkür şu anlamlara gelebilir:",
    "uk": "Меркурій може означати:",
    "ur": "عطارد سے مراد مندرجہ ذیل ہو سکتی ہے:",
    "vi": "Thủy có thể là:",
    "zh": "水星可以指：",
}
# A day, a year where it has a word, a decade, a century.
DATES = {
    "ar": ["7 يوليو", "1984", "عقد 1980", "القرن 19", "القرن التاسع عشر"],
    "bn": ["৭ জুলাই", "44 খ্রিস্টপূর্বাব্দ", "1980-এর দশক", "19শ শতাব্দী"],
    "cs": ["7. července", "44 př. n. l.", "80. léta 20. století", "19. století"],
    "de": ["7. Juli", "44 v. Chr.", "1980er", "19. Jahrhundert"],
    "el": ["7 Ιουλίου", "44 π.Χ.", "Δεκαετία 1980", "19ος αιώνας"],
    "en": ["July 7", "44 BC", "1980s", "19th century", "1984 in film", "2019–20"],
    "es": ["7 de julio", "44 a. C.", "Años 1980", "Siglo XIX"],
    "fa": ["۷ ژوئیه", "۴۴ (پیش از میلاد)", "دههٔ ۱۹۸۰ (میلادی)", "سدهٔ ۱۹ (میلادی)"],
    "fi": ["7. heinäkuuta", "44 eaa.", "1980-luku", "19. vuosisata"],
    "fr": ["1er juillet", "44 av. J.-C.", "Années 1980", "XIXe siècle"],
    "he": ["7 ביולי", '44 לפנה"ס', "שנות ה-80 של המאה ה-20", "המאה ה-19"],
    "hi": ["7 जुलाई", "४४ ईसा पूर्व", "1980 का दशक", "19वीं शताब्दी"],
    "hu": ["Július 7.", "I. e. 44", "1980-as évek", "19. század"],
    "id": ["7 Juli", "44 SM", "1980-an", "Abad ke-19"],
    "it": ["1º luglio", "44 a.C.", "Anni 1980", "XIX secolo"],
    "ja": ["7月7日", "1984年", "1980年代", "紀元前3世紀", "昭和59年"],
    "ko": ["7월 7일", "1984년", "1980년대", "기원전 3세기"],
    "nl": ["7 juli", "44 v.Chr.", "1980-1989", "19e eeuw"],
    "pl": ["7 lipca", "44 p.n.e.", "Lata 80. XX wieku", "XIX wiek"],
    "pt": ["7 de julho", "44 a.C.", "Década de 1980", "Século XIX"],
    "ro": ["7 iulie", "44 î.Hr.", "Anii 1980", "Secolul al XIX-lea"],
    "ru": ["7 июля", "44 год до н. э.", "1980-е годы", "XIX век"],
    "sv": ["7 juli", "44 f.Kr.", "1980-talet", "1984 i Sverige"],
    "sw": ["7 Julai", "44 KK", "Miaka ya 1980", "Karne ya 19"],
    "ta": ["7 சூலை", "கிமு 44", "1980கள்", "19-ஆம் நூற்றாண்டு"],
    "th": ["7 กรกฎาคม", "พ.ศ. 2527", "คริสต์ทศวรรษ 1980", "คริสต์ศตวรรษที่ 19"],
    "tr": ["7 Temmuz", "MÖ 44", "1980'ler", "19. yüzyıl"],
    "uk": ["7 липня", "44 до н. е.", "1980-ті", "XIX століття"],
    "ur": ["7 جولائی", "44 ق م", "1980ء کی دہائی", "انیسویں صدی"],
    "vi": ["7 tháng 7", "44 TCN", "Thập niên 1980", "Thế kỷ 19", "Tháng 11 năm 2020"],
    "zh": ["7月7日", "1984年", "1980年代", "前3世紀", "十九世纪"],
}


def reason(title: str, text: str = "", language: str = "en", *, strict: bool = False) -> str | None:
    return TitleFilter(strict=strict).reasons([row(text, title, language)])[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_are_no_articles_in_every_language(language: str) -> None:
    assert reason(LISTS[language], language=language) == "title_list"
    assert reason(MARKED[language], language=language) == "title_disambiguation"
    assert reason("X", LEADS[language] + "\nA\nB", language) == "title_disambiguation"
    assert reason("X", LEADS[language], language) == "title_disambiguation"
    for title in [*DATES[language], "1984"]:
        assert reason(title, language=language) == "title_date", title


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Schindler's List", "en"),
        ("Index of refraction", "en"),
        ("May", "en"),
        ("Apollo 11", "en"),
        ("Mars", "fr"),
        ("Augustus", "nl"),
        ("Índice de refracción", "es"),
        ("Lista Schindlera", "pl"),
        ("Список Шиндлера", "ru"),
        ("Schindler'in Listesi", "tr"),
        ("ギタリスト", "ja"),
        ("フランツ・リスト", "ja"),
        ("2008年夏季奥林匹克运动会", "zh"),
        ("列表", "zh"),
        ("Liste (Informatik)", "de"),
        ("ดัชนีมวลกาย", "th"),
        ("Lista lui Schindler", "ro"),
        ("Schindler listája", "hu"),
        ("Η λίστα του Σίντλερ", "el"),
        ("רשימת שינדלר", "he"),
        ("قرن نو", "fa"),
    ],
)
def test_articles_that_only_look_alike_stay(title: str, language: str) -> None:
    assert reason(title, "", language) is None


def test_may_refer_to_in_prose_is_no_disambiguation() -> None:
    assert reason("Culture", "Culture may refer to the arts, but anthropologists use it of all that is learnt.") is None
    assert reason("Culture", "Culture is what people share.\nIt may refer to:") is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Apollo 11", "title_digit"),
        ("١٢ رجلا غاضبا", "title_digit"),
        ("Area ²", "title_digit"),
        ("Paris (mythology)", "title_punctuation"),
        ("Jeanne-Claude", "title_punctuation"),
        ("L’Avare", "title_punctuation"),
        ("レオナルド・ダ・ヴィンチ", "title_punctuation"),
        ("Hanami", None),
        ("花見", None),
        ("हनुमान", None),
        ("スーパー", None),
        ("", None),
        ("  ", None),
    ],
)
def test_strict_titles(title: str, expected: str | None) -> None:
    # NFKC turns a superscript into a plain digit: both are digits.
    assert reason(title, strict=True) == expected
    assert reason(title) is None


def test_the_more_telling_reason_wins_over_strictness() -> None:
    assert reason("July 7", strict=True) == "title_date"
    assert reason("Mercury (disambiguation)", strict=True) == "title_disambiguation"


def test_a_regional_code_and_full_width_forms_make_no_difference() -> None:
    assert reason("７月７日", language="zh-Hant") == "title_date"
    assert reason("LIST OF FOODS", language="en-GB") == "title_list"


def test_an_unknown_language_has_the_common_patterns_only() -> None:
    assert reason("1984", language="sw") == "title_date"
    assert reason("List of foods", language="sw") is None


@given(title=st.text(), text=st.text(), language=st.sampled_from([*LANGUAGES, "sw", ""]), strict=st.booleans())
def test_any_text_has_an_answer(title: str, text: str, language: str, strict: bool) -> None:
    answer = reason(title, text, language, strict=strict)
    assert answer is None or answer.startswith("title_")
    if not title.strip():
        assert answer is None


def test_every_language_has_all_kinds() -> None:
    common = patterns_of("yo")
    for language in LANGUAGES:
        own = patterns_of(language)
        assert own.list != common.list
        assert own.refers != common.refers
        assert own.date != common.date


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("加布里埃尔·加西亚·马尔克斯", None),  # a name in Chinese
        ("モーツァルト・ホール", None),
        ("Jeanne-Claude", "title_punctuation"),
        ("Apollo 11", "title_digit"),
        ("List of foods", None),
    ],
)
def test_the_authors_scripts_know_ascii_punctuation_only(title: str, reason: str | None) -> None:
    found = TitleFilter(strict=True, pages=False, ascii_only=True)
    assert found.reasons([row("A text.", title, "en")]) == [reason]
