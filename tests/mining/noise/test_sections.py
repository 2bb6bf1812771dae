"""An article into its prose: what is a paragraph, what stands above it, and what is no prose."""

import pytest

from cmining_distilabel.mining.noise.sections import paragraphs_of
from cmining_distilabel.mining.noise.titles import table

ARTICLE = """Marlow Hill
| name = Marlow Hill
| country = Norland
| population = 12,300
thumb|right|250px|The old market

Marlow Hill is a town on the river Tarn, known for its market and for its wool.
It was founded by weavers.

== Festivals ==
The lantern fair is held every autumn, when children carry paper lanterns to the mill pond and sing.

Food
The town is known for a flat oat cake that is baked on stones and eaten with sour cherries on Sundays.

Year | Visitors | Lanterns
1990 | 300 | 200
1991 | 310 | 220

Notable people
* Ann Weaver, singer
* Bo Smith, painter
* Cy Miller, author

See also
Tarn valley
Wool trade

References
Weaver, A. (1999). History of the fair. Norland Press. ISBN 1234567890.

Old customs of the valley
Smith, B. The lantern fair of Marlow Hill and its songs. University Press of Norland, 2003.
"""


def test_an_article_of_every_kind_of_thing() -> None:
    found = list(paragraphs_of(ARTICLE, "Marlow Hill", "en"))
    assert [(part.heading, part.reason) for part in found] == [
        ("", "infobox"),
        ("", None),
        ("Festivals", None),
        ("Food", None),
        ("Food", "table"),
        ("Notable people", "link_list"),
        ("See also", "reference"),
        ("References", "reference"),
        ("References", "reference"),
    ]
    assert found[1].text.endswith("its wool. It was founded by weavers.")  # lines of prose are one
    assert found[5].text.splitlines()[0] == "* Ann Weaver, singer"


def test_without_blank_lines_each_line_is_a_paragraph() -> None:
    text = (
        "祭り\nこの町の祭りは毎年秋に行われ、子どもたちが提灯を持って川まで歩く。川辺では歌が歌われる。\n"
        "歴史\n町は織物で知られ、古くから市が立っていた。今も春と秋に大きな市が立つ。織物の店が並ぶ。\n"
        "関連項目\n川の谷\n織物\n町の一覧"
    )
    found = [(part.heading, part.reason) for part in paragraphs_of(text, "川の町", "ja")]
    assert found == [("祭り", None), ("歴史", None), ("関連項目", "reference")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The festival is held every spring (see https://example.org/fair), and lasts for three days.", None),
        ("^ Weaver, A., The wool of the valley and its price, in: Annals of the valley", "reference"),
        ("Weaver, A. The wool of the valley. doi:10.1000/182, pp. 12-19", "reference"),
        ("Born: 1 May 1900\nDied: 3 June 1970\nKnown for: lantern songs", "infobox"),
        ("|-\n| Lantern fair || autumn\n|-\n| Oat fair || spring", "table"),
        ("He said: come to the fair.\nShe said: not before the harvest is in.", None),
        ("Lantern fair\nOat fair\nWool fair", "link_list"),
        ("The lantern fair of the old town is held\nin autumn, when the oats are in, and on\nits eve all sing.", None),
        ("งานโคมไฟของเมืองเก่าจัดขึ้นทุกฤดูใบไม้ร่วงเมื่อเก็บเกี่ยวข้าวเสร็จแล้ว", None),
    ],
)
def test_what_is_no_prose(text: str, reason: str | None) -> None:
    found = list(paragraphs_of(f"The town is old.\n\n{text}", "Town", "en"))
    assert [part.reason for part in found] == [None, reason]


@pytest.mark.parametrize("language", sorted(set(table()) - {"all"}))
def test_references_are_known_in_every_language(language: str) -> None:
    for heading in table()[language].get("links", ["References"]):
        text = f"The town is old.\n\n{heading}\nWool\nOats\n\n== Fairs ==\n\nThe fair is held in autumn."
        assert [part.reason for part in paragraphs_of(text, "Town", language)] == [None, "reference", None], heading


def test_a_heading_of_references_that_is_the_title_is_none() -> None:
    (part,) = paragraphs_of("Notes\n\nNotes are written by hand on the paper of this valley.", "Notes", "en")
    assert (part.heading, part.reason) == ("", None)
