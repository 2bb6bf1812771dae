"""Which seed to write from, in which task and language, so that a budget reaches all cultures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xxhash

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.seeds import culture_of

DIMENSIONS = ("culture", "facet", "task", "language")

Job = tuple[int, str, str]
"""Position of the seed, task, language to write in."""


@dataclass(frozen=True)
class Spread:
    """How a plan is spread.

    Attributes:
        temperature: a culture or facet with n seeds weighs n^(1/temperature): 1 is as the seeds are, larger is
            flatter. Tasks and languages weigh the same.
        quotas: most jobs of a value: ``{("culture", "JP"): 100, ("task", "dialogue"): 0.2}``; below 1 it is a share of
            the limit.
        seed: decides the order among seeds that are equal.
    """

    temperature: float = 3.0
    quotas: Mapping[tuple[str, str], float] | None = None
    seed: int = 0


class _Cell:
    """The seeds of one culture and facet, and the jobs that can be made of them."""

    def __init__(self) -> None:
        self.jobs: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.used: Counter[tuple[str, str]] = Counter()

    def take(self, kind: tuple[str, str]) -> int:
        """The next seed for a task and language. Each kind begins elsewhere, so that seeds take turns too."""
        members = self.jobs[kind]
        start = list(self.jobs).index(kind) * len(members) // len(self.jobs)
        member = members[(start + self.used[kind]) % len(members)]
        self.used[kind] += 1
        return member

    def open(self) -> list[tuple[str, str]]:
        return [kind for kind, members in self.jobs.items() if self.used[kind] < len(members)]


def plan(
    seeds: Sequence[Mapping[str, Any]],
    jobs: Sequence[Sequence[tuple[str, str]]],
    limit: int | None = None,
    spread: Spread = Spread(),
) -> list[Job]:
    """Choose jobs so that every prefix of the plan is spread as evenly as it can be.

    At each step the culture is taken that is furthest behind its weight, then, among what it offers, the facet, the
    task and the language that are furthest behind over the whole plan. So a plan with a larger limit begins with the
    plan of a smaller one, and what was paid for stays in use.

    Args:
        seeds: N rows with `id`, `language`, and `cultures`, `group`, `facet`, `rank` where there are.
        jobs: for each seed the (task, language) pairs that it can be used for.
        limit: most jobs; all by default.
        spread: temperature, quotas and seed.

    Returns:
        Jobs without repeats, min(limit, number of possible jobs) of them unless quotas forbid it.
    """
    possible = sum(map(len, jobs))
    wanted = possible if limit is None else min(limit, possible)
    caps = _caps(spread.quotas or {}, wanted)
    chosen = _choose(seeds, jobs, spread, caps)
    return [job for job, _ in zip(chosen, range(wanted), strict=False)]


def parse_quotas(texts: Sequence[str]) -> dict[tuple[str, str], float]:
    """``culture:JP=100`` or ``task:dialogue=0.2``, as `Spread.quotas` has them.

    Raises:
        UserError: it is written otherwise.
    """
    quotas = {}
    for text in texts:
        key, _, number = text.rpartition("=")
        dimension, _, value = key.partition(":")
        try:
            quotas[dimension, value] = float(number)
        except ValueError:
            value = ""
        if dimension not in DIMENSIONS or not value or not quotas[dimension, value] >= 0:
            raise UserError(
                f"quota {text!r}: write it as DIMENSION:VALUE=NUMBER, where DIMENSION is one of {', '.join(DIMENSIONS)}"
            )
    return quotas


def _caps(quotas: Mapping[tuple[str, str], float], wanted: int) -> dict[tuple[str, str], int]:
    return {key: int(number if number >= 1 else number * wanted) for key, number in quotas.items()}


def _choose(
    seeds: Sequence[Mapping[str, Any]],
    jobs: Sequence[Sequence[tuple[str, str]]],
    spread: Spread,
    caps: Mapping[tuple[str, str], int],
) -> Iterator[Job]:
    cells = _cells(seeds, jobs, spread.seed)
    power = 1 / spread.temperature
    counts = Counter((culture_of(seed), str(seed.get("facet") or "")) for seed in seeds)
    weights: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for place, dimension in enumerate(DIMENSIONS[:2]):
        totals: Counter[str] = Counter()
        for key, count in counts.items():
            totals[key[place]] += count
        weights.update({(dimension, value): total**power for value, total in totals.items()})
    used: Counter[tuple[str, str]] = Counter()
    within: Counter[tuple[str, str, str]] = Counter()

    def behind(dimension: str, value: str, culture: str = "") -> tuple[float, int, str]:
        """Smallest for what is furthest behind: over the plan, then within the culture, then by name."""
        return (
            (used[dimension, value] + 1) / weights[dimension, value],
            within[culture, dimension, value],
            xxhash.xxh3_64_hexdigest(value.encode(), seed=spread.seed),
        )

    def allowed(dimension: str, value: str) -> bool:
        cap = caps.get((dimension, value))
        return cap is None or used[dimension, value] < cap

    while cells:
        culture = min(cells, key=lambda name: behind("culture", name))
        options = {
            (facet, *kind)
            for facet, cell in cells[culture].items()
            for kind in cell.open()
            if allowed("facet", facet) and allowed("task", kind[0]) and allowed("language", kind[1])
        }
        if not options or not allowed("culture", culture):
            del cells[culture]
            continue
        for place, dimension in enumerate(DIMENSIONS[1:]):
            best = min({option[place] for option in options}, key=lambda value: behind(dimension, value, culture))
            options = {option for option in options if option[place] == best}
        facet, task, language = options.pop()
        for dimension, value in zip(DIMENSIONS, (culture, facet, task, language), strict=True):
            used[dimension, value] += 1
            within[culture, dimension, value] += 1
        yield cells[culture][facet].take((task, language)), task, language


def _cells(
    seeds: Sequence[Mapping[str, Any]], jobs: Sequence[Sequence[tuple[str, str]]], number: int
) -> dict[str, dict[str, _Cell]]:
    cells: dict[str, dict[str, _Cell]] = defaultdict(lambda: defaultdict(_Cell))

    def order(place: int) -> tuple[int, int]:
        """The seeds that tell most of their points first; by a hash among equals."""
        digest = xxhash.xxh3_64_intdigest(str(seeds[place]["id"]).encode(), seed=number)
        return int(seeds[place].get("rank") or 0), digest

    for place in sorted(range(len(seeds)), key=order):
        cell = cells[culture_of(seeds[place])][str(seeds[place].get("facet") or "")]
        for kind in jobs[place]:
            cell.jobs[kind].append(place)
    return cells
