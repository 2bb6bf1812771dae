"""From answers to scores: of items, of questions, and of parts, countries and topics with their intervals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmining_distilabel.evaluation.downstream.items import Item
from cmining_distilabel.evaluation.downstream.parse import parse
from cmining_distilabel.evaluation.statistics import Cell, Estimate, Resampling, Tally

REASONS = {
    "missing": "there is no answer",
    "empty": "the answer is empty",
    "unparsable": "the answer cannot be understood",
    "contradictory": "several answers to the item say different things",
}
"""Why an item has no readable answer."""

_BETWEEN = "\n"  # countries of a question, within a cell


@dataclass(frozen=True)
class Judged:
    """An item with what the model said, and how it was understood.

    Attributes:
        item: what was asked.
        answer: as it came; None where there was none.
        parsed: as `parse` understood it; None where it could not.
        right: whether it is one of the item's `gold`.
        reason: why there is no `parsed`, a key of `REASONS`.
    """

    item: Item
    answer: str | None
    parsed: str | None
    right: bool
    reason: str | None


@dataclass(frozen=True)
class Question:
    """A question of a part; right when all its items are."""

    part: str
    id: str
    countries: tuple[str, ...]
    topic: str | None
    items: int
    right: bool


@dataclass(frozen=True)
class Score:
    """Accuracy of a part (`by` is "all"), or of a country or topic in it."""

    part: str
    by: str
    name: str
    questions: int
    right: int
    accuracy: Estimate


def judge(items: Sequence[Item], answers: Mapping[str, Sequence[str | None]]) -> list[Judged]:
    """Judge every item; one that was not answered, or cannot be read, is wrong.

    Args:
        items: of the benchmark.
        answers: texts by item id. Several texts of one item count once where they say the same.
    """
    return [_judge(item, answers.get(item.id, ())) for item in items]


def questions_of(judged: Sequence[Judged]) -> list[Question]:
    """Questions in the order of their first item. CulturalBench-Hard: right only if all true/false rows are."""
    rows: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        rows[one.item.part, one.item.question].append(one)
    return [
        Question(part, name, found[0].item.countries, found[0].item.topic, len(found), all(one.right for one in found))
        for (part, name), found in rows.items()
    ]


def scores_of(questions: Sequence[Question], resampling: Resampling) -> list[Score]:
    """Accuracy of each part, and of each country and topic in it, with bootstrap intervals over questions.

    A question about several countries counts in each of them.
    """
    scores: list[Score] = []
    for part in dict.fromkeys(question.part for question in questions):
        own = [question for question in questions if question.part == part]
        tally = Tally((_cell(question) for question in own), resampling)
        countries = Counter(name for question in own for name in question.countries)
        topics = Counter(question.topic for question in own if question.topic)
        for by, name in (
            ("all", ""),
            *(("country", name) for name in sorted(countries)),
            *(("topic", name) for name in sorted(topics)),
        ):
            scores.append(_score(tally, part, by, name))
    return scores


def score_row(score: Score) -> dict[str, Any]:
    """As a row of scores.csv."""
    return {
        "part": score.part,
        "by": score.by,
        "name": score.name,
        "questions": score.questions,
        "right": score.right,
        "accuracy": score.accuracy.value,
        "low": score.accuracy.low,
        "high": score.accuracy.high,
    }


def _judge(item: Item, texts: Sequence[str | None]) -> Judged:
    if not texts:
        return Judged(item, None, None, False, "missing")
    readings = {text: parse(item, text) for text in texts}
    text, parsed = next(iter(readings.items()))
    if len(set(readings.values())) > 1:
        return Judged(item, "\n---\n".join(str(text) for text in readings), None, False, "contradictory")
    if parsed is None:
        return Judged(item, text, None, False, "unparsable" if (text or "").strip() else "empty")
    return Judged(item, text, parsed, parsed in item.gold, None)


def _cell(question: Question) -> Cell:
    return Cell(question.topic or "", "", _BETWEEN.join(question.countries), question.right)


def _score(tally: Tally, part: str, by: str, name: str) -> Score:
    def among(cell: Cell) -> bool:
        return by == "all" or (cell.label == name if by == "topic" else name in cell.group.split(_BETWEEN))

    return Score(
        part,
        by,
        name,
        tally.count(among),
        tally.count(lambda cell: among(cell) and cell.selected),
        tally.share(lambda cell: cell.selected, among),
    )
