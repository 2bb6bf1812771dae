"""cost.json: what every run that wrote to a folder has spent."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cmining_distilabel.cost.meter import Spent, rounded
from cmining_distilabel.errors import UserError
from cmining_distilabel.files import write_json

FILE = "cost.json"
_TIMES = ("wall_seconds", "cpu_seconds", "gpu_seconds")


def account(run: str, stages: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Any]) -> dict[str, Any]:
    """One run as cost.json holds it.

    Args:
        run: mine, generate, evaluate or train.
        stages: what each stage took, as `Meter.rows` gives it.
        facts: figures of the run that a bill needs: documents, corpus_tokens, seeds, model ...
    """
    total = {name: sum(stage.get(name, 0) for stage in stages.values()) for name in rounded(Spent())}
    total |= {name: round(total[name], 3) for name in _TIMES}
    return {run: {"total": total, "stages": {name: dict(stage) for name, stage in stages.items()}, **facts}}


def record(
    folder: str | Path, run: str, stages: Mapping[str, Mapping[str, Any]], *, add: bool = False, **facts: Any
) -> None:
    """Write a run into a folder's cost.json, beside the other runs there.

    Args:
        folder: of the results.
        run: its kind; a run of the same kind is replaced.
        stages: as in `account`.
        add: add the seconds of an earlier run of the kind, which this one went on from. Its tokens are counted anew.
        facts: as in `account`.

    Raises:
        UserError: the file cannot be written, or what is there cannot be read.
    """
    path = Path(folder) / FILE
    runs = read_account(folder) if path.is_file() else {}
    if add:
        before = runs.get(run, {}).get("stages", {})
        names = dict.fromkeys((*before, *stages))
        stages = {name: _sum(before.get(name, {}), stages.get(name, {})) for name in names}
    runs |= account(run, stages, facts)
    write_json(path, runs)


def read_account(folder: str | Path) -> dict[str, Any]:
    """The runs of a folder by kind.

    Raises:
        UserError: there is no cost.json, or it is damaged.
    """
    path = Path(folder) / FILE
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{folder} has no {FILE} ({error.strerror}); mine, generate and evaluate write one") from None
    except ValueError as error:
        raise UserError(f"{path} is damaged: {error}") from None
    if not isinstance(runs, dict) or not all(isinstance(run, dict) and "total" in run for run in runs.values()):
        raise UserError(f"{path} is no account of costs")
    return runs


def _sum(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: round(before.get(name, 0) + now.get(name, 0), 3) for name in _TIMES}
    return {**rounded(Spent()), **before, **now, **times}
