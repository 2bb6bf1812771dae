"""BLEnD (Myung et al. 2024, arXiv 2406.09948): everyday life in 16 regions, by multiple choice and in short answers."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.items import LEAVE_OUT, Item, Loaded, Options
from cmining_distilabel.evaluation.downstream.sources import check_columns, read_rows, text_of

PARTS = ("multiple-choice", "short-answer", "short-answer-local")
HUB = "nayeon212/BLEnD"
FILES = {
    "multiple-choice": ("data/mc_questions_hf/*.json",),
    "short-answer": ("data/annotations_hf/*_data.json",),
    "short-answer-local": ("data/annotations_hf/*_data.json",),
}
_CHOICE = ("MCQID", "ID", "country", "prompt", "choices", "answer_idx")
_SHORT = ("ID", "question", "en_question", "annotations", "idks")
_MORE = ("country", "topic", "Topic")
# Questions that so many of the five annotators could not answer do not count, as in the authors' own scoring.
_NO_ANSWER, _UNKNOWN = 3, 5


def read(files: Sequence[Path], *, skip_incomplete: bool = False) -> Loaded:
    """Items of BLEnD files; a file's columns tell whether it has multiple choice or annotations.

    Columns are those of the data set on the Hub. Annotations have their country in a column, or in the file's name
    (`West_Java_data.json`).

    Raises:
        UserError: a column or an option is missing, an answer is none of the options, or an id is there twice.
    """
    loaded = Loaded()
    ids: set[str] = set()
    for path in files:
        rows = list(read_rows(path, (*_CHOICE, *_SHORT, *_MORE)))
        if not rows:
            raise UserError(f"{path} holds no question")
        choice = "MCQID" in rows[0][1] or "choices" in rows[0][1]
        check_columns(rows[0][1], _CHOICE if choice else _SHORT, path, "BLEnD's multiple choice" if choice else "BLEnD")
        for item in (_choices if choice else _short_answers)(path, rows, loaded, skip_incomplete):
            if item.id in ids:
                raise UserError(f"{path}: the id {item.id} is there twice")
            ids.add(item.id)
            loaded.items.append(item)
    return loaded


def _choices(path: Path, rows: Sequence[tuple[str, Mapping[str, Any]]], loaded: Loaded, skip: bool) -> list[Item]:
    items, lacking = [], 0
    for place, row in rows:
        name = text_of(row["MCQID"])
        options = _options(row["choices"], place)
        answer = text_of(row["answer_idx"])
        prompt = text_of(row["prompt"])
        if not prompt or len(options) < 2 or not all(text for _, text in options) or answer not in dict(options):
            if not skip:
                raise UserError(
                    f"{place}: question {name} lacks its prompt, an option, or an answer that is one of them; "
                    + LEAVE_OUT
                )
            lacking += 1
            continue
        part, countries = "multiple-choice", _countries(row, path)
        items.append(Item(f"{part}/{name}", part, name, prompt, "letter", (answer,), options, countries, _topic(row)))
    loaded.leave_out(path, lacking)
    return items


def _options(value: Any, place: str) -> Options:
    """Letters and texts; the data set holds them as JSON in a text."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UserError(f'{place}: choices must be JSON, {{"A": "...", "B": "..."}}')
    return tuple((str(letter), text_of(text)) for letter, text in found.items())


def _short_answers(path: Path, rows: Sequence[tuple[str, Mapping[str, Any]]], loaded: Loaded, skip: bool) -> list[Item]:
    items, unknown = [], 0
    for place, row in rows:
        name, countries = text_of(row["ID"]), _countries(row, path)
        if not countries:
            raise UserError(f"{path}: no column 'country'; add one, or call the file COUNTRY_data.json")
        try:
            given = [(answer.get("answers") or [], answer.get("en_answers") or []) for answer in row["annotations"]]
            doubts = row["idks"] or {}
            unusable = int(doubts.get("no-answer") or 0) + int(doubts.get("not-applicable") or 0)
            left_out = unusable >= _NO_ANSWER or int(doubts.get("idk") or 0) >= _UNKNOWN
        except (AttributeError, TypeError, ValueError):
            raise UserError(f"{place}: 'annotations' and 'idks' are not as in BLEnD") from None
        own = tuple(dict.fromkeys(text_of(text) for answers, _ in given for text in answers if text_of(text)))
        english = tuple(dict.fromkeys(text_of(text) for _, answers in given for text in answers if text_of(text)))
        if left_out or not own + english:
            unknown += 1
            continue
        asked = {"short-answer": text_of(row["en_question"]), "short-answer-local": text_of(row["question"])}
        for part, gold in (("short-answer", english or own), ("short-answer-local", own or english)):
            if not asked[part]:
                raise UserError(f"{place}: question {name} has no text")
            question = f"{'|'.join(countries)}/{name}"
            prompt = f"{asked[part]}\n\n{_SHORTLY}"
            items.append(Item(f"{part}/{question}", part, question, prompt, "text", gold, (), countries, _topic(row)))
    if unknown:
        loaded.notes.append(
            f"{path}: {unknown} questions have no answer that the annotators agree on, and do not count"
        )
    return items


_SHORTLY = "Answer in a few words, in the language of the question, and without an explanation."


def _countries(row: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    country = text_of(row.get("country"))
    if not country and path.stem.endswith("_data"):
        country = path.stem.removesuffix("_data").replace("_", " ")
    return (country.replace("_", " "),) if country else ()


def _topic(row: Mapping[str, Any]) -> str | None:
    return text_of(row.get("topic") or row.get("Topic")) or None
