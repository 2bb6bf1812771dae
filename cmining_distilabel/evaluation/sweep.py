"""How much the outcome hangs on a knob: one knob at a time, around a base setting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.labels import NEGATIVE, POSITIVE, Labels
from cmining_distilabel.evaluation.mining import evaluate_mining
from cmining_distilabel.evaluation.plots import plot_sweep, wants_plot
from cmining_distilabel.evaluation.statistics import Estimate, Resampling
from cmining_distilabel.evaluation.tables import shown
from cmining_distilabel.files import make_folder, write_csv
from cmining_distilabel.mining.encode.encoders import Encoder
from cmining_distilabel.mining.read import Source
from cmining_distilabel.mining.result.result import MiningResult

KNOBS = ("theta", "tau", "num_clusters", "seed")
FILE = "sweep.csv"


@dataclass(frozen=True)
class Sweep:
    """What `sweep` found.

    Attributes:
        rows: a row a setting, the base first: its name, `knob` (None for the base), the values of all `KNOBS`, points,
            seeds, jaccard (of its seeds with the base's); with labels also recall, precision (against all
            negatives) and rate (of negatives selected), each with `_low` and `_high`.
        names: of the settings.
        jaccard: shape (s, s), between the seeds of any two settings.
    """

    rows: tuple[dict[str, Any], ...]
    names: tuple[str, ...]
    jaccard: NDArray[np.float64]


def sweep(
    documents: Source,
    config: MiningConfig,
    values: Mapping[str, Sequence[float]],
    *,
    labels: Labels | None = None,
    positive: Sequence[str] = POSITIVE,
    negative: Sequence[str] = NEGATIVE,
    encoder: Encoder | None = None,
    resampling: Resampling | None = None,
    quiet: bool = True,
) -> Sweep:
    """Mine a corpus with the base setting, then with each value of each knob.

    Args:
        documents: as for `mine`; read, filtered and encoded once.
        config: the base setting.
        values: for knobs of `KNOBS`, the values to try; all other knobs stay at the base.
        labels: of documents; without them nothing is known of precision and recall.
        positive: as for `evaluate_mining`.
        negative: as for `evaluate_mining`.
        encoder: as for `mine`.
        resampling: of the intervals.
        quiet: no progress bars.

    Raises:
        UserError: no values, a value out of range, or what `mine` and `evaluate_mining` raise.
    """
    from cmining_distilabel.mining.miner import Miner  # takes a second to import, and the page reads sweeps

    settings = settings_of(config, values)
    miner = Miner(documents, config, encoder=encoder, quiet=quiet)
    rows: list[dict[str, Any]] = []
    seeds: list[set[str]] = []
    for name, (knob, own) in settings.items():
        result = miner.mine(own)
        seeds.append(set(result.seeds["id"].to_pylist()))
        row: dict[str, Any] = {"setting": name, "knob": knob, **{name: getattr(own, name) for name in KNOBS}}
        row["num_clusters"] = clusters_of(result)
        row |= {"points": len(result.points), "seeds": len(result.seeds), "jaccard": jaccard(seeds[0], seeds[-1])}
        if labels is not None:
            whole = evaluate_mining(result, labels, positive=positive, negative=negative, resampling=resampling).whole
            figures = {"recall": whole.recall, "precision": whole.against[-1].precision}
            figures["rate"] = whole.against[-1].false_positive_rate
            for figure, estimate in figures.items():
                row |= {figure: estimate.value, f"{figure}_low": estimate.low, f"{figure}_high": estimate.high}
        rows.append(row)
    matrix = np.array([[jaccard(left, right) for right in seeds] for left in seeds])
    return Sweep(tuple(rows), tuple(settings), matrix)


def settings_of(
    config: MiningConfig, values: Mapping[str, Sequence[float]]
) -> dict[str, tuple[str | None, MiningConfig]]:
    """Every setting by name (``theta=0.7``), with its knob and its config; the base first, and never twice."""
    if not any(values.values()):
        raise UserError("nothing to sweep; give values of " + ", ".join(KNOBS))
    settings: dict[str, tuple[str | None, MiningConfig]] = {"base": (None, config)}
    for knob in KNOBS:
        for value in values.get(knob, ()):
            if value != getattr(config, knob):
                settings[f"{knob}={value:g}"] = (knob, MiningConfig(**{**config.model_dump(), knob: value}))
    return settings


def jaccard(left: set[str], right: set[str]) -> float:
    """What two sets share of what they hold together; 1 for two empty sets, which are alike."""
    return len(left & right) / len(left | right) if left or right else 1.0


def sweep_rows(found: Sweep) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a table for reading."""
    labelled = "recall" in found.rows[0]
    header = ["setting", "points", "seeds", "Jaccard with base"]
    header += ["recall", "precision", "rate of negatives"] if labelled else []
    return header, [_cells(row, labelled) for row in found.rows]


def save_sweep(found: Sweep, folder: str | Path, *, plot: bool | None = None) -> Path:
    """Write sweep.csv, jaccard.csv (every setting against every other) and sweep.png.

    Args:
        found: what `sweep` gave.
        folder: made if it is not there; files of the same names are replaced.
        plot: whether to draw sweep.png; None draws it if the extra "plot" is installed.

    Raises:
        UserError: the folder cannot be written, or `plot` is True without the extra.
    """
    plot = wants_plot(plot)
    target = make_folder(folder)
    write_csv(target / FILE, pa.Table.from_pylist(list(found.rows)))
    columns = dict(zip(found.names, found.jaccard.T, strict=True))
    write_csv(target / "jaccard.csv", pa.table({"setting": list(found.names), **columns}))
    if plot:
        plot_sweep(found.rows, target / "sweep.png")
    return target


def read_sweep(path: str | Path) -> list[dict[str, Any]]:
    """Rows that `save_sweep` wrote, of its folder or its sweep.csv: setting, knob, `KNOBS`, points, seeds, jaccard.

    Raises:
        UserError: it cannot be read, or is no such file.
    """
    file = Path(path) / FILE if Path(path).is_dir() else Path(path)
    try:
        table = pa_csv.read_csv(file)
    except (OSError, pa.ArrowInvalid) as error:
        raise UserError(f"the sweep {file} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    needed = ("setting", "knob", *KNOBS, "points", "seeds", "jaccard")
    if missing := [name for name in needed if name not in table.column_names]:
        raise UserError(f"{file} is no table of `cmining sweep`: it has no column {missing[0]!r}")
    types = [pa.string(), pa.string(), *[pa.float64()] * len(KNOBS), pa.int64(), pa.int64(), pa.float64()]
    try:
        rows: list[dict[str, Any]] = table.select(needed).cast(pa.schema(zip(needed, types, strict=True))).to_pylist()
    except pa.ArrowInvalid as error:
        raise UserError(f"{file} is no table of `cmining sweep`: {error}") from None
    if not rows:
        raise UserError(f"{file} is empty")
    return [{**row, "knob": row["knob"] or None} for row in rows]  # the base's knob is an empty cell


def clusters_of(result: MiningResult) -> int:
    """K as it was, where the config leaves it to the corpus."""
    if result.clusters is None:  # of an earlier version
        return result.config.num_clusters or len(result.points)
    return len(result.clusters) - int(result.clusters["cluster"].null_count)


def _cells(row: Mapping[str, Any], labelled: bool) -> list[str]:
    cells = [row["setting"], f"{row['points']:,}", f"{row['seeds']:,}", f"{row['jaccard']:.3f}"]
    for name, digits in (("recall", 3), ("precision", 3), ("rate", 4)) if labelled else ():
        cells.append(shown(Estimate(row[name], row[f"{name}_low"], row[f"{name}_high"]), digits))
    return cells
