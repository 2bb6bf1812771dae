"""Questions that cannot be understood alone, and answers that say nothing."""

import re
from collections.abc import Sequence

from cmining_distilabel.generation.gates.base import Row, Source, bare, fields, in_language, options, said, sources
from cmining_distilabel.generation.gates.stems import NAME_STEM, stems, unaccented

_NAMES = "name|title|nom|titre|nombre|titulo|titel|naam|nome|titolo|nazwa|tytul|adi|ismi|имя|название"
_NAME_WORD = re.compile(rf"\b(?:{_NAMES})\b|名前|名称|名字|標題|标题|題名|이름|제목")
_NAME = re.compile(
    rf".{{0,40}}\b(?:{_NAMES})\b.{{0,12}}….{{0,8}}|….{{0,4}}(?:名前|名称|名字|標題|标题|題名|タイトル|이름|제목).{{0,14}}"
)


class SubjectGate:
    """Rejects `no_subject` and `trivial`.

    A first question names its subject where it shares a word with the title of a seed, or two with its text; one that
    compares names both. It may be the second thing that is said, after a greeting. Questions in another language than
    the seed's cannot be compared. An answer is trivial where all of them together say no more than the title, or than
    the question; so is one to a question for the name of what it names.
    """

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        turns = [message["content"] for message in row["messages"] if message["role"] == "user"]
        asked = (turns[0].partition("\nA. ")[0], " ".join(turns[:2] if len(turns) > 2 else turns[:1]))
        seeds = [seed for seed in sources(row) if seed.title and in_language(seed, row)]
        compared = bool(row.get("other_seed_id")) and "bad" not in fields(row)
        named = [any(_is_about(one, seed, named=compared) for one in asked) for seed in seeds]
        if seeds and not (all(named) if compared else any(named)):
            return "no_subject"
        answer = next((message["content"] for message in row["messages"] if message["role"] == "assistant"), "")
        if any(_asks_for_name(turns[0], answer, seed.title) for seed in seeds):
            return "trivial"
        if options(row) is None and _says_nothing(said(row, "assistant"), said(row, "user"), row):
            return "trivial"
        return None


def _is_about(question: str, seed: Source, *, named: bool) -> bool:
    """Whether a question shares a word with a seed's title or, unless that must be `named`, two with its text."""
    if stems(question, NAME_STEM) & stems(seed.title, NAME_STEM) or unaccented(bare(seed.title)) in unaccented(
        bare(question)
    ):
        return True
    return not named and len(stems(question) & stems(seed.text)) > 1


def _asks_for_name(question: str, answer: str, title: str) -> bool:
    """Whether a question asks for the name, or title, of what it names: "What is the title of Oviri?"."""
    plain, said, name = (unaccented(bare(text)) for text in (question, answer, title))
    if _NAME.fullmatch(plain.replace(name, "…")):
        return True
    return bool(_NAME_WORD.search(plain)) and name in plain and said.startswith(name)


def _says_nothing(answer: str, question: str, row: Row) -> bool:
    plain = bare(answer)
    return plain in bare(question) or any(plain == bare(source.title) for source in sources(row))
