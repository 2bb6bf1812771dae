"""Answers that somebody stored, to be scored without a model."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.items import Item
from cmining_distilabel.evaluation.downstream.sources import read_rows
from cmining_distilabel.generation.reply import Reply, text_of

_COLUMNS = ("id", "answer", "doc", "resps")
_SHOWN = 3


def read_answers(path: str | Path, items: Sequence[Item]) -> tuple[dict[str, list[Reply]], list[str]]:
    """Answers by item id, and notes on the file.

    Args:
        path: JSONL, JSON, CSV or Parquet with the columns `id` (of the item, as answers.jsonl of a run has it) and
            `answer`; or the samples that `lm_eval --log_samples` writes for the tasks of this package.
        items: of the benchmark.

    Raises:
        UserError: the file cannot be read, has no such columns, or none of its ids is one of the benchmark.
    """
    known = {item.id for item in items}
    answers: dict[str, list[Reply]] = defaultdict(list)
    strange: dict[str, None] = {}
    for place, row in read_rows(Path(path), _COLUMNS):
        name, reply = _entry(row, place)
        if name not in known:
            strange[name] = None
        else:
            answers[name].append(reply)
    if not answers:
        there = f"; it has ids such as '{next(iter(strange))}'" if strange else ""
        raise UserError(f"{path} answers nothing of this benchmark, whose ids are such as '{items[0].id}'{there}")
    notes = []
    twice = sum(len(own) > 1 for own in answers.values())
    if twice:
        notes.append(f"{path}: {twice} items are answered more than once; they count where all their answers agree")
    if strange:
        shown = ", ".join(list(strange)[:_SHOWN])
        notes.append(f"{path}: {len(strange)} ids are not of the questions asked for, as {shown}")
    return dict(answers), notes


def _entry(row: Mapping[str, Any], place: str) -> tuple[str, Reply]:
    doc, answers = row.get("doc"), row.get("resps")
    if isinstance(doc, dict) and "id" in doc and answers:
        return str(doc["id"]), _reply(answers[0][0])
    if "id" not in row or "answer" not in row:
        raise UserError(f"{place}: answers need the columns 'id' and 'answer'; there are: {', '.join(row) or 'none'}")
    return str(row["id"]), _reply(row["answer"])


def _reply(value: Any) -> Reply:
    return Reply(None if value is None else text_of(value))
