"""Whose the files in a result's folder are: mining's own, those made from its seeds, and the user's.

Mining replaces its own. What other commands made from the seeds goes with the seeds: it stays as long as each of them
is there, and is set aside in a dated folder otherwise. Everything else stays. answers.jsonl does always: an answer is
found by its prompt, so that those to seeds which are still there are not paid for again.
"""

import fnmatch
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cmining_distilabel.errors import UserError, tell
from cmining_distilabel.files import link_tree, make_folder

MINED = frozenset(
    ("points.parquet", "seeds.parquet", "documents.parquet", "clusters.parquet", "model.npz", "funnel.json",
     "versions.json", "command.json", "cost.json", "config.yaml", "report.html",
     "croissant.json")
)  # fmt: skip
OF_SEEDS = (
    "instructions.parquet", "rejected.parquet", "generate.json", "figures", "curated", "evaluation.json",
    "pr_curve.*", "sweep.*", "jaccard.csv", "ablation.*", "*ratings*.csv", "*review*.csv",
    "*curation*.csv", "*labels*.csv",
)  # fmt: skip
"""Patterns of what the other commands write from seeds: generate, figures, evaluate, sweep, ablate and review."""


def stays(name: str) -> bool:
    """Whether a file or folder of a result is not mining's to replace."""
    return name not in MINED


def made_from_seeds(names: Iterable[str]) -> list[str]:
    """Those that other commands made from the seeds."""
    return sorted(name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in OF_SEEDS))


def set_aside(folder: Path, seeds: pa.Table) -> list[str]:
    """Copy what was made from seeds that `seeds` lacks to a dated folder beside `folder`, and say so in one line.

    Returns:
        The names, for the caller to leave out of the new folder: whoever kills it in between loses nothing.
    """
    names = made_from_seeds(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if not names or not seeds_went(folder / "seeds.parquet", seeds):
        return []
    aside = folder.with_name(dated(folder.name))
    make_folder(aside)
    try:
        for name in names:
            link_tree(folder / name, aside / name)
    except OSError as error:
        raise UserError(f"cannot write {aside}: {error.strerror or error}") from None
    say_moved(names, aside)
    return names


def seeds_went(before: Path, seeds: pa.Table) -> bool:
    """Whether a file of seeds holds one that is in `seeds` no longer, or with another text."""
    try:
        old = pq.read_table(before, columns=["id", "text"])
    except (OSError, pa.ArrowException):
        return True
    there = pc.index_in(old["id"], seeds["id"])
    return bool(there.null_count) or not seeds["text"].take(there).equals(old["text"])


def dated(name: str) -> str:
    """The name of the folder that is set aside beside one: `result.before-2026-11-29T153302.104512`."""
    return f"{name}.before-{datetime.now():%Y-%m-%dT%H%M%S.%f}"


def say_moved(names: Sequence[str], aside: str | Path) -> None:
    """One line on what went where."""
    tell(f"made from seeds that are no longer there, and moved to {aside}: {', '.join(names)}")
