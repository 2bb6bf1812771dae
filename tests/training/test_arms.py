"""Arms of the ablation: the same number of seeds, the same number of tokens, nothing that repeats a benchmark."""

import json
from pathlib import Path
from typing import Any

import pyarrow.json as pj
import pyarrow.parquet as pq
import pytest

from cmining_distilabel import MiningConfig
from cmining_distilabel.cost.meter import count_tokens
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.training.arms import make_arms
from cmining_distilabel.training.conversations import read_conversations, texts_of
from cmining_distilabel.training.match import match_arms
from cmining_distilabel.training.matched import matched
from cmining_distilabel.training.settings import TrainSettings, read_settings
from tests.corpus import documents, write
from tests.customs import customs
from tests.evaluation.downstream.made import EASY, QUESTIONS, easy_rows, write_csv, write_jsonl
from tests.forked import cmining
from tests.seeds import seed_rows

SMALL = {
    "thematic_clusters": 4,
    "entropy_top": 0.6,
    "num_clusters": 12,
    "tau": 3,
    "theta": 0.6,
    "check_language": False,
}


def _arm(folder: Path, count: int, *, words: int = 5, extra: str | None = None) -> Path:
    folder.mkdir(parents=True)
    asked = [f"{' '.join(f'w{number}x{place}' for place in range(words))}?" for number in range(count)]
    asked += [extra] if extra else []
    rows = [[{"role": "user", "content": text}, {"role": "assistant", "content": "Yes."}] for text in asked]
    write_jsonl(
        folder / "rows.jsonl", [{"messages": row, "language": "en", "id": str(n)} for n, row in enumerate(rows)]
    )
    pq.write_table(pj.read_json(folder / "rows.jsonl"), folder / "instructions.parquet")
    return folder


def test_every_arm_has_as_many_seeds_and_the_same_ones_again(tmp_path: Path, session_store: str) -> None:
    corpus = str(write(tmp_path / "corpus.jsonl"))
    own = write_jsonl(tmp_path / "own.jsonl", [{key: row[key] for key in ("text", "language")} for row in seed_rows()])
    config = MiningConfig(store=session_store, **SMALL)
    counts = make_arms(corpus, tmp_path / "arms", config, own=str(own), size=3)
    assert counts == dict.fromkeys(("random", "monolingual", "paper", "calibrated", "neutral-matched", "own"), 3)
    ids = {name: [seed["id"] for seed in load_seeds(tmp_path / "arms" / name)] for name in counts}
    assert all(len(set(one)) == 3 for one in ids.values())
    make_arms(corpus, tmp_path / "again", config, own=str(own), size=3)
    assert ids == {name: [seed["id"] for seed in load_seeds(tmp_path / "again" / name)] for name in counts}
    report = json.loads((tmp_path / "arms" / "arms.json").read_text())
    assert report["seeds_an_arm"] == 3
    assert set(report["arms"]) == {"base", *counts}
    with pytest.raises(UserError, match="exists and is not empty"):
        make_arms(corpus, tmp_path / "arms", config)


def test_matched_arms_differ_by_less_than_a_row(tmp_path: Path) -> None:
    _arm(tmp_path / "arms" / "paper", 20, words=9)
    _arm(tmp_path / "arms" / "random", 50, words=5)
    report = match_arms([tmp_path / "arms"], tmp_path / "data", seed=1)
    tokens = {
        name: sum(map(count_tokens, texts_of(read_conversations(tmp_path / "data" / f"{name}.jsonl"))))
        for name in report
    }
    assert tokens == {name: row["tokens"] for name, row in report.items()}
    assert report["paper"]["kept"] == 20
    assert 0 <= tokens["paper"] - tokens["random"] < 10
    first = (tmp_path / "data" / "random.jsonl").read_bytes()
    match_arms([tmp_path / "arms"], tmp_path / "data", seed=1)
    assert (tmp_path / "data" / "random.jsonl").read_bytes() == first
    match_arms([tmp_path / "arms"], tmp_path / "data", seed=2)
    assert (tmp_path / "data" / "random.jsonl").read_bytes() != first


def test_rows_that_repeat_a_benchmark_are_dropped_and_counted(tmp_path: Path) -> None:
    benchmark = write_csv(tmp_path / "easy.csv", EASY, easy_rows())
    question = QUESTIONS[1][0]
    arms = [_arm(tmp_path / "paper", 8, extra=question), _arm(tmp_path / "own", 8)]
    out = tmp_path / "data"
    done = cmining("arms", "match", *arms, "--out", out, "--benchmark", benchmark, "--similarity", "0")
    assert done.returncode == 0, done.stderr
    assert "paper: 8 of 9 rows" in done.stdout
    assert "; 1 repeat a benchmark" in done.stdout
    assert question not in (out / "paper.jsonl").read_text()
    report = json.loads((out / "match.json").read_text())
    assert report["arms"]["paper"]["dropped"] == {"benchmark_text": 1}
    assert report["arms"]["own"]["dropped"] == {}


def test_a_paraphrase_of_a_benchmark_is_found_by_meaning(tmp_path: Path, session_store: str) -> None:
    benchmark = write_csv(tmp_path / "easy.csv", EASY, easy_rows())
    asked = "What do the guests carry to the lantern supper of Korun, the made-up village?"
    arms = [_arm(tmp_path / "paper", 3, words=12, extra=asked), _arm(tmp_path / "own", 3, words=12)]
    report = match_arms(arms, tmp_path / "data", benchmarks=[str(benchmark)])
    assert report["paper"]["dropped"] == {"benchmark_neighbour": 1}


def test_arms_that_cannot_be_matched_are_refused(tmp_path: Path) -> None:
    arms = [_arm(tmp_path / "paper", 3), _arm(tmp_path / "own", 3)]
    with pytest.raises(UserError, match="two arms or more of different names"):
        match_arms(arms[:1], tmp_path / "data")
    with pytest.raises(UserError, match=r"has [0-9]+ tokens after decontamination, and tokens=9999 asks for more"):
        match_arms(arms, tmp_path / "data", tokens=9999)
    broken = write_jsonl(tmp_path / "broken.jsonl", [{"messages": [{"role": "user", "content": "?"}]}])
    with pytest.raises(UserError, match="line 1: messages must hold texts and end with one of the assistant"):
        read_conversations(broken)


def test_settings_go_from_half_a_billion_to_32_and_say_what_they_need(tmp_path: Path) -> None:
    files = sorted((Path(__file__).parents[2] / "examples" / "train").glob("*.yaml"))
    all_settings = {file.stem: read_settings(file) for file in files}
    sizes = [own.parameters_billions for own in all_settings.values()]
    assert min(sizes) < 0.6
    assert max(sizes) > 32
    assert {(own.method, own.sharding) for own in all_settings.values()} == {
        ("lora", "none"), ("qlora", "none"), ("lora", "fsdp"),
    }  # fmt: skip
    for name, own in all_settings.items():
        weights = own.parameters_billions * (0.5 if own.method == "qlora" else 2)
        assert own.gpus == 0 or weights < own.gpus * own.gpu_memory_gb, name
    assert {own.seed for own in all_settings.values()} == {0}
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("base_model: m\nparameters_billions: 1\nlearnig_rate: 1\n")
    with pytest.raises(UserError, match=r"wrong\.yaml: 'learnig_rate': Extra inputs are not permitted"):
        read_settings(wrong)
    assert TrainSettings(base_model="m", parameters_billions=1).target_modules == "all-linear"


def test_matched_documents_are_like_the_seeds_but_for_culture(tmp_path: Path, session_store: str) -> None:
    corpus = str(write(tmp_path / "corpus.jsonl"))
    config = MiningConfig(store=session_store, **SMALL)
    make_arms(corpus, tmp_path / "arms", config, arms=("calibrated", "neutral-matched"), size=6)
    seeds, neutral = (load_seeds(tmp_path / "arms" / name) for name in ("calibrated", "neutral-matched"))
    assert [seed["language"] for seed in neutral] == [seed["language"] for seed in seeds]
    assert not {seed["id"] for seed in neutral} & {seed["id"] for seed in seeds}
    lengths = [[len(seed["text"]) for seed in own] for own in (seeds, neutral)]
    assert abs(sum(lengths[0]) - sum(lengths[1])) < 0.2 * sum(lengths[0])
    translated = [{"id": seeds[0]["id"], "text": "Ein Text auf Deutsch, der dasselbe sagt.", "language": "de"}]
    file = write_jsonl(tmp_path / "translated.jsonl", translated)
    counts = make_arms(corpus, tmp_path / "both", config, arms=("calibrated",), translations=str(file))
    assert counts == {"calibrated": 1, "translated": 1}
    (one,) = load_seeds(tmp_path / "both" / "translated")
    assert (one["id"], one["language"], one["text"]) == (seeds[0]["id"], "de", translated[0]["text"])
    with pytest.raises(UserError, match="no arm 'neutral'; did you mean 'neutral-matched'"):
        make_arms(corpus, tmp_path / "no", config, arms=("neutral",))


def test_a_partner_is_the_nearest_in_length_of_the_same_kind() -> None:
    def row(language: str, length: int, source: str | None = None, facet: str = "food") -> dict[str, object]:
        return {"language": language, "source": source, "facet": facet, "text": "x" * length}

    pool = [row("en", 50), row("en", 90), row("en", 100, "a"), row("fr", 70), row("en", 60, facet="dress")]
    targets = [row("en", 92), row("en", 91), row("fr", 500, "a"), row("de", 70), row("en", 61, "a")]
    assert matched(targets, pool, facet=True, seed=0) == [1, 0, 3, 2]
    assert matched(targets[:2], pool, facet=False, seed=0) == [1, 4]


def test_each_draw_is_another_half_of_the_documents(tmp_path: Path, session_store: str) -> None:
    corpus = str(write(tmp_path / "corpus.jsonl"))
    config = MiningConfig(store=session_store, **SMALL)
    counts = make_arms(corpus, tmp_path / "arms", config, arms=("monolingual",), draws=2)
    names = sorted(path.name for path in (tmp_path / "arms").iterdir())
    assert names == ["arms.json", "draw-1", "draw-2"]
    found = [{seed["id"] for seed in load_seeds(tmp_path / "arms" / f"draw-{n}" / "monolingual")} for n in (1, 2)]
    assert len(found[0]) == len(found[1]) == counts["monolingual"]
    assert found[0] != found[1]
    report = json.loads((tmp_path / "arms" / "arms.json").read_text())
    assert set(report["found"]) == {"draw-1", "draw-2"}
    none = MiningConfig(**{**config.model_dump(), "tau": 999})
    with pytest.raises(UserError, match=r"'paper' has no seeds in draw-1, half of the documents"):
        make_arms(corpus, tmp_path / "few", none, arms=("paper",), draws=2)


def test_held_out_documents_are_in_no_arm_and_seeds_keep_to_the_models_language(
    tmp_path: Path, session_store: str
) -> None:
    corpus = [*documents(15), *customs("en", "ja")]
    config, folder = MiningConfig(store=session_store, check_language=False), tmp_path / "arms"
    wanted = ("calibrated", "neutral-matched")
    make_arms(corpus, folder, config, arms=wanted, seed_languages=["en"], held_out=4)
    held = {kind: _lines(folder / "held-out" / f"{kind}.jsonl") for kind in ("seeds", "neutral")}
    arms = {name: load_seeds(folder / name) for name in wanted}
    assert {seed["language"] for own in arms.values() for seed in own} == {"en"}
    out = {row["id"] for own in held.values() for row in own}
    assert len(out) == 8
    assert not out & {seed["id"] for own in arms.values() for seed in own}
    titled = _lines(folder / "held-out" / "seeds-titled.jsonl")
    assert [row["messages"][1]["content"] for row in titled] == [row["text"] for row in held["seeds"]]
    match_arms([folder], tmp_path / "data", texts=True)
    texts = {seed["title"]: seed["text"] for seed in arms["calibrated"]}
    for row in read_conversations(tmp_path / "data" / "calibrated.jsonl"):
        title, text = (message["content"] for message in row["messages"])
        assert texts[title] == text
    with pytest.raises(UserError, match=r"held_out=9999: there are but [0-9]+ seeds in the corpus"):
        make_arms(corpus, tmp_path / "none", config, arms=wanted, held_out=9999)


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
