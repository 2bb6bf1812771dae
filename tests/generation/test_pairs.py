"""Seeds are compared with what is like them, and used for what they can carry."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GateConfig, GenerateConfig
from cmining_distilabel.generation.gates import make_gates, pass_gates
from cmining_distilabel.generation.gates.names import NameGate
from cmining_distilabel.generation.jobs import make_jobs
from cmining_distilabel.generation.pairs import link, stored_vectors
from cmining_distilabel.generation.preview import Asked, preview
from cmining_distilabel.generation.reply import Reply as Said
from cmining_distilabel.generation.seeds import load_seeds, sure_culture
from cmining_distilabel.generation.suits import why_unsuited
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.mining.result.versions import versions
from cmining_distilabel.text import render
from tests.seeds import seed_rows, write_seeds

LONG = "People bake it for the feast in every house of the village. It is shared with all who come to the door. "
ZH = "元宵节在农历正月十五。人们挂起灯笼，猜写在纸条上的谜语，一家人围坐在一起吃汤圆，象征团圆，祝愿来年平安。"
TH = "ลอยกระทงจัดขึ้นในคืนวันเพ็ญเดือนสิบสองของไทย ผู้คนทำกระทงจากใบตองแล้วลอยลงแม่น้ำ"


def seed(name: str, culture: str, weight: float | None = 0.9, **columns: Any) -> dict[str, Any]:
    cultures = [{"code": culture, "name": culture, "weight": weight}]
    return {"id": name, "title": name, "text": LONG, "language": "en", "facet": "food", "cultures": cultures, **columns}


def test_the_nearest_of_another_culture_is_the_pair_and_what_is_far_is_none() -> None:
    seeds = [seed("pie", "GB"), seed("cake", "GB"), seed("tart", "FR"), seed("soup", "FR"), seed("ink", "CN")]
    vectors = np.array([[1, 0, 0], [0.9, 0.4, 0], [0.8, 0.6, 0], [0.6, 0.8, 0], [0, 0, 1]], np.float32)
    link(seeds, sure_culture, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    pairs = {one["id"]: one["other"] and one["other"]["id"] for one in seeds}
    assert pairs == {"pie": "tart", "cake": "tart", "tart": "cake", "soup": "cake", "ink": None}
    assert seeds[0]["siblings"][0] == "tart"


def test_without_vectors_a_pair_is_of_the_same_point() -> None:
    seeds = [seed(str(number), code, point_id=f"p{number % 5}") for number, code in enumerate(["GB", "FR"] * 20)]
    link(seeds, sure_culture)
    by_id = {one["id"]: one for one in seeds}
    assert all(by_id[one["other"]["id"]]["point_id"] == one["point_id"] for one in seeds)
    assert all(by_id[one["other"]["id"]]["cultures"] != one["cultures"] for one in seeds)


def test_nothing_is_linked_by_a_guess_at_a_culture() -> None:
    seeds = [seed("pie", "GB"), seed("tart", "FR", 0.2), seed("Torte", "DE", language="de"), seed("pizza", "IT")]
    link(seeds, sure_culture)
    assert [one["other"] and one["other"]["id"] for one in seeds] == ["pizza", None, None, "pie"]
    assert [one["siblings"] for one in seeds] == [["pizza"], [], [], ["pie"]], "what is in another language is no pair"


def test_the_vectors_of_a_result_are_used_again(tmp_path: Path) -> None:
    rows = seed_rows()
    folder, config = write_seeds(tmp_path / "result", rows), EmbedConfig(store=str(tmp_path / "store"))
    encoder = load_encoder(config)
    texts = [render(row["title"], row["text"]) for row in rows]
    vectors = embed_texts(texts, config, encoder=encoder, quiet=True).vectors[:]
    (folder / "versions.json").write_text(json.dumps(versions(encoder.id)))
    (folder / "config.yaml").write_text(f"store: {tmp_path / 'store'}\n")
    found = stored_vectors(folder, rows)
    assert found is not None
    assert np.allclose(found, vectors)
    assert stored_vectors(folder, [*rows, seed("new", "GB")]) is None, "all of them, or none"
    (folder / "config.yaml").write_text(f"store: {tmp_path / 'gone'}\n")
    assert stored_vectors(folder, rows) is None
    assert len(load_seeds(folder)) == len(rows)


def short_seeds() -> list[dict[str, Any]]:
    """Three short seeds of a point, one of them German, and one of another point."""
    rows = [
        ("tea", "en", "p1", "Tea is poured for the guest before anybody else drinks."),
        ("bread", "en", "p1", "Bread is broken by hand in Japan, never cut, at the feast."),
        ("Brot", "de", "p1", "Brot wird am Festtag von Hand gebrochen und nie geschnitten."),
        ("salt", "en", "p2", "Salt stands on the table for all who come to the door."),
    ]
    keys = ("title", "language", "point_id", "text")
    return [seed("x", "JP", **dict(zip(keys, row, strict=True))) | {"id": row[0]} for row in rows]


def test_a_text_that_is_too_short_gets_others_of_its_point_and_all_are_cited() -> None:
    seeds = [one | {"url": f"https://example.org/{one['id']}", "license": "CC0-1.0"} for one in short_seeds()]
    link(seeds, sure_culture)
    plan = make_jobs(seeds, GenerateConfig(tasks=("dialogue", "reverse_instruction")), "m", {})
    assert plan.together == {"dialogue": 2}
    assert plan.unsuited["dialogue"] == {"short": 2}
    job = next(job for job in plan.jobs if job.seed["id"] == "tea" and job.task.task == "dialogue")
    assert "are two texts" in job.request.prompt
    assert job.request.prompt.index("poured") < job.request.prompt.index("broken by hand")
    turns = [
        {
            "user": "Who gets tea first in Japan, before the bread?",
            "assistant": "The guest, before anybody else drinks.",
        },
        {"user": "And is the bread cut there?", "assistant": "No, people in Japan break it by hand at the feast."},
    ]
    row = job.row(Said(json.dumps({"turns": turns})), "m")
    assert (row["more_seed_ids"], row["licenses"]) == (["bread"], ["CC0-1.0", "CC0-1.0"])
    assert row["sources"] == ["https://example.org/tea", "https://example.org/bread"]
    assert pass_gates(make_gates(GateConfig()), [row]) == [None]
    alone = {**row, "more": None, "cultures": None}
    assert NameGate().check([row, alone]) == [None, "foreign_culture"], "Japan is in the second"


NEEDS = {"comparison": "other", "multiple_choice": "siblings"}


@pytest.mark.parametrize(
    ("task", "changed", "reason"),
    [
        ("situation", {"facet": "mythology"}, "facet"),
        ("situation", {"facet": None, "text": LONG * 3}, None),
        ("situation", {"facet": "my_own", "text": LONG * 3}, None),
        ("situation", {"facet": None}, "short"),
        ("grounded_qa", {"facet": "mythology"}, None),
        ("dialogue", {"text": LONG.partition(".")[0] + "."}, "short"),
        ("dialogue", {}, None),
        ("dialogue", {"text": ZH, "language": "zh"}, None),
        ("reverse_instruction", {"text": LONG.strip()[:-5]}, "breaks_off"),
        ("reverse_instruction", {"text": TH, "language": "th"}, None),
        ("grounded_qa", {"text": LONG.strip()[:-5]}, None),
        ("comparison", {}, "no_pair"),
        ("multiple_choice", {"siblings": ["tart", "Torte"]}, "no_siblings"),
        ("multiple_choice", {"siblings": ["tart", "Torte", "panettone"]}, None),
        ("my_own", {"text": "Tea."}, None),
    ],
)  # fmt: skip
def test_what_a_seed_can_carry(task: str, changed: dict[str, Any], reason: str | None) -> None:
    assert why_unsuited(task, NEEDS.get(task), seed("pie", "GB", **changed)) == reason


def test_the_plan_says_what_was_possible_and_why_not_more(tmp_path: Path) -> None:
    rows = [*seed_rows(), {**seed_rows()[0], "id": "myth", "facet": "mythology", "text": "A god of the hill and tea."}]
    abroad = [{"code": "US", "name": "United States", "weight": 0.9}]
    rows += [{**seed_rows()[0], "id": "abroad", "title": "Square dance", "cultures": abroad}]
    seeds = load_seeds(write_seeds(tmp_path, rows))
    plan = make_jobs(seeds, GenerateConfig(tasks=("situation", "comparison")), "m", {})
    assert plan.possible == {"situation": 9, "comparison": 3}
    assert plan.unsuited == {"situation": {"facet": 1, "short": 1}, "comparison": {"no_pair": 8}}
    shown = preview(plan, 0, GenerateConfig(), Asked("m", None))
    assert "situation: 9 seeds suit it, 9 with others of the point" in shown
    with pytest.raises(UserError, match="situation: 1 seed whose text is not about what people do"):
        make_jobs(seeds[9:10], GenerateConfig(tasks=("situation",)), "m", {})
