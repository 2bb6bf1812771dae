"""Pages of a wiki that are no articles, and texts that were taken out of one badly."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.noise.base import Row
from cmining_distilabel.mining.noise.titles import ALL, normalise, table

_LOOKED_AT = 1_000  # characters of a text: what is encoded is its first paragraph
_MARKS, _CHARACTERS_A_MARK = 2, 250  # left-overs from which a text is no prose, and in a longer one, so many a mark
_ITEMS, _SHARE, _ITEM_LENGTH = 3, 0.7, 120  # lines of a list of links, their share of all lines, and characters of one

# A redirect in any language: "#WORD [[target]]".
_REDIRECT = re.compile(r"#\s*[^\s\[\]#]{2,24}(?: [^\s\[\]]{1,24})?\s*:?\s*\[\[.+?\]\]|REDIRECT\s*:?\s+\S")
_TAG = r"(?:a|b|big|blockquote|br|center|code|div|font|gallery|h[1-6]|html|i|img|li|nowiki|ol|p|pre|ref|small|span|sub"
_TAG += r"|sup|table|tbody|td|th|tr|ul)"
_MARK = re.compile(
    r"\{\{[^{}]*\}\}|\{\{|\}\}|\{\||\|\}|\[\[[^\[\]]*\]\]|\[https?://[^\]]*\]"  # templates, tables, links
    r"|'''[^'\n]+'''|^=={1,4}[^=\n]+==+\s*$"  # bold text and headings
    rf"|</{_TAG}\s*>|<{_TAG}\s[^<>]*=[^<>]*>|<br\s*/?>|<!--"  # elements that close or have attributes
    r"|&(?:nbsp|lt|gt|quot|#\d+);",  # names are written with &amp; in clean corpora too
    re.IGNORECASE | re.MULTILINE,
)
_BEGINS = re.compile(rf"\{{\{{|\{{\||\[\[[^\[\]]*:|<{_TAG}\b[^<>]*>|<!doctype", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[*•·▪◦#–-]|\d{1,3}[.)])\s*\S|.*https?://|\s*\[")
_SENTENCE_END = re.compile(r"[.!?。！？।؟…][\"'”’»」）)\]]*$")


class PagePatterns(NamedTuple):
    """Compiled patterns of one language; see titles.yaml."""

    namespace: re.Pattern[str]
    redirect: re.Pattern[str]
    links: re.Pattern[str]


class PageFilter:
    """Rejects `redirect`, `namespace_page`, `markup` (left-overs of wikitext and HTML) and `link_list`.

    A namespace is told by what stands before a colon that no space follows ("Category:Fairs"), so that titles of works
    ("Portal: The return") stay. A text is left-overs where its first 1,000 characters begin with markup, or hold two
    pieces of it, and one in 250 characters. It is a list of links where most of its lines are items without a full
    stop, or where it stands under "See also" and its like.
    """

    def reasons(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or one of the four reasons."""
        return [self._reason(row["title"], row["text"], row["language"]) for row in batch]

    def _reason(self, title: str, text: str, language: str) -> str | None:
        patterns = page_patterns_of(base_language(language))
        beginning = unicodedata.normalize("NFKC", text[:_LOOKED_AT].strip())
        if _REDIRECT.match(beginning) or patterns.redirect.match(beginning):
            return "redirect"
        title = normalise(title)
        if patterns.namespace.match(title):
            return "namespace_page"
        marks = sum(1 for _ in _MARK.finditer(beginning))
        if _BEGINS.match(beginning) or marks >= max(_MARKS, len(beginning) / _CHARACTERS_A_MARK):
            return "markup"
        return "link_list" if _is_link_list(title, text, patterns.links) else None


def _is_link_list(title: str, text: str, heading: re.Pattern[str]) -> bool:
    lines = [line.strip() for line in text[: 10 * _LOOKED_AT].splitlines() if line.strip()]
    under = heading.fullmatch(title) is not None
    if lines and heading.fullmatch(normalise(lines[0].strip("=:* "))):
        under, lines = True, lines[1:]
    if len(lines) < _ITEMS:
        return False
    short = [line for line in lines if len(line) <= _ITEM_LENGTH and not _SENTENCE_END.search(line)]
    items = short if under else [line for line in short if _ITEM.match(line)]
    return len(items) >= _SHARE * len(lines)


@cache
def page_patterns_of(language: str) -> PagePatterns:
    """The patterns of a language and those of all languages together; redirects are told in all languages."""
    entries = [entry for entry in (table()[ALL], table().get(language)) if entry]
    redirects = sorted({word for entry in table().values() for word in entry.get("redirect", [])})
    return PagePatterns(
        namespace=re.compile(rf"(?:(?:{_any(entries, 'namespaces')})[ _‐-]?){{1,2}}:(?=\S)", re.IGNORECASE),
        redirect=re.compile(rf"#\s*(?:{'|'.join(map(re.escape, redirects))})(?![^\W\d_])", re.IGNORECASE),
        links=re.compile(_any(entries, "links"), re.IGNORECASE),
    )


def _any(entries: Sequence[object], kind: str) -> str:
    words = [word for entry in entries for word in entry.get(kind, [])]  # type: ignore[attr-defined]
    return "|".join(re.escape(normalise(word)) for word in words) or r"(?!)"
