"""Who asks, why and how is drawn by weight, the same always, and kept in the row."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.attributes import Sampler, load_attributes
from cmining_distilabel.generation.config import GenerateConfig
from cmining_distilabel.generation.diversity import diversity
from cmining_distilabel.generation.jobs import make_jobs
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.mining.encode.encoders.use import USEncoder
from cmining_distilabel.tasks import TASKS
from tests.seeds import seed_rows, write_seeds

FACETS = {"custom_ritual", "dress", "etiquette", "family_life", "festival", "food", "games", "religion", "way_of_life"}
FACETS |= {"arts_crafts", "folklore", "language_proverbs", "literature", "music_dance", "mythology", "performing_arts"}


def drawn(facet: str = "", task: str = "grounded_qa", count: int = 4000, source: str = "builtin") -> Counter[str]:
    sampler = Sampler(load_attributes(source), {}, 0)
    return Counter(value for number in range(count) for value in sampler.draw(str(number), facet, task, "en"))


def test_the_built_in_ones_name_tasks_and_facets_that_there_are() -> None:
    groups = load_attributes("builtin")
    for group in groups.values():
        assert set(group.tasks) <= set(TASKS)
        for value in group.values.values():
            assert set(value.facets) <= FACETS
            assert set(value.never_with) <= {name for other in groups.values() for name in other.values}


def test_values_come_by_weight_and_what_does_not_fit_never() -> None:
    counts = drawn()
    assert counts["asker:anyone"] == pytest.approx(2 * counts["asker:child"], rel=0.15)
    assert sum(count for value, count in counts.items() if value.startswith("asker:")) == 4000
    of_gods = drawn("mythology")
    assert of_gods["intent:how"] == of_gods["asker:host"] == 0
    assert not any(value.startswith("intent:") for value in drawn(task="comparison"))
    sampler = Sampler(load_attributes("builtin"), {}, 0)
    rows = [set(sampler.draw(str(number), "food", "grounded_qa", "en")) for number in range(2000)]
    assert not any({"length:sentence", "form:story"} <= row for row in rows)


def test_a_file_adds_and_weighs_anew(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "asker:\n  values:\n    fisher: {says: The one who asks goes fishing., weight: 3}\n    child: {weight: 0}\n"
        "weather:\n  tasks: [situation]\n  values:\n    rain: {says: It rains.}\n"
    )
    counts = drawn(source=str(own))
    assert counts["asker:child"] == 0
    assert counts["asker:fisher"] == pytest.approx(1.5 * counts["asker:anyone"], rel=0.15)
    assert drawn(task="situation", source=str(own))["weather:rain"] == 4000
    assert not drawn(source="none")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("asker: [child]", "asker"),
        ("asker: {values: {child: {wait: 2}}}", "asker.values.child.wait"),
        ("asker: {values: {child: {weight: -1}}}", "asker.values.child.weight"),
        ("mood: {values: {glad: {says: Be glad.}}}", "mood.tasks"),
        ("asker: {values: {fisher: {weight: 1}}}", "asker.values.fisher.says"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_the_place(tmp_path: Path, text: str, says: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(UserError, match=f"own.yaml.*{says}"):
        load_attributes(str(own))


def test_rows_have_their_attributes_quotas_hold_and_a_larger_plan_goes_on(tmp_path: Path) -> None:
    rows = [{**seed, "id": f"{seed['id']}-{number}"} for number in range(20) for seed in seed_rows()]
    seeds = load_seeds(write_seeds(tmp_path, rows))

    def jobs(limit: int, **config: Any) -> list[Any]:
        return make_jobs(seeds, GenerateConfig(tasks=("grounded_qa",), limit=limit, **config), "m", {}).jobs

    made = jobs(120)
    assert made[:50] == jobs(50)
    assert all({value.partition(":")[0] for value in job.attributes} >= {"asker", "intent", "length"} for job in made)
    child = next(job for job in made if "asker:child" in job.attributes)
    assert "The one who asks is a child" in child.request.prompt
    held = jobs(120, quotas=["asker:child=2", "intent:why=0"])
    counts = Counter(value for job in held for value in job.attributes)
    assert (counts["asker:child"], counts["intent:why"]) == (2, 0)
    more = jobs(120, quotas=["asker:child>=60"])
    assert Counter(value for job in more for value in job.attributes)["asker:child"] >= 60
    with pytest.raises(UserError, match=r"asker:host>=200: only \d+ requests can have it"):
        jobs(120, quotas=["asker:host>=200"])
    again = jobs(len(rows) * 2, repeats=2)
    assert len({job.slot for job in again}) == len(again) == 360
    first = {job.slot: job for job in again}
    assert any(first[slot].attributes != first[f"{slot}/2"].attributes for slot in list(first) if f"{slot}/2" in first)
    for quota in ("asker:parrot=3", "colour:A=3"):
        with pytest.raises(UserError, match="quota"):
            jobs(120, quotas=[quota])


def test_lines_are_in_the_language_of_the_prompt_but_for_a_users_own(tmp_path: Path) -> None:
    seeds = load_seeds(write_seeds(tmp_path / "result"))
    own = tmp_path / "own.yaml"
    own.write_text("length:\n  values:\n    short: {says: The answer is a haiku.}\n")
    config = {"tasks": ("grounded_qa",), "prompt_language": "target", "attributes": str(own)}
    prompts = [job.request.prompt for job in make_jobs(seeds, GenerateConfig(**config), "m", {}).jobs]
    french = [prompt for prompt in prompts if "Écris une question" in prompt]
    assert len(french) == 3
    assert all("La personne qui demande" in prompt and "The one who asks" not in prompt for prompt in french)
    assert any("The answer is a haiku." in prompt for prompt in prompts)


def test_figures_tell_sameness_from_diversity() -> None:
    def asked(*questions: str) -> list[dict[str, Any]]:
        return [{"messages": [{"role": "user", "content": text}], "language": "en"} for text in questions]

    same = asked("What is Obon?", "What is Holi?", "What is Nowruz?", "What is Diwali?")
    other = asked("What is Obon?", "How do I dress for Holi?", "My guests keep Nowruz: what do I cook?", "Why lamps?")
    figures, better = (diversity(rows, USEncoder().encode) for rows in (same, other))
    assert figures["begin_alike"] == 1.0
    assert better["begin_alike"] == 0.25
    assert all(figures[name] < better[name] for name in ("distinct_1", "distinct_2"))  # type: ignore[operator]
    assert figures["nearest"] > better["nearest"]  # type: ignore[operator]
    assert diversity([]) == dict.fromkeys(("distinct_1", "distinct_2", "begin_alike", "nearest"))
