"""From answers to scores: of items, of questions, and of parts, countries and topics with their intervals."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmining_distilabel.evaluation.downstream.items import Item
from cmining_distilabel.evaluation.downstream.parse import parse
from cmining_distilabel.evaluation.statistics import Cell, Estimate, Resampling, Tally
from cmining_distilabel.generation.reply import NO_ANSWER, Reply, answer_in

REASONS = {
    "missing": "there is no answer",
    **NO_ANSWER,
    "unparsable": "the answer cannot be understood",
    "contradictory": "several answers to the item say different things",
}
"""Why an item has no readable answer."""

PERPLEXITY = "perplexity"
"""What a run of `Reading`s calls its benchmark."""

_BETWEEN = "\n"  # countries of a question, within a cell


@dataclass(frozen=True)
class Graded:
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

    @property
    def value(self) -> float:
        """What a model gets for it: more is better."""
        return float(self.right)


@dataclass(frozen=True)
class Reading:
    """A text that a model foretold: its tokens, and minus the log likelihood of all of them."""

    part: str
    id: str
    tokens: int
    nats: float
    countries: tuple[str, ...] = ()
    topic: str | None = None

    @property
    def value(self) -> float:
        """Log likelihood a token: more is better."""
        return -self.nats / self.tokens


@dataclass(frozen=True)
class Score:
    """Accuracy of a part (`by` is "all"), or of a country or topic in it."""

    part: str
    by: str
    name: str
    questions: int
    right: int
    accuracy: Estimate


def grade(items: Sequence[Item], replies: Mapping[str, Sequence[Reply]]) -> list[Graded]:
    """Grade the answer to every item; one that was not answered, or cannot be read, is wrong.

    Args:
        items: of the benchmark.
        replies: by item id. Several replies to one item count once where they say the same.
    """
    return [_grade(item, replies.get(item.id, ())) for item in items]


def questions_of(graded: Sequence[Graded]) -> list[Question]:
    """Questions in the order of their first item. CulturalBench-Hard: right only if all true/false rows are."""
    rows: dict[tuple[str, str], list[Graded]] = defaultdict(list)
    for one in graded:
        rows[one.item.part, one.item.question].append(one)
    return [
        Question(part, name, found[0].item.countries, found[0].item.topic, len(found), all(one.right for one in found))
        for (part, name), found in rows.items()
    ]


@dataclass(frozen=True)
class Habit:
    """How a model answers the items of a part that have a letter or a truth value, right or wrong.

    Attributes:
        part: of the benchmark.
        items: of this kind.
        right: items that are answered rightly; a question of CulturalBench-Hard has four.
        said: how often each answer was given; what could not be read is in none.
        constant, constant_right: the answer that is right most often, and how often: what a model gets that always
            says it.
    """

    part: str
    items: int
    right: int
    said: dict[str, int]
    constant: str
    constant_right: int


def habits_of(graded: Sequence[Graded]) -> list[Habit]:
    """A row for each part that has letters or truth values."""
    habits = []
    for part in dict.fromkeys(one.item.part for one in graded):
        own = [one for one in graded if one.item.part == part and one.item.kind != "text"]
        if own:
            said = Counter(one.parsed for one in own if one.parsed is not None)
            constant, count = Counter(value for one in own for value in one.item.gold).most_common(1)[0]
            habits.append(
                Habit(part, len(own), sum(one.right for one in own), dict(sorted(said.items())), constant, count)
            )
    return habits


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


def _grade(item: Item, replies: Sequence[Reply]) -> Graded:
    if not replies:
        return Graded(item, None, None, False, "missing")
    reply, texts = replies[0], list(dict.fromkeys(reply.text for reply in replies))
    readings = {parse(item, text) for text in texts}
    if len(readings) > 1:
        return Graded(item, "\n---\n".join(map(str, texts)), None, False, "contradictory")
    parsed = readings.pop()
    why_not = answer_in(reply)[1] or ("cut" if reply.cut else "unparsable")
    if parsed is None:
        return Graded(item, reply.text, None, False, why_not)
    return Graded(item, reply.text, parsed, parsed in item.gold, None)


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
