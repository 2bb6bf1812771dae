"""Which seed to write from, in which task and language, so that a budget reaches all cultures."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xxhash

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import DIMENSIONS, Quotas
from cmining_distilabel.generation.seeds import culture_of

Slot = tuple[int, str, str]
"""Position of the seed, task, language to write in."""
_Kind = tuple[str, str, str]  # task, what was asked for ("seed" or a language), language
Bounds = Mapping[tuple[str, str], tuple[float, float]]
"""Least and most slots of a value."""
_FREE = (0.0, math.inf)
_WISH = "wish"  # dimension of what was asked for
_CHOSEN = ("facet", "task", _WISH, "language")  # within a culture, in this order


@dataclass(frozen=True)
class Spread:
    """How a plan is spread.

    Attributes:
        temperature: a culture or facet with n seeds weighs n^(1/temperature): 1 is as the seeds are, larger is
            flatter. Tasks weigh the same.
        quotas: most and least slots of a value; below 1 each is a share of the limit.
        seed: decides the order among seeds that are equal.
        languages: weight of each language to write in; "seed" for whatever the seeds are in. The same for all of them
            by default.
        repeats: how often a slot comes; the second time when all others of its culture have come.
    """

    temperature: float = 3.0
    quotas: Quotas | None = None
    seed: int = 0
    languages: Mapping[str, float] | None = None
    repeats: int = 1


class _Cell:
    """The seeds of one culture and facet, by task and language, each of them so often."""

    def __init__(self, repeats: int) -> None:
        self._repeats = repeats
        self.seeds: dict[_Kind, list[int]] = defaultdict(list)
        self.used: Counter[_Kind] = Counter()

    def take(self, kind: _Kind) -> int:
        """The next seed for a task and language. Each kind begins elsewhere, so that seeds take turns too."""
        members = self.seeds[kind]
        start = list(self.seeds).index(kind) * len(members) // len(self.seeds)
        member = members[(start + self.used[kind]) % len(members)]
        self.used[kind] += 1
        return member

    def times(self, kind: Sequence[str]) -> int:
        """How often all seeds have come for a task and language."""
        task, wish, language = kind
        return self.used[task, wish, language] // len(self.seeds[task, wish, language])

    def open(self) -> list[_Kind]:
        return [kind for kind, members in self.seeds.items() if self.used[kind] < len(members) * self._repeats]


def plan(
    seeds: Sequence[Mapping[str, Any]],
    possible: Sequence[Sequence[tuple[str, str]]],
    limit: int | None = None,
    spread: Spread = Spread(),
) -> list[Slot]:
    """Choose slots so that every prefix of the plan is spread as evenly as it can be.

    At each step the culture is taken that is furthest behind its weight, then, among what it offers, the facet, the
    task and the language that are furthest behind over the whole plan. So a plan with a larger limit begins with the
    plan of a smaller one, and what was paid for stays in use.

    Args:
        seeds: N rows with `id`, `language`, and `cultures`, `group`, `facet`, `rank` where there are.
        possible: for each seed the (task, language) pairs that it can be used for.
        limit: most slots; all by default.
        spread: temperature, quotas and seed.

    Returns:
        Slots, min(limit, number of possible ones) of them unless quotas forbid it; those that a minimum asks for first.

    Raises:
        UserError: there is not enough for a minimum.
    """
    count = sum(map(len, possible)) * spread.repeats
    wanted = count if limit is None else min(limit, count)
    bounds = {key: quota.of(wanted) for key, quota in (spread.quotas or {}).items()}
    slots = [slot for slot, _ in zip(_choose(seeds, possible, spread, bounds), range(wanted), strict=False)]
    _check_minimums(seeds, slots, bounds)
    return slots


def _check_minimums(seeds: Sequence[Mapping[str, Any]], slots: Sequence[Slot], bounds: Bounds) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for place, task, language in slots:
        values = culture_of(seeds[place]), str(seeds[place].get("facet") or ""), task, language
        counts.update(zip(DIMENSIONS, values, strict=True))
    for (dimension, value), (least, _) in bounds.items():
        if dimension in DIMENSIONS and counts[dimension, value] < least:
            raise UserError(
                f"quota {dimension}:{value}>={least:g}: the plan has only {counts[dimension, value]} such requests; "
                "lower it, ask for more, name more tasks or languages, or use seeds more often"
            )


def _choose(
    seeds: Sequence[Mapping[str, Any]],
    possible: Sequence[Sequence[tuple[str, str]]],
    spread: Spread,
    bounds: Bounds,
) -> Iterator[Slot]:
    wishes = dict(spread.languages or {})
    cells = _cells(seeds, possible, spread, wishes)
    power = 1 / spread.temperature
    counts = Counter((culture_of(seed), str(seed.get("facet") or "")) for seed in seeds)
    weights: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for place, dimension in enumerate(DIMENSIONS[:2]):
        totals: Counter[str] = Counter()
        for key, count in counts.items():
            totals[key[place]] += count
        weights.update({(dimension, value): total**power for value, total in totals.items()})
    weights.update({(_WISH, name): weight for name, weight in wishes.items()})
    used: Counter[tuple[str, str]] = Counter()
    within: Counter[tuple[str, str, str]] = Counter()

    def behind(dimension: str, value: str, culture: str = "") -> tuple[bool, float, int, str]:
        """Smallest for what a minimum lacks, then for what is furthest behind: over the plan, then within the culture,
        then by name."""
        return (
            used[dimension, value] >= bounds.get((dimension, value), _FREE)[0],
            (used[dimension, value] + 1) / weights[dimension, value],
            within[culture, dimension, value],
            xxhash.xxh3_64_hexdigest(value.encode(), seed=spread.seed),
        )

    def allowed(dimension: str, value: str) -> bool:
        return used[dimension, value] < bounds.get((dimension, value), _FREE)[1]

    while cells:
        culture = min(cells, key=lambda name: behind("culture", name))
        options = {
            (facet, *kind)
            for facet, cell in cells[culture].items()
            for kind in cell.open()
            if allowed("facet", facet) and allowed("task", kind[0]) and allowed("language", kind[2])
        }
        if not options or not allowed("culture", culture):
            del cells[culture]
            continue
        fewest = min(cells[culture][facet].times(kind) for facet, *kind in options)
        options = {option for option in options if cells[culture][option[0]].times(option[1:]) == fewest}
        for place, dimension in enumerate(_CHOSEN):
            best = min({option[place] for option in options}, key=lambda value: behind(dimension, value, culture))
            options = {option for option in options if option[place] == best}
        facet, task, wish, language = options.pop()
        values = (culture, facet, task, wish, language)
        for dimension, value in zip((DIMENSIONS[0], *_CHOSEN), values, strict=True):
            used[dimension, value] += 1
            within[culture, dimension, value] += 1
        yield cells[culture][facet].take((task, wish, language)), task, language


def _cells(
    seeds: Sequence[Mapping[str, Any]],
    possible: Sequence[Sequence[tuple[str, str]]],
    spread: Spread,
    wishes: Mapping[str, float],
) -> dict[str, dict[str, _Cell]]:
    cells: dict[str, dict[str, _Cell]] = defaultdict(lambda: defaultdict(lambda: _Cell(spread.repeats)))

    def order(place: int) -> tuple[int, int]:
        """The seeds that tell most of their points first; by a hash among equals."""
        digest = xxhash.xxh3_64_intdigest(str(seeds[place]["id"]).encode(), seed=spread.seed)
        return int(seeds[place].get("rank") or 0), digest

    for place in sorted(range(len(seeds)), key=order):
        cell = cells[culture_of(seeds[place])][str(seeds[place].get("facet") or "")]
        for task, language in possible[place]:
            own = "seed" in wishes and language == seeds[place]["language"]
            cell.seeds[task, "seed" if own else language, language].append(place)
    return cells
