"""Decisions on seeds: what readers of a language accepted, rejected and corrected, in the page or in Argilla."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.show.review.exports import read_export

VERDICTS = ("accept", "reject")
COLUMNS = ("reviewer", "seed_id", "verdict", "correct_culture", "correct_facet", "decided_at")
ANSWERS = "records.json"
"""The file of a folder that Argilla's `Dataset.to_disk` wrote."""


@dataclass(frozen=True)
class Decision:
    """What one reviewer said of one seed.

    Attributes:
        seed_id: as it is shown, without what steers a terminal.
        correct_culture, correct_facet: what it should be; empty where it is right.
    """

    reviewer: str
    seed_id: str
    verdict: str
    correct_culture: str = ""
    correct_facet: str = ""
    note: str = ""


def read_decisions(paths: Iterable[str | Path]) -> list[Decision]:
    """Decisions of CSV files that the page exported, or of folders that Argilla's `Dataset.to_disk` wrote.

    A file without a reviewer's name counts as a reviewer named like the file. Where a reviewer decided on a seed twice,
    the later decision counts.

    Raises:
        UserError: a file cannot be read, or is no such export, or holds a verdict that is none.
    """
    latest: dict[tuple[str, str], tuple[str, Decision]] = {}
    for path in map(Path, paths):
        for where, moment, decision in _of_argilla(path) if path.is_dir() else _of_page(path):
            if decision.verdict not in VERDICTS:
                raise UserError(f"{path}, {where}: verdict {decision.verdict!r} is neither accept nor reject")
            key = decision.reviewer, decision.seed_id
            if key not in latest or moment >= latest[key][0]:
                latest[key] = (moment, decision)
    if not latest:
        raise UserError("no decision in these files")
    return [decision for _, decision in latest.values()]


def _of_page(path: Path) -> Iterator[tuple[str, str, Decision]]:
    for line, row in read_export(path, COLUMNS):
        names = ("seed_id", "verdict", "correct_culture", "correct_facet")
        said = {name: row[name].strip() if name != "seed_id" else row[name] for name in names}
        said["verdict"] = said["verdict"].lower()
        yield f"row {line}", row["decided_at"], Decision(row["reviewer"] or path.stem, note=row.get("note", ""), **said)


def _of_argilla(folder: Path) -> Iterator[tuple[str, str, Decision]]:
    path = folder / ANSWERS
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
        for record in records:
            said: dict[str, dict[str, str]] = {}
            for question, responses in (record.get("responses") or {}).items():
                for response in responses or []:
                    if response.get("status", "submitted") == "submitted":
                        said.setdefault(str(response["user_id"]), {})[question] = str(response["value"] or "")
            for reviewer, own in said.items():
                if own.get("verdict"):
                    yield f"record {record['id']!r}", "", _answer(reviewer, str(record["id"]), own)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(f"{path} cannot be read as records of Argilla: {error}") from None


def _answer(reviewer: str, seed_id: str, own: dict[str, Any]) -> Decision:
    names = ("correct_culture", "correct_facet", "note")
    return Decision(reviewer, seed_id, own["verdict"], **{name: own.get(name, "").strip() for name in names})
