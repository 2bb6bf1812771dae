import numpy as np
import pytest

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.encoders import Encoder, check_languages, load_encoder

# The same three sentences in six languages.
SENTENCES = {
    "en": [
        "At the tea ceremony, the host whisks green tea in a bowl for the guests.",
        "The volcano threw ash over the villages for three days.",
        "Our train to the airport leaves from platform nine.",
    ],
    "de": [
        "Bei der Teezeremonie schlägt der Gastgeber für die Gäste grünen Tee in einer Schale auf.",
        "Der Vulkan warf drei Tage lang Asche über die Dörfer.",
        "Unser Zug zum Flughafen fährt von Gleis neun ab.",
    ],
    "fr": [
        "Lors de la cérémonie du thé, l'hôte fouette le thé vert dans un bol pour les invités.",
        "Le volcan a projeté des cendres sur les villages pendant trois jours.",
        "Notre train pour l'aéroport part du quai numéro neuf.",
    ],
    "es": [
        "En la ceremonia del té, el anfitrión bate té verde en un cuenco para los invitados.",
        "El volcán arrojó ceniza sobre los pueblos durante tres días.",
        "Nuestro tren al aeropuerto sale del andén nueve.",
    ],
    "ja": [
        "茶会では、亭主が客のために茶碗で抹茶を点てる。",
        "火山は三日間、村々に灰を降らせた。",
        "空港行きの私たちの電車は九番線から出ます。",
    ],
    "zh": [
        "在茶会上，主人在碗里为客人打绿茶。",
        "火山连续三天向村庄喷洒火山灰。",
        "我们去机场的火车从九号站台出发。",
    ],
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(EmbedConfig())


def test_translations_are_nearer_than_other_sentences(encoder: Encoder) -> None:
    english = encoder.encode(SENTENCES["en"])
    for language, sentences in SENTENCES.items():
        cosines = english @ encoder.encode(sentences).T
        assert (cosines.argmax(axis=1) == np.arange(3)).all(), language
        assert np.diag(cosines).min() > cosines[~np.eye(3, dtype=bool)].max() + 0.1, language


def test_rows_have_512_dimensions_and_length_1_whatever_the_text(encoder: Encoder) -> None:
    vectors = encoder.encode(["", " ", "茶", "word " * 3000, "emoji 🫖\n\0"])
    assert vectors.shape == (5, 512)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_language_outside_its_list_is_an_error_with_the_list(encoder: Encoder) -> None:
    check_languages(encoder, ["en", "zh-Hant", "pt_BR", "JA"])
    with pytest.raises(
        UserError,
        match=r"'hi', 'vi-VN': use encoder='e5-small' .*; it knows ar, de, en, es, fr, it, ja, ko, nl, pl, pt, ru, th",
    ):
        check_languages(encoder, ["en", "vi-VN", "hi"])


def test_an_encoder_of_one_s_own_is_two_methods() -> None:
    class Lengths(Encoder):
        @property
        def id(self) -> str:
            return "lengths@1"

        def encode(self, texts: list[str]) -> np.ndarray:
            return np.array([[1.0, len(text)] for text in texts], dtype=np.float32)

    check_languages(Lengths(), ["anything"])  # it does not say which languages it knows
    assert Lengths().made_from is None


def test_options_of_other_encoders_are_refused() -> None:
    with pytest.raises(UserError, match="does not take prompt"):
        load_encoder(EmbedConfig(prompt="query: "))


def test_a_text_without_end_costs_what_its_beginning_costs(encoder: Encoder) -> None:
    long, longer = encoder.encode(["tea " * 5_000, "tea " * 250_000])
    assert (long == longer).all()


def test_words_together_have_the_vectors_that_each_has_alone() -> None:
    words = [word for sentences in SENTENCES.values() for sentence in sentences for word in sentence.split()] * 4
    encoder = load_encoder(EmbedConfig())
    assert len(words) > 256
    assert np.abs(encoder.encode_together(words) - encoder.encode(words)).max() < 1e-6
    assert encoder.encode_together([]).shape == (0, 512)
