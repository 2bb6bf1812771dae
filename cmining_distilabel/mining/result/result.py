"""What a run found: three Arrow tables, a funnel, and the folder that they are saved to."""

import json
import re
import shutil
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.cost.account import FILE as COST
from cmining_distilabel.cost.account import read_account
from cmining_distilabel.errors import UserError, unknown
from cmining_distilabel.files import check_utf8, remove_left, whole_folder, write_json, write_text
from cmining_distilabel.mining.fitted import FILE as MODEL
from cmining_distilabel.mining.read.hub import HINT
from cmining_distilabel.mining.result.columns import DOCUMENTS
from cmining_distilabel.mining.result.filter import Filter, filtered
from cmining_distilabel.mining.result.owned import MINED, set_aside, stays
from cmining_distilabel.mining.result.remote import hub_repo, input_folder, is_remote, names_in, output_folder
from cmining_distilabel.mining.result.shapes import as_columns, check_clusters, check_shape
from cmining_distilabel.mining.result.versions import what_is_wrong

if TYPE_CHECKING:  # slow to import, or optional
    from datasets import Dataset
    from matplotlib.axes import Axes
    from pandas import DataFrame

    from cmining_distilabel.mining.fitted.model import FittedModel

TABLES = ("points", "seeds", "documents")
CLUSTERS = "clusters.parquet"
_RESULT = {"points.parquet", "versions.json"}  # what makes a folder a result
Folder = TypeVar("Folder", str, Path)


@dataclass(frozen=True, repr=False)
class MiningResult:
    """The outcome of `mine`.

    Attributes:
        points: a row a Culture Point, best first (`assemble.POINTS`).
        seeds: a row a seed document, by point and rank (`assemble.SEEDS`).
        documents: a row an input document, in input order: the stage that it reached, the reason if it was left out,
            every score (`assemble.DOCUMENTS`).
        funnel: ``{"stages": [{stage, group, documents_in, documents_out, rejected: {reason: count}}, ...],
            "seconds": {stage: s}, "documents": N, "points": P, "seeds": S}``.
        config: the config of the run.
        versions: of Python, of the libraries that decide the outcome, and of the encoder.
        cost: what the run took, as `cost.account.account` has it; None where an earlier version wrote it.
        clusters: centroids, for `freeze_clusters` (`frozen.clusters_table`); None where an earlier version wrote it.
        model: scores other documents (`CultureFilter`), or its file, which is read when it is asked; None in paper
            mode and without anchors.
        command: arguments of `cmining` that name the input (`command.mine_command`); none for one in memory.
    """

    points: pa.Table
    seeds: pa.Table
    documents: pa.Table
    funnel: dict[str, Any]
    config: MiningConfig
    versions: dict[str, str]
    command: tuple[str, ...] = ()
    cost: dict[str, Any] | None = None
    clusters: pa.Table | None = None
    model: "FittedModel | Path | None" = None

    def save(self, folder: Folder, *, overwrite: bool = False) -> Folder:
        """Write points, seeds, documents and clusters (.parquet), model.npz, config.yaml, and funnel, versions, command
        and cost (.json).

        All or nothing: the files are written to a temporary folder beside `folder`, which is then renamed. With
        `overwrite` these files alone are replaced: everything else stays, and what was made from seeds that are no
        longer there is moved to a dated folder beside it (`owned`). `folder` may be an fsspec URL
        (`remote.output_folder`). Returns `folder`.

        Raises:
            UserError: `folder` exists and `overwrite` is not set, or the disk is full or cannot be written to.
        """
        check_output(folder, overwrite=overwrite)
        with output_folder(folder) as target:
            self._save(target)
        return folder

    def _save(self, target: Path) -> None:
        gone = set_aside(target, self.seeds)
        cost = {**_other_runs(target), **(self.cost or {})}
        with whole_folder(target, lambda name: stays(name) and name not in gone) as partial:
            for name in TABLES:
                pq.write_table(getattr(self, name), partial / f"{name}.parquet", compression="zstd")
            if self.clusters is not None:
                pq.write_table(self.clusters, partial / CLUSTERS, compression="zstd")
            if isinstance(self.model, Path):
                shutil.copyfile(self.model, partial / MODEL)
            elif self.model is not None:
                self.model.save(partial / MODEL)
            write_json(partial / "funnel.json", self.funnel)
            write_json(partial / "versions.json", self.versions)
            write_json(partial / "command.json", self.command)
            if cost:
                write_json(partial / COST, cost)
            write_text(partial / "config.yaml", self.config.to_yaml())
        # What its owner wrote in it stays, so that it is no part of the new folder.
        _above("hub.cards").write_card(target)

    @classmethod
    def load(cls, folder: str | Path) -> "MiningResult":
        """Read back what `save` wrote, there too, or what `push_to_hub` did.

        Args:
            folder: a folder, a URL, or ``hub:org/name``.

        Raises:
            UserError: `folder` is no result, or one of its files is damaged.
        """
        check_utf8(folder)
        with input_folder(folder, sorted(MINED)) as source:
            if not all((source / name).is_file() for name in _RESULT):
                raise _no_result(folder)
            try:
                found = cls._load(source, needs_documents=hub_repo(folder) is None)
                if is_remote(folder) and isinstance(found.model, Path):  # `source` is gone in a moment
                    from cmining_distilabel.mining.fitted.model import FittedModel  # brings scipy

                    found = replace(found, model=FittedModel.load(found.model))
                return found
            except (OSError, pa.ArrowInvalid, ValueError) as error:
                raise UserError(f"the result in {folder} {what_is_wrong(source)}: {error}") from None

    @classmethod
    def _load(cls, source: Path, *, needs_documents: bool) -> "MiningResult":
        tables = {name: _read(source / f"{name}.parquet") for name in ("points", "seeds")}
        documents = source / "documents.parquet"
        if needs_documents or documents.exists():
            tables["documents"] = _read(documents)
        else:  # left out of the push
            tables["documents"] = DOCUMENTS.empty_table()
        funnel = json.loads((source / "funnel.json").read_text(encoding="utf-8"))
        versions = json.loads((source / "versions.json").read_text(encoding="utf-8"))
        command = read_command(source)
        cost = read_account(source) if (source / COST).exists() else None
        clusters = _read(source / CLUSTERS) if (source / CLUSTERS).exists() else None
        model = source / MODEL if (source / MODEL).exists() else None
        for name, value in (("funnel.json", funnel), ("versions.json", versions)):
            check_shape(name, value)
        tables = {name: as_columns(name, table) for name, table in tables.items()}
        if clusters is not None:
            check_clusters(clusters)
        config = MiningConfig.from_yaml(source / "config.yaml")
        known = {"funnel": funnel, "config": config, "versions": versions, "command": command}
        return cls(**tables, **known, cost=cost, clusters=clusters, model=model)

    def __len__(self) -> int:
        """Culture Points."""
        return len(self.points)

    def __bool__(self) -> bool:
        return True  # a run that found nothing is a result

    def __repr__(self) -> str:
        return str(_above("show.notebook").in_lines(self))

    def _repr_html_(self) -> str:
        return str(_above("show.notebook").in_html(self))

    def point(self, point_id: str) -> dict[str, Any]:
        """A Culture Point's row, with its seeds as ``seeds``, first rank first.

        Raises:
            UserError: there is none of that id.
        """
        own = self.filter(points=(point_id,))
        (row,) = own.points.to_pylist()
        return {**row, "seeds": own.seeds.sort_by("rank").to_pylist()}

    def filter(self, wanted: Filter | None = None, **values: Any) -> "MiningResult":
        """The seeds that are wanted, with the points that they are of: `filter.Filter` says by what.

        ``result.filter(culture="JP", facet=["food", "festivals"], min_share=0.7)``. Documents and counts of the funnel
        stay those of the whole run; ``funnel["filter"]`` says what was chosen.

        Raises:
            UserError: no seed has such a value; the message lists those that there are.
        """
        wanted = wanted or Filter(**values)
        return (
            replace(self, **filtered(self.points, self.seeds, self.documents, self.funnel, wanted)) if wanted else self
        )

    def to_datasets(self) -> "dict[str, Dataset]":
        """Points, seeds and documents as data sets of `datasets`, by name."""
        from datasets import Dataset

        return {name: Dataset(getattr(self, name)) for name in TABLES}

    def to_pandas(self, table: str = "seeds") -> "DataFrame":
        """One of the tables as a data frame: points, seeds or documents."""
        if table not in TABLES:
            raise unknown("table", table, TABLES)
        frame: DataFrame = getattr(self, table).to_pandas()
        return frame

    def plot(self, axes: "Axes | None" = None) -> "Axes":
        """Draw seeds by culture and facet with matplotlib (extra "plot"): on these axes, or on some of a new figure."""
        return cast("Axes", _above("show.figures.cultures").draw_cultures(self, axes))

    def report(self, path: str | Path = "report.html") -> Path:
        """Write the HTML page, and return its path."""
        return Path(_above("show.page").write_report(self, path))

    def push_to_hub(self, repo: str, **options: Any) -> str:
        """Push to the Hub as the data set `repo`: `hub.push.push` has the options. Returns its address."""
        with TemporaryDirectory(prefix="cmining-push-") as temporary:
            return str(_above("hub.push").push(self.save(Path(temporary) / repo.rpartition("/")[2]), repo, **options))


def _above(module: str) -> ModuleType:
    """What shows and pushes results stands above them: it is reached by its name, so that no import goes up."""
    return import_module(f"cmining_distilabel.{module}")


def check_output(folder: str | Path, *, overwrite: bool) -> None:
    """Refuse an output folder before any work is done for it."""
    check_utf8(folder)
    if is_remote(folder):
        there = bool(names_in(str(folder)))
        empty = False
    else:
        remove_left(folder)
        there = Path(folder).exists()
        empty = Path(folder).is_dir() and not any(Path(folder).iterdir())
    if there and not overwrite:
        raise UserError(f"{folder} exists; name another folder, or replace it with overwrite=True")
    if there and not (empty or _is_result(folder)):
        raise UserError(f"{folder} is no result of cmining, so it is not replaced; name another folder")
    if not is_remote(folder):
        _check_writable(folder)


def _check_writable(folder: str | Path) -> None:
    """Try now what else would fail when all is mined."""
    above = next(place for place in Path(folder).absolute().parents if place.exists())
    try:
        with TemporaryDirectory(prefix=".cmining-", dir=above):
            pass
    except OSError as error:
        raise UserError(f"cannot write {folder}: {error.strerror or error}") from None


def check_result(folder: str | Path) -> None:
    """Refuse a folder that `MiningResult.save` did not write."""
    check_utf8(folder)
    if not _is_result(folder):
        raise _no_result(folder)


def _other_runs(folder: Path) -> dict[str, Any]:
    """What runs other than mining have cost that wrote to a folder."""
    try:
        return {run: spent for run, spent in read_account(folder).items() if run != "mine"}
    except UserError:  # none there, or a damaged one
        return {}


def _read(path: Path) -> pa.Table:
    return pq.ParquetFile(path, memory_map=True).read()  # `pq.read_table` brings pandas


def _no_result(folder: str | Path) -> UserError:
    hint = f"; {HINT}" if re.fullmatch(r"[\w.-]+/[\w.-]+", str(folder)) else ""
    return UserError(f"{folder} is no result folder: it has no points.parquet and versions.json{hint}")


def read_command(folder: Path) -> tuple[str, ...]:
    """`MiningResult.command` of a result folder; none where an earlier version wrote it.

    Raises:
        ValueError: the file is damaged.
    """
    path = folder / "command.json"
    words = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    if not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
        raise ValueError(f"{path.name} holds no list of words")
    return tuple(words)


def _is_result(folder: str | Path) -> bool:
    if is_remote(folder):
        return set(names_in(str(folder))) >= _RESULT
    return all((Path(folder) / name).is_file() for name in _RESULT)
