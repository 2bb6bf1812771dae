"""The benchmarks by name, and how their files become items."""

import difflib
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from babel import Locale

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream import blend, culturalbench, global_mmlu
from cmining_distilabel.evaluation.downstream.items import Item, Loaded, listed
from cmining_distilabel.evaluation.downstream.sources import find_files
from cmining_distilabel.files import read_yaml_mapping

_SHOWN = 12
_COUNTRIES = Path(__file__).with_name("countries.yaml")
_SURE = 0.85  # likeness from which an unknown country is a known one, spelt wrongly


@dataclass(frozen=True)
class Benchmark:
    """One benchmark: its parts, which of them are asked by default, where it is, and its reader."""

    parts: tuple[str, ...]
    default: tuple[str, ...]
    hub: str
    files: Mapping[str, tuple[str, ...]]
    read: Callable[..., Loaded]


BENCHMARKS = {
    "culturalbench": Benchmark(
        culturalbench.PARTS, culturalbench.PARTS, culturalbench.HUB, culturalbench.FILES, culturalbench.read
    ),
    "blend": Benchmark(blend.PARTS, blend.PARTS[:2], blend.HUB, blend.FILES, blend.read),
    "global-mmlu": Benchmark(
        global_mmlu.PARTS, global_mmlu.PARTS[:2], global_mmlu.HUB, global_mmlu.FILES, global_mmlu.read
    ),
}


def load_items(
    name: str,
    data: Sequence[str] = (),
    *,
    parts: Sequence[str] = (),
    countries: Sequence[str] = (),
    language: str = "en",
    limit: int | None = None,
    skip_incomplete: bool = False,
    rotate: bool = False,
    seed: int = 0,
) -> Loaded:
    """The items of a benchmark.

    Args:
        name: a key of `BENCHMARKS`.
        data: local files or folders, or ids of data sets on the Hub; none for the benchmark's own data set.
        parts: that are wanted; none for the default ones that the data has.
        countries: that questions must be about; none for all.
        language: of Global-MMLU on the Hub.
        limit: most questions a part, drawn evenly by `seed`.
        skip_incomplete: leave out questions that lack an option, and note it, rather than refuse the file.
        rotate: ask each question with its options in every turn (`rotated`).
        seed: of the draw.

    Raises:
        UserError: the data cannot be used, or has no such part or country.
    """
    benchmark = BENCHMARKS[name]
    for part in parts:
        if part not in benchmark.parts:
            raise UserError(f"{name} has no part '{part}'; its parts are: {', '.join(benchmark.parts)}")
    wanted = tuple(parts) or benchmark.default
    patterns = [pattern.format(language=language) for part in wanted for pattern in benchmark.files[part]]
    files: list[Path] = find_files(data, benchmark.hub, list(dict.fromkeys(patterns)))
    loaded = benchmark.read(files, skip_incomplete=skip_incomplete)
    there = Counter(item.part for item in loaded.items)
    for part in parts:
        if not there[part]:
            raise UserError(f"the data holds nothing of the part '{part}'; it has: {', '.join(there) or 'nothing'}")
    items = [item for item in loaded.items if item.part in wanted]
    loaded.notes += _unknown(items)
    items = _limited(_about(items, countries), limit, seed)
    if not items:
        raise UserError(f"the data holds no question of {name}; its parts by default are: {', '.join(wanted)}")
    if rotate:
        items, fixed = rotated(items)
        loaded.notes += [f"{fixed} questions have their options in a text of their own, and were not turned"] * bool(
            fixed
        )
    return Loaded(items, loaded.notes)


def _about(items: list[Item], countries: Sequence[str]) -> list[Item]:
    known = {country.casefold(): country for item in items for country in item.countries}
    for country in countries:
        if country.casefold() not in known:
            near = difflib.get_close_matches(country.casefold(), known, n=1)
            hint = f"did you mean '{known[near[0]]}'?" if near else f"it has {_listed(sorted(known.values()))}"
            raise UserError(f"the benchmark has no country '{country}'; {hint}")
    wanted = {country.casefold() for country in countries}
    return [item for item in items if not wanted or any(name.casefold() in wanted for name in item.countries)]


def _limited(items: list[Item], limit: int | None, seed: int) -> list[Item]:
    """Whole questions, drawn from each part, in their old order."""
    if limit is None:
        return items
    drawn: set[tuple[str, str]] = set()
    for part in dict.fromkeys(item.part for item in items):
        questions = list(dict.fromkeys(item.question for item in items if item.part == part))
        chosen = random.Random(seed).sample(questions, min(limit, len(questions)))
        drawn.update((part, question) for question in chosen)
    return [item for item in items if (item.part, item.question) in drawn]


def _unknown(items: Sequence[Item]) -> list[str]:
    """A note on names that CLDR does not know: regions have every right to be there, misspelt countries have not."""
    names = {name.casefold(): name for name in Locale.parse("en").territories.values()}
    known = {*names, *read_yaml_mapping(_COUNTRIES)["also_called"]}
    strange = sorted({country for item in items for country in item.countries if country.casefold() not in known})
    notes = []
    for country in strange:
        near = difflib.get_close_matches(country.casefold(), names, n=1, cutoff=_SURE)
        if near:
            notes.append(f"unknown country '{country}'; is it {names[near[0]]}? It is counted by itself")
    if strange:
        notes.append(f"names that are no territory of CLDR, counted as they are: {_listed(strange)}")
    return notes


def _listed(names: Sequence[str]) -> str:
    more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def rotated(items: Sequence[Item]) -> tuple[list[Item], int]:
    """Each item with lettered options once for each of its turns, and how many items could not be turned.

    A question is right when all of its turns are; the share of items that are right (`score.Habit`) is the mean over
    turns. An item whose prompt does not list its options line by line, as BLEnD's own prompts do not, stays as it is.
    """
    found: list[Item] = []
    fixed = 0
    for item in items:
        lines = listed(item.options)
        if item.kind != "letter" or not item.options or lines not in item.prompt:
            found.append(item)
            fixed += item.kind == "letter"
            continue
        letters, texts = zip(*item.options, strict=True)
        for turn in range(len(letters)):
            options = tuple(zip(letters, (*texts[turn:], *texts[:turn]), strict=True))
            gold = tuple(letters[(letters.index(letter) - turn) % len(letters)] for letter in item.gold)
            prompt = item.prompt.replace(lines, listed(options))
            found.append(replace(item, id=f"{item.id}/turn-{turn}", prompt=prompt, gold=gold, options=options))
    return found, fixed
