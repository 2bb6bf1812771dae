"""Pages that are no articles, told by their title or by how they begin: lists, disambiguations, dates."""

import re
import string
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.noise.base import Row
from cmining_distilabel.text import lead

_LEAD = 300  # characters of a lead that are looked at
ALL = "all"
"""The entry of titles.yaml for every language."""


class Patterns(NamedTuple):
    """Compiled patterns of one language; see titles.yaml."""

    list: re.Pattern[str]
    disambiguation: re.Pattern[str]
    refers: re.Pattern[str]
    date: re.Pattern[str]


class TitleFilter:
    """Rejects what is no article: `title_list`, `title_disambiguation`, `title_date`, and with `strict` more.

    `strict` is the paper's rule, "no digit and no punctuation" in the title: `title_digit` (Unicode Nd and No)
    and `title_punctuation` (every P category). It is meant as it stands: "Apollo 11", "Jeanne-Claude",
    "L'Avare", "Paris (mythology)" and names in katakana with a middle dot all go. A row without a title is kept.

    Args:
        strict: the paper's rule too.
        pages: the first three reasons.
        ascii_only: the paper's rule as its authors' scripts have it: ASCII punctuation, in the title as it stands.
    """

    def __init__(self, *, strict: bool, pages: bool = True, ascii_only: bool = False) -> None:
        self._strict = strict
        self._pages = pages
        self._ascii_only = ascii_only

    def reasons(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or one of the five reasons; the more telling one where several hold."""
        return [self._reason(row["title"], row["text"], row["language"]) for row in batch]

    def _reason(self, title: str, text: str, language: str) -> str | None:
        raw, title = title, normalise(title)
        if not title:
            return None
        return (self._page(title, text, language) if self._pages else None) or self._strictly(raw, title)

    def _page(self, title: str, text: str, language: str) -> str | None:
        patterns = patterns_of(base_language(language))
        if patterns.disambiguation.search(title) or patterns.refers.search(normalise(lead(text)[:_LEAD])):
            return "title_disambiguation"
        if patterns.list.search(title):
            return "title_list"
        if patterns.date.fullmatch(title):
            return "title_date"
        return None

    def _strictly(self, raw: str, title: str) -> str | None:
        if not self._strict:
            return None
        if self._ascii_only:
            digit, mark = any(map(str.isdigit, raw)), not set(raw).isdisjoint(string.punctuation)
        else:
            categories = {unicodedata.category(char) for char in title}
            digit, mark = bool(categories & {"Nd", "No"}), any(category.startswith("P") for category in categories)
        return "title_digit" if digit else "title_punctuation" if mark else None


@cache
def patterns_of(language: str) -> Patterns:
    """The patterns of a language and those of all languages together."""
    entries = [entry for entry in (table()[ALL], table().get(language)) if entry]

    def union(kind: str, frame: str = "{}") -> re.Pattern[str]:
        found = [_fill(pattern, entry) for entry in entries for pattern in entry.get(kind, [])]
        return re.compile(frame.format("|".join(found) or r"(?!)"), re.IGNORECASE)

    # "X may refer to:" ends in a colon, or ends the paragraph; in the middle of a sentence it is prose.
    refers = union("refers", r"^.{{0,100}}?(?:{})(?:[^.:。]{{0,30}}:|[\s.。]*$)")
    return Patterns(union("list"), union("disambiguation"), refers, union("date"))


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """titles.yaml."""
    text = (files("cmining_distilabel.mining.noise") / "titles.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return found


def _fill(pattern: str, entry: Mapping[str, Any]) -> str:
    """A pattern with its {month} and {roman} filled in, in the form that titles are normalised to."""
    months = "|".join(re.escape(month) for month in entry.get("months", "").split())
    filled = pattern.replace("{month}", f"(?:{months})").replace("{roman}", "[ivxlcdm]+")
    return f"(?:{unicodedata.normalize('NFKC', filled)})"


def normalise(text: str) -> str:
    """The form in which titles are compared: NFKC, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
