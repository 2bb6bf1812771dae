"""The arms of the paper's ablation as seeds: what a model learns differs in nothing but how seeds were found."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.ablation import variants
from cmining_distilabel.files import write_json
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.mining.encode.encoders import Encoder
from cmining_distilabel.mining.miner import Miner
from cmining_distilabel.mining.read import Source
from cmining_distilabel.mining.result.columns import SEEDS
from cmining_distilabel.mining.result.result import MiningResult

FILE = "arms.json"
ARMS = {
    "base": "nothing: the model as it is",
    "random": "documents drawn from what the noise filter lets through",
    "monolingual": "documents drawn from what stage 1 of the paper keeps, without stage 2",
    "paper": "seeds of paper mode",
    "calibrated": "seeds of calibrated mode",
    "own": "seeds of the user",
}
"""Names, and where the seeds come from."""

_STAGE_1 = ("point", "seed")  # stages that a document reaches only by passing stage 1
_NOISE = ("read", "noise")


def make_arms(
    documents: Source,
    out: str | Path,
    config: MiningConfig,
    *,
    own: str | None = None,
    size: int | None = None,
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
        own: seeds of the user, as `generation.seeds.load_seeds` takes them; None for no such arm.
        size: seeds an arm; as many as the smallest arm has by default.
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
    theirs = _own(own) if own else None
    modes = list(variants(config).values())
    miner = Miner(documents, modes[0], encoder=encoder, quiet=quiet)
    paper, calibrated = miner.mine(modes[0]), miner.mine(modes[-1])
    draw = random.Random(config.seed)
    arms = {
        "random": _drawn(miner.table, calibrated, draw, lambda stage: stage not in _NOISE),
        "monolingual": _drawn(miner.table, paper, draw, lambda stage: stage in _STAGE_1),
        "paper": _in_turn(paper.seeds),
        "calibrated": _in_turn(calibrated.seeds),
    }
    if theirs is not None:
        arms["own"] = theirs.take(pa.array(draw.sample(range(len(theirs)), len(theirs))))
    empty = [name for name, seeds in arms.items() if not len(seeds)]
    if empty:
        raise UserError(f"the arm '{empty[0]}' has no seeds; see tau, theta, num_clusters")
    smallest = min(map(len, arms.values()))
    count = smallest if size is None else min(size, smallest)
    for name, seeds in arms.items():
        (folder / name).mkdir(parents=True)
        pq.write_table(seeds.slice(0, count), folder / name / "seeds.parquet", compression="zstd")
    found = {name: len(seeds) for name, seeds in arms.items()}
    write_json(
        folder / FILE,
        {
            "seeds_an_arm": count,
            "found": found,
            "arms": {name: ARMS[name] for name in ("base", *arms)},
            "config": config.model_dump(mode="json"),
        },
    )
    return dict.fromkeys(arms, count)


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
