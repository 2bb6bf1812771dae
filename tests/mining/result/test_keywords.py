import pytest

from cmining_distilabel.mining.result.keywords import document_frequencies, joined, telling_terms, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Tea, the 3 cups & a pot_of tea2!", ["the", "tea", "the", "cups", "pot", "of", "tea"]),
        ("l'île d'Or", ["île", "or"]),
        ("抹茶の会のケーキ", ["抹茶", "ケー", "ーキ"]),  # hiragana parts words
        ("중국의 차", ["중국의"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),  # vowel signs are no ends of words
        ("น้ำชา", ["น้\u0e4dา", "าช", "ชา"]),
        ("İstanbul", ["i̇stanbul"]),
        ("ﬁsh ＴＥＡ", ["fish", "tea"]),
    ],
)
def test_words_of_all_scripts(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_text_counts_a_term_once() -> None:
    assert document_frequencies(["tea tea cup", "tea"]) == {"tea": 2, "cup": 1}


def test_what_the_language_says_everywhere_is_no_keyword() -> None:
    background = {"the": 5000, "of": 4500, "scone": 31, "jam": 400, **{f"word{i}": 80 for i in range(300)}}
    counts = {"the": 40, "of": 38, "scone": 30, "jam": 25, "word1": 2, "word2": 1}
    assert telling_terms(counts, 40, background, 9000) == ["scone", "jam"]
    assert telling_terms(counts, 40, background, 9000, top=1) == ["scone"]


def test_a_word_of_many_texts_is_no_keyword_though_it_is_used_more() -> None:
    background = {"was": 600, "scone": 31, **{f"word{i}": 50 for i in range(300)}}
    assert telling_terms({"was": 40, "scone": 20}, 40, background, 9000) == ["scone"]


def test_what_chance_explains_is_no_keyword() -> None:
    """In 2 of 5 texts, while 2 % of all have it: chance does that to one of 260 words, and there are 200 here."""
    counts = {"some": 2, "tea": 4, **{f"word{i}": 1 for i in range(198)}}
    background = {"some": 20, "tea": 20, **{f"word{i}": 9 for i in range(198)}}
    assert telling_terms(counts, 5, background, 1000) == ["tea"]
    assert telling_terms({"some": 2, "tea": 4}, 5, background, 1000) == ["tea", "some"]


def test_pairs_of_letters_of_one_word_are_joined() -> None:
    texts = ["浄土真宗の寺院", "浄土真宗本願寺派の寺院", "真宗大谷派"]
    assert joined(["真宗", "浄土", "土真", "寺院", "tea"], texts) == ["浄土真宗", "寺院", "tea"]
    assert joined(["寺院", "院長"], ["寺院", "病院長", "寺院"]) == ["寺院", "院長"]


def test_a_term_in_one_document_only_is_no_keyword() -> None:
    assert telling_terms({"scone": 1}, 9, {"scone": 1, "the": 1000}, 1000) == []


def test_equal_terms_come_in_alphabetical_order() -> None:
    background = {"b": 10, "a": 10, "c": 10, "the": 5000}
    assert telling_terms({"c": 10, "b": 10, "a": 10}, 20, background, 9000) == ["a", "b", "c"]


@pytest.mark.parametrize("counts", [{}, {"tea": 3}, {"tea": 3, "cup": 2}])
def test_a_cluster_that_is_all_of_its_language_has_none(counts: dict[str, int]) -> None:
    assert telling_terms(counts, 3, counts, 3) == []
    assert telling_terms(counts, 3, {}, 0) == []
