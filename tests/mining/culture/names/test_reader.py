"""Names of countries, peoples and cities in sentences of twenty languages, and words that only look like them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.calibrate.parallel_text import parallel_text
from cmining_distilabel.mining.culture.names.peoples import homes
from cmining_distilabel.mining.culture.names.readers import reader, without_names
from tests.mining.culture.names.reading import CULTURES, said, spelled

SENTENCES = {
    "en": ("A Japanese guest drank tea in Kyoto, then flew to Brazil.", "JP JP BR"),
    "de": ("Ein griechischer Koch zeigt in München die Japanischen Gärten, in der Türkei.", "GR DE JP TR"),
    "fr": ("La cuisine française et les Japonais de Marseille, l'Allemagne et la Corée du Sud.", "FR JP FR DE KR"),
    "es": ("Un gaitero escocés, los japoneses de Osaka y las fiestas de España y de México.", "GB JP JP ES MX"),
    "ja": ("日本の祭りと京都の寺、スイスのチーズ、韓国の料理、インドネシアの島。", "JP JP CH KR ID"),
    "ko": ("일본의 절에서 대만 요리를 먹고 타이완 섬과 서울에서 프랑스를 그렸다.", "JP TW TW KR FR"),
    "zh": ("台灣的夜市，台湾的茶，日本的寺庙，法國麵包，法国奶酪，北京的胡同。", "TW TW JP FR FR CN"),
    "ar": ("المطبخ المصري في القاهرة ومصر والعادات اليابانية في اليابان ولبنان", "EG EG EG JP JP LB"),
    "ru": ("Японская кухня в Японии, Москва и китайские фонари в Германии.", "JP JP RU CN DE"),
    "hi": ("जापान का त्योहार, जापानी चाय और भारत की मिठाई मुंबई में।", "JP JP IN IN"),
    "uk": ("Українська вишиванка в Україні, японський чай і Польща.", "UA UA JP PL"),
    "tr": ("Türk kahvesi İstanbul'da, Japon bahçesi Japonya'da, Almanya'nın ekmeği.", "TR TR JP JP DE"),
    "th": ("อาหารไทยที่กรุงเทพ และชาของญี่ปุ่น", "TH TH JP"),
    "vi": ("Món ăn Việt Nam ở Hà Nội và trà của Nhật Bản, nói tiếng Nhật.", "VN VN JP JP"),
    "id": ("Masakan Indonesia di Jakarta dan teh Jepang dari Thailand.", "ID ID JP TH"),
    "sw": ("Chakula cha Japani na ngoma za Kenya na Tanzania, Kijapani.", "JP KE TZ JP"),
    "bn": ("জাপানের উৎসব, ভারতের মিষ্টি, ঢাকা ও বাংলাদেশ।", "JP IN BD BD"),
    "fa": ("غذای ایرانی در تهران، چای ژاپنی در ژاپن", "IR IR JP JP"),
    "fi": ("Suomalainen ruoka Helsingissä, japanilainen tee Tokiossa, saksalaiset Suomessa.", "FI FI JP JP DE FI"),
    "el": ("Η ελληνική κουζίνα στην Αθήνα, ιαπωνικό τσάι στην Ιαπωνία.", "GR GR JP JP"),
    "he": ("האוכל היפני ביפן, תה בישראל ובתל אביב", "JP JP IL"),
    "pl": ("Polska kuchnia w Polsce i w Warszawie, japońska herbata w Japonii.", "PL PL PL JP JP"),
    "cs": ("Česká kuchyně v Česku, japonský čaj z Japonska.", "CZ CZ JP JP"),
    "hu": ("Magyar leves Magyarországon, japán tea Japánban.", "HU HU JP JP"),
}  # fmt: skip


@pytest.mark.parametrize("language", SENTENCES)
def test_countries_peoples_and_cities_are_read_with_their_endings(language: str) -> None:
    text, cultures = SENTENCES[language]
    assert said(language, text) == cultures.split()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We ate chili with beans and a roast turkey from a fine china plate."),
        ("en", "It was a nice day in the central and eastern parts, in the north and the south."),
        ("en", "Children of chilly homes; the Germ theory; Central Eastern."),
        ("es", "La espada y el espacio; un chillido."),
        ("it", "Dieci chilometri con le armi e le arme."),
        ("ja", "ストとテストとコスト、プロセスとメッセージ。"),
        ("he", "פרופסור ישר וישרים"),
        ("fr", "À la fête on danse à la lumière."),
        ("de", "Irisblüten und Iris, dabei keine."),
    ],
)
def test_words_that_look_like_names_are_none(language: str, text: str) -> None:
    assert spelled(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "cultures"),
    [
        ("en", "Turkey has Turkish coffee, Chile has wine.", "TR TR CL"),
        ("en", "Dutch cheese of the Netherlands.", "NL NL"),
        ("en", "Old wine of Georgia.", "GE"),
        ("en", "The palace of Granada.", "ES"),
        ("es", "El palacio de Granada.", "ES"),
        ("de", "Ein österreichischer Koch.", "AT"),
        ("en", "The carnival of Nice.", "FR"),
        ("en", "South Korea has no border with Japan, North Korea neither.", "KR JP KP"),
        ("en", "New Mexico is not Mexico.", "US MX"),
        ("en", "Equatorial Guinea, Papua New Guinea, Guinea-Bissau and Guinea.", "GQ PG GW GN"),
        ("fr", "Le Nouveau-Mexique et la Guinée équatoriale.", "US GQ"),
        ("ja", "南アフリカとアフリカ、インドとインドネシア。", "ZA IN ID"),
        ("vi", "Nhật Bản", "JP"),
        ("en", "Scotland and Wales.", "GB GB"),
    ],
)
def test_the_longest_name_at_a_place_is_read_once(language: str, text: str, cultures: str) -> None:
    assert said(language, text) == cultures.split()


@pytest.mark.parametrize("text", ["The island of Grenada.", "Latin America and South America.", "All of Europe."])
def test_what_is_no_culture_is_not_read_as_a_part_or_a_namesake(text: str) -> None:
    """Grenada is no city of Spain, and Latin America is not of ancient Rome."""
    assert said("en", text) == []


def test_a_people_that_is_written_small_is_doubtful_where_it_has_a_capital() -> None:
    """ "polish" is a verb, too; in Spanish no people has a capital."""
    for language, text, sure in (("en", "polish", False), ("en", "Polish", True), ("es", "un polaco", True)):
        found = reader(language, CULTURES)
        (mention,) = found.mentions(text)
        assert found.share(mention.name).of[0][0] == "PL"
        assert found.share(mention.name).sure == sure


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "In Massachusetts ein romantischer Abend, deutlich gedeutet."), ("es", "la libertad del amarillo")],
)
def test_long_words_are_no_names_by_their_beginnings(language: str, text: str) -> None:
    assert set(said(language, text)) <= {"US"}


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "coréenne"), ("es", "coreana"), ("de", "koreanische"), ("en", "Korean")]
)
def test_of_two_states_of_one_people_the_language_is_at_home_in_one(language: str, word: str) -> None:
    assert said(language, word) == ["KR"]


def test_a_users_name_is_looked_for_small_where_he_writes_it_small() -> None:
    text = "Los mapuches y la Mapuche; una fiesta, fiestas; Fiesta."
    assert said("es", text, (*CULTURES, "mapuche", "Fiesta")) == ["mapuche", "mapuche", "Fiesta"]
    assert said("es", text, (*CULTURES, "Mapuche", "fiesta")) == ["Mapuche", "fiesta", "fiesta", "fiesta"]


def test_a_language_that_nobody_knows_is_read_with_english_names() -> None:
    assert said("xx", "Japan, Kyoto, 日本, 東京") == ["JP", "JP", "JP"]


def test_a_name_is_found_where_it_stands_not_inside_an_earlier_word() -> None:
    text = "An Indianapolitan drank tea of India."
    (mention,) = reader("en", CULTURES).mentions(text)
    assert text[mention.start : mention.end] == "India"
    assert without_names(text, "en", CULTURES) == "An Indianapolitan drank tea of ."


PIECES = [piece for text, _ in SENTENCES.values() for piece in text.split()] + [
    "South",
    "Korea",
    "New",
    "Mexico",
    "日本",
    "本",
    "の",
    "한국",
    "의",
]


@given(
    st.sampled_from([*SENTENCES]),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=20),
    st.sampled_from([" ", "", "-", "\n"]),
)
def test_a_text_with_names_hidden_holds_none(language: str, words: list[str], between: str) -> None:
    hidden = without_names(between.join(words), language, CULTURES)
    assert spelled(language, hidden) == []


@given(st.sampled_from([*SENTENCES]), st.text(max_size=80))
def test_any_text_is_read_and_names_do_not_overlap(language: str, text: str) -> None:
    found = sorted((name.start, name.end) for name in reader(language, CULTURES).mentions(f"Japan {text} 日本"))
    assert all(0 <= start < end <= len(text) + 9 for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


@pytest.mark.parametrize("language", ["hi", "bn", "id", "th", "ar", "de", "zh"])
def test_sentences_of_no_culture_name_none_but_places_at_home(language: str) -> None:
    entries = parallel_text([language])
    found = reader(language, CULTURES)
    shares = {
        mention.name: found.share(mention.name)
        for title, text in zip(entries.titles, entries.sentences, strict=True)
        for mention in found.mentions(f"{title}\n{text}")
    }
    abroad = {name for name, share in shares.items() if homes(language).keys().isdisjoint(code for code, _ in share.of)}
    assert all(not shares[name].sure for name in abroad)
    assert abroad <= {"नामा", "নামা", "गिनी", "ลาว"}, "names of states, which are words as well"


def test_a_people_with_a_short_name_is_doubted_but_at_home() -> None:
    hindi, indonesian = reader("hi", CULTURES), reader("id", CULTURES)
    army, mizo = (next(iter(hindi.mentions(word))).name for word in ("सेना", "मिजो"))
    assert (hindi.share(army).sure, hindi.share(mizo).sure) == (False, True)
    assert [indonesian.share(name).sure for name in ("bali", "indonesia", "jepang")] == [True] * 3


def test_a_region_that_is_called_after_the_compass_is_none() -> None:
    assert said("id", "Rumah di Utara dan di Barat, di Australia Barat.") == ["AU"]
    assert said("hi", "उत्तर और दक्षिण में, उत्तर प्रदेश में") == ["IN"]


@pytest.mark.parametrize(
    ("language", "text", "cultures"),
    [
        ("en", "American jazz, the Americans and a British sitcom; Swiss cheese.", "US US GB CH"),
        ("fr", "La cuisine américaine, un acteur britannique, la fondue suisse.", "US GB CH"),
        ("es", "La cocina estadounidense y una novela británica.", "US GB"),
        ("it", "La cucina americana e una città, Americana.", "US BR"),
        ("ru", "Американская кухня и британская музыка.", "US GB"),
        ("de", "Die amerikanische Küche, ein britischer Film.", "US GB"),
        ("hi", "अमेरिकी संगीत, ब्रिटिश फिल्म और मैक्सिकन भोजन।", "US GB MX"),
        ("bn", "আমেরিকান জ্যাজ ও ব্রিটিশ চলচ্চিত্র।", "US GB"),
        ("id", "Musik Amerika, Amerika Selatan dan Amerika Latin.", "US"),
        ("hu", "Az amerikai konyha, egy dél-amerikai madár.", "US"),
        ("hi", "दक्षिण अमेरिकी पक्षी, लैटिन अमेरिकी संगीत।", ""),
        ("de", "Südamerikanische Vögel, Lateinamerika.", ""),
        ("en", "South American food, Latin American music and Latin Americans.", ""),
        ("fr", "Un oiseau sud-américain, la musique latino-américaine.", ""),
        ("es", "Un baile flamenco y un pájaro sudamericano.", ""),
    ],
)
def test_what_a_variety_of_a_language_is_called_names_its_country(language: str, text: str, cultures: str) -> None:
    assert said(language, text) == cultures.split()
