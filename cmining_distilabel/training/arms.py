"""The arms of the paper's ablation as seeds: what a model learns differs in nothing but how seeds were found."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.errors import UserError, unknown
from cmining_distilabel.evaluation.ablation import variants
from cmining_distilabel.files import write_json, write_lines
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.languages import language_tag
from cmining_distilabel.mining.encode.encoders import Encoder
from cmining_distilabel.mining.miner import Miner
from cmining_distilabel.mining.read import Source
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.result.columns import SEEDS
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.training.conversations import titled
from cmining_distilabel.training.matched import Row, matched, neutral, of_no_one_culture

FILE, HELD_OUT = "arms.json", "held-out"
ARMS = {
    "base": "nothing: the model as it is",
    "random": "documents drawn from what the noise filter lets through",
    "monolingual": "documents drawn from what stage 1 of the paper keeps, without stage 2",
    "paper": "seeds of paper mode",
    "calibrated": "seeds of calibrated mode",
    "neutral-matched": "documents not about culture, of the languages, sources and lengths of calibrated seeds",
    "same-facet-shared": "documents about culture of which it is not said whose, of the languages, facets, sources and "
    "lengths of calibrated seeds",
    "translated": "calibrated seeds in another language",
    "own": "seeds of the user",
}
"""Names, and where the seeds come from."""
DEFAULT = ("random", "monolingual", "paper", "calibrated", "neutral-matched")

_STAGE_1 = ("point", "seed")  # stages that a document reaches only by passing stage 1
_NOISE = ("read", "noise")


def make_arms(
    documents: Source,
    out: str | Path,
    config: MiningConfig,
    *,
    arms: Sequence[str] = DEFAULT,
    own: str | None = None,
    translations: str | None = None,
    size: int | None = None,
    draws: int | None = None,
    seed_languages: Sequence[str] = (),
    held_out: int | None = None,
    encoder: Encoder | None = None,
    quiet: bool = True,
) -> dict[str, int]:
    """Write a folder with seeds.parquet for every arm but `base`, and arms.json.

    The corpus is read and encoded once. All arms have equally many seeds, and each is drawn by `config.seed`; a mined
    arm takes its points in turn, so that the best seeds of each come first.

    Args:
        documents: as for `mine`.
        out: the folder.
        config: knobs that the arms share; those that make the two modes are set by the arm.
        arms: which, of `ARMS`; `own` and `translated` come with what they are made of.
        own: seeds of the user, as `generation.seeds.load_seeds` takes them; None for no such arm.
        translations: of calibrated seeds, with their `id`, a `text` and a `language`; None for no such arm.
        size: seeds an arm; as many as the smallest arm has by default.
        draws: so many times each arm is made from another half of each language's documents, in folders draw-1,
            draw-2 ...: what one draw of a corpus gives may be an accident. None: once, from all.
        seed_languages: that seeds are in, of all that are mined; none for all. A model is trained in its own.
        held_out: so many calibrated seeds, and as many documents not about culture, are in no arm: held-out/seeds.jsonl
            and held-out/neutral.jsonl have their ids and texts, seeds-titled.jsonl and neutral-titled.jsonl the texts
            as answers to their titles, held-out/seeds/seeds.parquet the seeds as `generate` takes them.
        encoder: as for `mine`.
        quiet: no progress bars.

    Returns:
        Number of seeds by arm.

    Raises:
        UserError: `out` is there already, an arm has no seeds, or what `mine` raises.
    """
    folder = Path(out)
    if folder.exists() and any(folder.iterdir()):
        raise UserError(f"{folder} exists and is not empty; name another folder")
    _check_names(arms)
    wanted = [*dict.fromkeys(arms), *(["translated"] if translations else []), *(["own"] if own else [])]
    given = {name: _own(path) for name, path in (("own", own), ("translated", translations)) if path}
    modes = list(variants(config).values())
    miner = Miner(documents, modes[0], encoder=encoder, quiet=quiet)
    spoken = pa.array([*map(language_tag, seed_languages)], pa.string())
    held = _held_out(miner, modes[-1], held_out, spoken) if held_out else {}
    left_out = pa.array([name for seeds in held.values() for name in seeds["id"].to_pylist()], pa.string())
    found: dict[str, dict[str, pa.Table]] = {}
    for name, corpus in _corpora(miner, modes[0], draws, left_out, encoder, quiet):
        every = _arms_of(corpus, modes[0], modes[-1], wanted, given)
        found[name] = {arm: _of_languages(seeds, spoken) for arm, seeds in every.items()}
        _check_seeds(found[name], name, translations)
    smallest = min(len(seeds) for own_arms in found.values() for seeds in own_arms.values())
    count = smallest if size is None else min(size, smallest)
    for name, own_arms in found.items():
        for arm, seeds in own_arms.items():
            _save(seeds.slice(0, count), folder / name / arm)
    for name, seeds in held.items():
        _save(seeds, folder / HELD_OUT / name)
        write_lines(folder / HELD_OUT / f"{name}.jsonl", seeds.select(["id", "text"]).to_pylist())
        titled_seeds = [{"id": seed["id"], "messages": titled(seed)} for seed in seeds.to_pylist() if seed["title"]]
        write_lines(folder / HELD_OUT / f"{name}-titled.jsonl", titled_seeds)
    counts = {name: {arm: len(seeds) for arm, seeds in own_arms.items()} for name, own_arms in found.items()}
    write_json(
        folder / FILE,
        {
            "seeds_an_arm": count,
            "found": counts if draws else counts[""],
            "draws": draws,
            "seed_languages": list(seed_languages),
            "held_out": {name: len(seeds) for name, seeds in held.items()},
            "arms": {name: ARMS[name] for name in ("base", *wanted)},
            "config": config.model_dump(mode="json"),
        },
    )
    return dict.fromkeys(wanted, count)


def _check_names(arms: Sequence[str]) -> None:
    for name in arms:
        if name in ("base", "own", "translated"):
            needs = {"base": "is the model as it is", "own": "comes with own", "translated": "comes with translations"}
            raise UserError(f"the arm '{name}' {needs[name]}, and is not asked for")
        if name not in ARMS:
            raise unknown("arm", name, [name for name in ARMS if name != "base"])


def _check_seeds(arms: Mapping[str, pa.Table], draw: str, translations: str | None) -> None:
    empty = next((arm for arm, seeds in arms.items() if not len(seeds)), None)
    if empty == "translated":
        raise UserError(f"none of the ids in {translations} is one of a calibrated seed")
    if empty is not None:
        where = f" in {draw}, half of the documents" if draw else ""
        raise UserError(f"the arm '{empty}' has no seeds{where}; leave it out (arms), or see tau, theta, num_clusters")


def _save(seeds: pa.Table, folder: Path) -> None:
    folder.mkdir(parents=True)
    pq.write_table(seeds, folder / "seeds.parquet", compression="zstd")


def _of_languages(seeds: pa.Table, spoken: pa.Array) -> pa.Table:
    return seeds.filter(pc.is_in(seeds["language"], spoken)) if len(spoken) else seeds


def _held_out(miner: Miner, config: MiningConfig, count: int, spoken: pa.Array) -> dict[str, pa.Table]:
    """Seeds and documents that are not about culture, for no arm."""
    result = miner.mine(config)
    scored = result.documents.select(["reason", "facet_score"]).to_pylist()
    places = [place for place, row in enumerate(scored) if neutral(row)]
    kinds = {"seeds": result.seeds, "neutral": _as_seeds(miner.table.take(pa.array(places, pa.int64())))}
    held: dict[str, pa.Table] = {}
    for name, every in kinds.items():
        pool = _of_languages(every, spoken)
        if len(pool) <= count:
            raise UserError(f"held_out={count}: there are but {len(pool)} {name} in the corpus; hold out fewer")
        drawn = np.random.default_rng([config.seed, len(held)]).choice(len(pool), count, replace=False)
        held[name] = pool.take(pa.array(np.sort(drawn)))
    return held


def _corpora(
    miner: Miner, config: MiningConfig, draws: int | None, left_out: pa.Array, encoder: Encoder | None, quiet: bool
) -> Iterator[tuple[str, Miner]]:
    """The corpus less what is left out, by id; or halves of each language's documents, by name.

    Without replacement, half of a sample varies as a sample of its size drawn with replacement does, and holds no
    document twice, which the noise filter would drop.
    """
    if draws is None and not len(left_out):
        yield "", miner
        return
    table = miner.table
    columns = {f"{name}_column": name for name in ("id", "title", "text", "language", "group")}
    read = {**config.model_dump(), **columns, "languages": None, "max_documents": None, "paper_sample": False}
    good = Reasons.of(table["reason"]).passed()
    good = good[~np.asarray(pc.is_in(table["id"].take(pa.array(good)), left_out))]
    languages = np.asarray(table["language"].take(pa.array(good)).to_pylist())
    for draw in range(draws or 1):
        random_numbers = np.random.default_rng([config.seed, draw])
        halves = [
            random_numbers.choice(own, max(1, len(own) // 2) if draws else len(own), replace=False)
            for own in (good[languages == language] for language in np.unique(languages))
        ]
        half = table.take(pa.array(np.sort(np.concatenate(halves)))).drop_columns(["reason"])
        yield f"draw-{draw + 1}" if draws else "", Miner(half, MiningConfig(**read), encoder=encoder, quiet=quiet)


def _arms_of(
    miner: Miner, paper: MiningConfig, calibrated: MiningConfig, wanted: Sequence[str], given: dict[str, pa.Table]
) -> dict[str, pa.Table]:
    """Seeds of each arm, in the order in which they are taken."""
    draw = random.Random(paper.seed)

    @cache
    def mined(mode: str) -> MiningResult:
        return miner.mine(paper if mode == "paper" else calibrated)

    @cache
    def in_turn(mode: str) -> pa.Table:
        return _in_turn(mined(mode).seeds)

    def like_seeds(wanted_one: Callable[[Row], bool], *, facet: bool) -> pa.Table:
        return _matched(miner.table, mined("calibrated"), in_turn("calibrated"), wanted_one, facet, paper.seed)

    makers: dict[str, Callable[[], pa.Table]] = {
        "random": lambda: _drawn(miner.table, mined("calibrated"), draw, lambda stage: stage not in _NOISE),
        "monolingual": lambda: _drawn(miner.table, mined("paper"), draw, lambda stage: stage in _STAGE_1),
        "paper": lambda: in_turn("paper"),
        "calibrated": lambda: in_turn("calibrated"),
        "neutral-matched": lambda: like_seeds(neutral, facet=False),
        "same-facet-shared": lambda: like_seeds(of_no_one_culture, facet=True),
        "translated": lambda: _translated(in_turn("calibrated"), given["translated"]),
        "own": lambda: given["own"].take(pa.array(draw.sample(range(len(given["own"])), len(given["own"])))),
    }
    return {name: makers[name]() for name in wanted}


def _matched(
    table: pa.Table, result: MiningResult, seeds: pa.Table, wanted: Callable[[Row], bool], facet: bool, seed: int
) -> pa.Table:
    """Documents that are wanted, each like one of the seeds."""
    scored = result.documents.select(["reason", "facet_score", "facet"]).to_pylist()
    places = [place for place, row in enumerate(scored) if wanted(row)]
    own = table.take(pa.array(places, pa.int64()))
    texts = own.select(["language", "source", "text"]).to_pylist()
    pool = [{**row, "facet": scored[place]["facet"]} for place, row in zip(places, texts, strict=True)]
    targets = seeds.select(["language", "source", "text", "facet"]).to_pylist()
    return _as_seeds(own.take(pa.array(matched(targets, pool, facet=facet, seed=seed), pa.int64())))


def _translated(seeds: pa.Table, translations: pa.Table) -> pa.Table:
    """The seeds that have a translation, with its title, text and language."""
    by_id = {row["id"]: row for row in translations.to_pylist()}
    rows = [
        {**row, **{name: by_id[row["id"]][name] for name in ("title", "text", "language", "group")}}
        for row in seeds.to_pylist()
        if row["id"] in by_id
    ]
    return pa.Table.from_pylist(rows, schema=SEEDS)


def _drawn(table: pa.Table, result: MiningResult, draw: random.Random, wanted: Any) -> pa.Table:
    places = [place for place, stage in enumerate(result.documents["stage"].to_pylist()) if wanted(stage)]
    picked = table.take(pa.array(draw.sample(places, len(places)), pa.int64()))
    return _as_seeds(picked)


def _in_turn(seeds: pa.Table) -> pa.Table:
    """The first seed of each point, then the second ones ..."""
    return seeds.take(pa.array(sorted(range(len(seeds)), key=seeds["rank"].to_pylist().__getitem__), pa.int64()))


def _own(source: str) -> pa.Table:
    return _as_seeds(pa.Table.from_pylist(load_seeds(source)))


def _as_seeds(table: pa.Table) -> pa.Table:
    """The columns that seeds have; what a table lacks is null."""
    columns: Sequence[Any] = [
        table[field.name].cast(field.type) if field.name in table.column_names else pa.nulls(len(table), field.type)
        for field in SEEDS
    ]
    return pa.table(list(columns), schema=SEEDS)
