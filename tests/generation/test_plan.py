"""The plan is even, has no repeats, and grows at its end."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import parse_languages, parse_quotas, quota_texts
from cmining_distilabel.generation.plan import Slot, Spread, plan

KINDS = [("qa", "seed"), ("qa", "en"), ("quiz", "seed"), ("quiz", "en")]
seeds_ = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from(["food", "dress", None])), min_size=1, max_size=40)


def rows(cells: list[tuple[str, str | None]]) -> list[dict[str, Any]]:
    return [
        {"id": f"s{place}", "language": "en", "cultures": [{"code": culture}], "facet": facet, "rank": place % 3}
        for place, (culture, facet) in enumerate(cells)
    ]


def planned(cells: list[tuple[str, str | None]], limit: int | None = None, spread: Spread | None = None) -> list[Slot]:
    return plan(rows(cells), [KINDS] * len(cells), limit, spread or Spread())


@settings(max_examples=60, deadline=None)
@given(seeds_, st.integers(1, 200), st.integers(0, 3))
def test_no_repeats_all_that_was_asked_for_and_deterministic(
    cells: list[tuple[str, str | None]], limit: int, number: int
) -> None:
    jobs = planned(cells, limit, Spread(seed=number))
    assert len(jobs) == len(set(jobs)) == min(limit, 4 * len(cells))
    assert jobs == planned(cells, limit, Spread(seed=number))


@settings(max_examples=60, deadline=None)
@given(seeds_, st.integers(1, 100))
def test_a_larger_limit_goes_on_where_a_smaller_one_ends(cells: list[tuple[str, str | None]], limit: int) -> None:
    assert planned(cells)[:limit] == planned(cells, limit)


@settings(max_examples=60, deadline=None)
@given(seeds_, st.integers(1, 100))
def test_flat_plans_differ_by_one_until_a_culture_runs_out(cells: list[tuple[str, str | None]], limit: int) -> None:
    jobs = planned(cells, limit, Spread(temperature=1e9))
    available = Counter(culture for culture, _ in cells)
    used = Counter(cells[place][0] for place, _, _ in jobs)
    unfinished = [used[culture] for culture, count in available.items() if used[culture] < 4 * count]
    assert not unfinished or max(unfinished) - min(unfinished) <= 1
    tasks = Counter(task for _, task, _ in planned([("A", "food")] * 50, limit))
    assert abs(tasks["qa"] - tasks["quiz"]) <= 1


def test_temperature_one_follows_the_seeds() -> None:
    cells: list[tuple[str, str | None]] = [("A", None)] * 90 + [("B", None)] * 10
    used = Counter(cells[place][0] for place, _, _ in planned(cells, 100, Spread(temperature=1)))
    assert used["A"] == pytest.approx(90, abs=1)


def test_tasks_do_not_stick_to_cultures() -> None:
    # As many cultures as kinds: taking turns in step would give each culture one task for ever.
    cells: list[tuple[str, str | None]] = [(culture, None) for culture in "ABCD" for _ in range(20)]
    used = Counter((cells[place][0], task) for place, task, _ in planned(cells, 64))
    assert set(used.values()) == {8}


def test_seeds_take_turns() -> None:
    used = Counter(place for place, _, _ in planned([("A", "food")] * 20, 20))
    assert max(used.values()) <= 2


def test_quotas_hold() -> None:
    spread = Spread(quotas=parse_quotas(["culture:A=3", "task:quiz=0.25"]))
    cells: list[tuple[str, str | None]] = [("A", None)] * 20 + [("B", None)] * 20
    jobs = planned(cells, 40, spread)
    assert Counter(cells[place][0] for place, _, _ in jobs)["A"] == 3
    assert Counter(task for _, task, _ in jobs)["quiz"] == 10
    assert len(jobs) == 40


def test_a_minimum_comes_first_and_one_that_cannot_be_is_refused() -> None:
    cells: list[tuple[str, str | None]] = [("A", None)] * 60 + [("B", "food")] * 6
    asked = parse_quotas(["culture:B>=20", "task:quiz>=0.6", "culture:A=100"])
    jobs = planned(cells, 40, Spread(quotas=asked))
    assert Counter(cells[place][0] for place, _, _ in jobs)["B"] == 20
    assert Counter(task for _, task, _ in jobs)["quiz"] >= 24
    assert planned(cells, 60, Spread(quotas=parse_quotas(["culture:B>=20"])))[:40] == planned(
        cells, 40, Spread(quotas=parse_quotas(["culture:B>=20"]))
    )
    assert quota_texts(asked) == ["culture:B>=20", "task:quiz>=0.6", "culture:A=100"]
    for quotas, limit in (("culture:B>=30", 40), ("culture:B>=20", 10), ("facet:dance>=1", 40)):
        with pytest.raises(UserError, match="the plan has only"):
            planned(cells, limit, Spread(quotas=parse_quotas([quotas])))
    with pytest.raises(UserError, match="cannot both hold"):
        parse_quotas(["culture:B>=30", "culture:B=20"])


def test_seeds_come_again_when_all_of_their_kind_have_come() -> None:
    cells: list[tuple[str, str | None]] = [("A", "food")] * 5
    jobs = planned(cells, 60, Spread(repeats=3))
    assert set(Counter(jobs).values()) == {3}
    assert max(Counter(jobs[:20]).values()) == 1
    assert jobs[:30] == planned(cells, 30, Spread(repeats=3))


@pytest.mark.parametrize(
    "text", ["culture:A", "A=3", "culture:A=x", "culture:=3", "culture:A=-1", "culture:A>50", "culture:A>=", "x"]
)
def test_quotas_written_otherwise_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="quota"):
        parse_quotas([text])


def test_languages_have_their_weights_whatever_the_seeds_are_in() -> None:
    seeds = [{"id": f"s{place}", "language": code, "group": "A"} for place, code in enumerate(["ja", "ko", "en"] * 40)]
    weights = parse_languages("seed:0.5,en:0.3,fr:0.2")
    possible = [[("qa", code) for code in dict.fromkeys([str(seed["language"]), "en", "fr"])] for seed in seeds]
    slots = plan(seeds, possible, 100, Spread(languages=weights))
    own = Counter(language if language != seeds[place]["language"] else "seed" for place, _, language in slots)
    assert own == {"seed": 50, "en": 30, "fr": 20}
    assert plan(seeds, possible, 50, Spread(languages=weights)) == slots[:50]


@pytest.mark.parametrize("text", ["", "seed:0", "seed:x", "nonsense", "en:-1", "both"])
def test_languages_written_otherwise_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="language"):
        parse_languages(text)
