import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.noise.duplicates import DuplicateFilter, normalise, shingles
from cmining_distilabel.mining.noise.near_index import jaccard, rows_a_band
from tests.mining.noise.rows import row

LEAD = (
    "Hanami is the Japanese custom of enjoying the beauty of flowers in spring, above all of cherry trees, with food "
    "and drink under the blossoms, from the end of March to the beginning of May, from south to north."
)
OTHER = (
    "Nowruz is the Iranian new year, kept on the day of the spring equinox by peoples from the Balkans to Central "
    "Asia, with a table of seven things, visits among kin, and fires that are jumped over on the last Wednesday."
)


def reasons_of(*texts: str, threshold: float = 0.9) -> list[str | None]:
    return DuplicateFilter(threshold).reasons([row(text) for text in texts])


def exact(first: str, second: str) -> float:
    """Jaccard similarity by hand."""
    sets = [{text[i : i + 5] for i in range(max(1, len(text) - 4))} for text in (normalise(first), normalise(second))]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_equal_up_to_case_white_space_and_width() -> None:
    assert reasons_of(LEAD, LEAD.upper(), LEAD.replace(" ", "\n "), "Ｈ" + LEAD[1:]) == [None] + ["duplicate"] * 3


def test_one_word_changed_is_nearly_the_same() -> None:
    assert reasons_of(LEAD, LEAD.replace("custom", "habit"), OTHER) == [None, "near_duplicate", None]


def test_near_duplicates_in_a_script_without_spaces() -> None:
    text = "花見は、主に桜の花を鑑賞し、春の訪れを寿ぐ日本古来の風習である。梅や桃の花でも行われることがあり、"
    text += "屋外の花の下で飲食をともにしながら楽しむことが多く、北へ向かうにつれて時期が遅くなる。桜の開花は年ごとに"
    text += "予想が発表され、名所には多くの人が集まり、夜には灯りをともして楽しむところもある。"
    assert reasons_of(text, text.replace("日本", "本邦"), text[:40]) == [None, "near_duplicate", None]


def test_zero_finds_equal_texts_only() -> None:
    assert reasons_of(LEAD, LEAD.replace("custom", "habit"), LEAD, threshold=0) == [None, None, "duplicate"]


def test_languages_are_apart() -> None:
    rows = [row(LEAD, language=code) for code in ("en", "de", "en")]
    assert DuplicateFilter(0.9).reasons(rows) == [None, None, "duplicate"]


def test_the_first_is_kept_over_batches() -> None:
    one = DuplicateFilter(0.9)
    texts = [LEAD, OTHER, LEAD.replace("custom", "habit"), OTHER]
    alone = [one.reasons([row(text)])[0] for text in texts]
    assert alone == reasons_of(*texts) == [None, None, "near_duplicate", "duplicate"]


def test_stubs_of_one_template_stay_below_the_threshold() -> None:
    stubs = [
        f"{name} is a village in {district} District, in the {province} Province of the country. At the census its "
        f"population was {population}, in {families} families."
        for name, district, province, population, families in [
            ("Abdolabad", "Central", "Kerman", 1204, 311),
            ("Qaleh Now", "Firuzeh", "Razavi Khorasan", 87, 23),
            ("Sang Sefid", "Kakhk", "Mazandaran", 455, 140),
        ]
    ]
    assert reasons_of(*stubs) == [None] * 3


def test_many_near_copies_of_one_another_all_meet_the_first() -> None:
    words = (LEAD + " " + OTHER).split()
    copies = [" ".join([*words[:place], "perhaps", *words[place:]]) for place in range(60)]
    assert reasons_of(" ".join(words), *copies) == [None, *["near_duplicate"] * 60]


def test_a_family_of_similar_texts_larger_than_a_bucket() -> None:
    rng = np.random.default_rng(0)
    variants = [LEAD[:150] + "".join(rng.choice(list("abcdefghij"), 30)) for _ in range(200)]
    reasons = reasons_of(*variants, *variants)
    assert reasons == [None] * 200 + ["duplicate"] * 200


texts = st.lists(st.text(alphabet="ab ", min_size=5, max_size=60), max_size=12)


@given(texts=texts, threshold=st.sampled_from([0.5, 0.9, 1.0]))
def test_what_is_called_a_near_duplicate_is_one(texts: list[str], threshold: float) -> None:
    reasons = reasons_of(*texts, threshold=threshold)
    kept: list[str] = []
    for text, reason in zip(texts, reasons, strict=True):
        if reason == "near_duplicate":
            assert max(exact(text, earlier) for earlier in kept) >= threshold
        elif reason is None:
            kept.append(text)


@given(texts=st.lists(st.text(max_size=80), max_size=8), order=st.randoms(use_true_random=False))
def test_equal_texts_whatever_the_order(texts: list[str], order: object) -> None:
    shuffled = texts * 2
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    kept = [text for text, reason in zip(shuffled, reasons_of(*shuffled, threshold=0), strict=True) if reason is None]
    assert sorted(map(normalise, kept)) == sorted(set(map(normalise, texts)))
    assert kept == [text for i, text in enumerate(shuffled) if normalise(text) not in map(normalise, shuffled[:i])]


@given(first=st.text(max_size=200), second=st.text(max_size=200))
def test_jaccard_of_short_texts_is_exact(first: str, second: str) -> None:
    plain = [normalise(text) for text in (first, second)]
    hashes = [found[:256] for found in shingles(plain)]
    assert jaccard(*hashes) == pytest.approx(exact(*(text.ljust(5, "\0") for text in plain)))


@given(share=st.floats(0.05, 0.95), seed=st.integers(0, 99))
def test_jaccard_of_large_sets_is_estimated(share: float, seed: int) -> None:
    pool = np.random.default_rng(seed).choice(2**32, size=6000, replace=False).astype(np.uint32)
    common = int(share * 4000)
    first = np.sort(pool[:4000])
    second = np.sort(np.concatenate([pool[:common], pool[4000 : 4000 + (4000 - common) // 2]]))
    true = common / (len(first) + len(second) - common)
    assert jaccard(first[:256], second[:256]) == pytest.approx(true, abs=0.17)  # five standard errors and a bit


@given(threshold=st.floats(0.01, 1.0))
def test_bands_find_pairs_at_the_threshold(threshold: float) -> None:
    rows = rows_a_band(threshold)
    assert 1 <= rows <= 64
    if threshold > 0.1:
        assert 1 - (1 - threshold**rows) ** (64 // rows) >= 0.95


def test_a_text_of_a_megabyte() -> None:
    long = "".join(np.random.default_rng(0).choice(list("abcdefghijklmnopqrstuvwxyz "), 1_000_000))
    assert reasons_of(long, long, long[:500_000]) == [None, "duplicate", "near_duplicate"]


def test_a_short_set_that_lies_over_all_of_a_large_ones_sketch() -> None:
    large, short = np.arange(256, dtype=np.uint32), np.array([1000, 2000], np.uint32)
    assert jaccard(large, short) == jaccard(short, large) == 0
