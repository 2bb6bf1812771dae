"""The prose of an article: its paragraphs with the headings above them, and what is no prose, with the reason.

Texts of encyclopedias and of crawls hold more than prose: infoboxes and tables whose cells are left, lists of links,
and at the end references. All of it is told by how lines look, and by what headings are called in `titles.yaml`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.noise.length import display_width
from cmining_distilabel.mining.noise.pages import page_patterns_of
from cmining_distilabel.mining.noise.titles import normalise

_BREAK = re.compile(r"\r\n?|[\u2028\u2029\v\f]")
_MARKED = re.compile(r"(={1,6})\s*(?P<wiki>[^=]+?)\s*=+$|#{1,6}\s+(?P<hash>\S.*?)\s*#*$")  # == Food ==, ## Food
_SENTENCE_END = re.compile(r"[.!?。！？।॥؟۔…][\"'”’»」』）)\]]*(?:\[\d+\])*$")
_HEADING, _ITEM = 60, 120  # columns of a heading, and characters of an item of a list, at most
_PROSE = 200  # columns of a line that is prose although no full stop ends it: Thai has none
_LINES, _SHARE = 3, 0.7  # lines of a list or a table, and the share of them that must look so
_NO_HEADING = re.compile(r"^\s*(?:[*•·▪◦–{\[<|-]|\d{1,3}[.)]\s)")
_MARK = re.compile(r"\s*(?:[*•·▪◦–-]|\d{1,3}[.)])\s+\S")
# "| name = Kyoto", "population_total = 12", "Population: 12": a field's name is short, and no sentence follows it.
_FIELD = re.compile(r"^\|?\s*[^\W\d][\w .()/'-]{0,40}?\s*(?:=|[:：](?!//))\s*\S.{0,100}$|^\|\s*[\w -]+=\s*$")
_CELLS = re.compile(r"\s*\|.*\||[^|\t]*(?:\|\||\t)[^|\t]*(?:\|\||\t)|[^|]+(?:\|[^|]+){2,}$|[!|][-+}!]?\s*\S")
_CAPTION = re.compile(r"(?:(?:thumb|frame|frameless|miniatur|vignette|left|right|center|\d+px)\s*\|)", re.IGNORECASE)
_CITED = re.compile(
    r"\b(?:ISBN|ISSN|OCLC|PMID)\b[\s:]*\d|\bdoi:\s*\d|\barXiv:\s*\d|https?://|\bpp?\. ?\d|\bvol\. ?\d", re.I
)
_CITES = re.compile(r"\s*(?:[\^↑]|\[\d+\]\s)")


class Paragraph(NamedTuple):
    """A piece of an article.

    Attributes:
        text: one line, where it is prose.
        heading: what stands above it; "" for the lead.
        reason: why it is no prose ("reference", "link_list", "infobox", "table"), or None.
    """

    text: str
    heading: str
    reason: str | None


def paragraphs_of(text: str, title: str, language: str) -> Iterator[Paragraph]:
    """The paragraphs of an article, in order. Headings are told of those below them, and are none themselves.

    Blank lines separate paragraphs; where there are none, each line is one.

    Args:
        text: the article.
        title: its title, which many texts begin with.
        language: for the headings of sections of references.
    """
    references = page_patterns_of(base_language(language)).links
    heading, inside = "", False  # inside a section of references, which only another heading ends
    blocks = _blocks(text)
    if normalise(blocks[0][0]) == normalise(title):
        blocks[0] = blocks[0][1:]
    for place, block in enumerate(blocks):
        after = blocks[place + 1 : place + 2]
        while block and (found := _heading(block, after, references, inside)) is not None:
            block = block[1:]
            heading, inside = found, references.fullmatch(normalise(found)) is not None
        if block:
            reason = "reference" if inside else _reason(block)
            yield Paragraph((" " if reason is None else "\n").join(block), heading, reason)


def _blocks(text: str) -> list[list[str]]:
    """Lines that belong together; of a text without blank lines each line, but lines of a list or a table."""
    lines = [line.strip() for line in _BREAK.sub("\n", text).strip().split("\n")]
    if "" in lines:
        return [list(block) for blank, block in groupby(lines, key=lambda line: line == "") if not blank]
    blocks = []
    for short, run in groupby(lines, key=_is_item):
        some = list(run)
        blocks.extend([some] if short and len(some) >= _LINES else [[line] for line in some])
    return blocks


def _heading(
    block: Sequence[str], after: Sequence[Sequence[str]], references: re.Pattern[str], inside: bool
) -> str | None:
    """The heading that a block begins with; None where it begins with text.

    Within references only a long paragraph can have one that nothing marks: titles of books look like headings.
    """
    first, below = block[0], block[1] if len(block) > 1 else after[0][0] if after else ""
    if marked := _MARKED.match(first):
        return str(marked["wiki"] or marked["hash"]).strip()
    bare = first.rstrip(":：")
    if references.fullmatch(normalise(bare)):
        return bare
    if display_width(first) > _HEADING or any(known.search(first) for known in (_SENTENCE_END, _NO_HEADING, _FIELD)):
        return None
    width = display_width(below)
    is_prose = width >= _PROSE or (not inside and width > _HEADING and _SENTENCE_END.search(below) is not None)
    is_list = not inside and _MARK.match(below) is not None
    return first if (is_prose or is_list) and not _CITED.search(below) else None


def _is_item(line: str) -> bool:
    return len(line) <= _ITEM and not _SENTENCE_END.search(line)


def _reason(block: Sequence[str]) -> str | None:
    """Why a block of lines is no prose; what is known by a single line comes first."""
    if _CITES.match(block[0]) or len(_CITED.findall(" ".join(block))) >= max(2, len(block)):
        return "reference"
    if all(_CAPTION.search(line[:40]) for line in block):
        return "infobox"
    if block[0].startswith("|") or len(block) >= 2:
        if _most(block, lambda line: _FIELD.match(line) and not _SENTENCE_END.search(line)):
            return "infobox"
        if _most(block, _CELLS.match):
            return "table"
    return "link_list" if len(block) >= _LINES and _most(block, _is_item) and not _is_wrapped(block) else None


def _most(block: Sequence[str], holds: Callable[[str], object]) -> bool:
    return sum(1 for line in block if holds(line)) >= _SHARE * len(block)


def _is_wrapped(block: Sequence[str]) -> bool:
    """Whether lines are one paragraph that was cut at a width: all but the last are about as long, the last ends."""
    widest = max(map(len, block))
    return bool(_SENTENCE_END.search(block[-1])) and all(len(line) > 0.6 * widest for line in block[:-1])
