import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.text import lead, paragraphs, parts, render, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pot is warmed. Then tea is poured! Is milk added?", 3),
        ("J. S. Bach wrote it. It has six parts.", 2),
        ("The hall is 3.5 metres high. It was built in 1890. It burned.", 3),
        ("He said: “Come in.” Then he left.", 2),
        ("茶を点てる。客が静かに飲む。茶碗を返すのが作法である。", 3),
        ("她说：“请喝茶吧朋友们。”然后离开了茶室。", 2),
        ("यह चाय का समारोह है। इसमें हरी चाय पी जाती है।", 2),
        ("هل تشرب الشاي معنا؟ نعم أشربه كل صباح. إنه لذيذ.", 3),
        ("ชาเขียวเป็นเครื่องดื่ม นิยมดื่มในตอนเช้า", 2),
        ("No end mark here", 1),
        ("Ok.", 1),
    ],
)
def test_sentences_of_many_scripts(text: str, expected: int) -> None:
    assert len(sentences(text)) == expected


def test_a_short_piece_joins_its_neighbour() -> None:
    assert sentences("The tea is ready now. Yes.") == ["The tea is ready now. Yes."]
    assert sentences("お茶が入りました。はい。") == ["お茶が入りました。 はい。"]
    assert sentences("Yes. The tea is ready now.") == ["Yes. The tea is ready now."]


@given(st.text(alphabet="ab .!?。।؟\n\u2029\r「」A1é茶", max_size=60))
def test_no_character_is_lost_but_spaces(text: str) -> None:
    assert "".join("".join(paragraphs(text)).split()) == "".join(text.split())
    for paragraph in paragraphs(text):
        assert "".join("".join(sentences(paragraph)).split()) == "".join(paragraph.split())
    assert bool(parts(text)) == bool(text.strip())
    assert all(part.strip() for part in parts(text))


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\n\n", "\n \n", "\u2028", "\u2029"])
def test_paragraphs_are_parts_and_the_first_is_the_lead(line_break: str) -> None:
    text = f"  The first. It has two sentences.{line_break}The second.{line_break}"
    assert parts(text) == paragraphs(text) == ["The first. It has two sentences.", "The second."]
    assert lead(text) == "The first. It has two sentences."


def test_the_papers_template() -> None:
    assert render("Tea", "A drink.\nMore.") == "<title> Tea <text> A drink."
    assert render(" ", "A drink.\nMore.") == "A drink."
    assert render("Tea", "") == "<title> Tea <text> "
    assert lead(" \n ") == ""
    assert parts("") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pot is warmed, and then tea is poured. Is milk added?\nSecond paragraph.", 1),
        ("茶を点てる。" * 8, 8),
        ("茶を点てる。客が飲む。", 1),  # 40 characters at most
    ],
)
def test_pieces_of_the_lead_end_at_an_ideographic_full_stop_only(text: str, expected: int) -> None:
    found = parts(text, "lead")
    assert len(found) == expected
    assert "Second paragraph." not in found
