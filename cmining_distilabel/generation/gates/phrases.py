"""Rows that speak of how they were made, or with the wrong voice."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from cmining_distilabel.generation.gates.base import Row, bare, fields, sources
from cmining_distilabel.generation.gates.echoes import echoes
from cmining_distilabel.generation.gates.stems import NAME_STEM, WIDE, stems
from cmining_distilabel.languages import best_match

_LABEL = re.compile(r"^\s*(?:user|assistant|human|ai|system|q|a)\s*[:：]", re.IGNORECASE)
# How a question begins that points at something nobody sees: "this school" - whatever the school is called.
_POINTS = re.compile(
    r"(?:this|these|diese[rsmn]?|ce(?! qu)|cett?e|ces|est[aeo]s?|ess[ae]s?|quest[aeoi]"
    r"|dez?e|dit|эт[аио]т?|bu|هذا|هذه|이|그|ten|ta) \w"
    r"|[こそ]の(?!よう)|这|這|该|該|此"
)
_QUESTION = re.compile(r"[?？؟]\s*[\"'”’»」』]?\s*$")


class PhraseGate:
    """Rejects `speaks_of_text`, `speaks_of_task`, `unnamed_subject` and `wrong_role`, by the phrases of phrases.yaml.

    English phrases count in every language: most prompts are in English. So does a run of words of a prompt
    (`echoes`). What a seed says itself is no fault.
    """

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        own = " ".join(f"{source.title} {source.text}" for source in sources(row))
        messages = [message for message in row["messages"] if message["content"] not in own]
        if not messages:
            return None
        known, language = bare(own), row["language"]

        def finds(kind: str, texts: list[str]) -> bool:
            pattern = _pattern(language, kind)
            return any(found[0] not in known for text in texts for found in pattern.finditer(bare(text)))

        asked = [message["content"] for message in messages if message["role"] == "user"]
        everything = [message["content"] for message in messages]
        if finds("text", everything):
            return "speaks_of_text"
        if finds("user", everything) or any(
            echo not in known.replace(" ", "") and echo not in known
            for text in everything
            for echo in echoes(text, language)
        ):
            return "speaks_of_task"
        titles = [source.title for source in sources(row)]
        points = bool(asked) and "situation" not in fields(row) and bool(_POINTS.match(bare(asked[0])))
        if (points or (asked and finds("unnamed", asked[:1]))) and not _names(asked[0], titles):
            return "unnamed_subject"
        answers = [message["content"] for message in row["messages"] if message["role"] == "assistant"]
        swapped = not any(map(_QUESTION.search, asked)) and all(map(_QUESTION.search, answers))
        if finds("assistant", asked) or any(map(_LABEL.match, everything)) or swapped:
            return "wrong_role"
        return None


def _names(text: str, titles: list[str]) -> bool:
    """Whether a text holds one of the titles, or a word of one, or half of one where nothing parts words."""
    words = stems(text, NAME_STEM)

    def named(title: str) -> bool:
        own = stems(title, NAME_STEM)
        return bare(title) in bare(text) or len(own & words) > (len(own) / 2 if title >= WIDE else 0)

    return any(named(title) for title in titles if title)


@cache
def _pattern(language: str, kind: str) -> re.Pattern[str]:
    phrases = _phrases()
    own = phrases[best_match(language, phrases) or "en"][kind]
    return re.compile("|".join(_expression(phrase) for phrase in dict.fromkeys([*own, *phrases["en"][kind]])))


def _expression(phrase: str) -> str:
    """A phrase as it stands in a `bare` text: whole words, but for particles of Korean, and scripts without blanks."""
    expression = re.escape(bare(phrase.replace("*", "0"))).replace("0", r"\w*")
    if phrase >= WIDE or "\u0e00" <= phrase[0] <= "\u0e7f":
        return rf"(?<!\w){expression}" if "\uac00" <= phrase[0] <= "\ud7a3" else expression
    return rf"(?<!\w){expression}(?!\w)"


@cache
def _phrases() -> dict[str, dict[str, list[str]]]:
    file = Path(__file__).parent / "phrases.yaml"
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found
