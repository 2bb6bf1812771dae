"""The columns of CulturalBench, and those in which copies of it are found."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.items import LETTERS
from cmining_distilabel.evaluation.downstream.sources import text_of

Row = tuple[str, Mapping[str, Any]]
"""Where a row stands, for messages, and its cells by column."""

OPTIONS = tuple(f"prompt_option_{letter.lower()}" for letter in LETTERS)
_NAMES = {
    "question_idx": ("question_idx", "question_id", "qid", "id", "idx", "data_idx"),
    "prompt_question": ("prompt_question", "question", "prompt"),
    "answer": ("answer", "correct_answer", "answer_key", "answerkey", "label", "gold", "correct"),
    "country": ("country", "region"),
    "topic": ("topic", "category"),
    "prompt_option": ("prompt_option", "option", "choice"),
    "options": ("options", "choices", "prompt_options"),
    **{name: (name, f"option_{name[-1]}", f"choice_{name[-1]}", f"option{name[-1]}", name[-1]) for name in OPTIONS},
}
WANTED = tuple(
    spelling for names in _NAMES.values() for name in names for spelling in (name, name.title(), name.upper())
)
"""What is looked at in files that hold only what is asked for."""


def in_own_columns(
    rows: Sequence[tuple[str, Mapping[str, Any]]], path: Path
) -> tuple[list[tuple[str, dict[str, Any]]], bool]:
    """Rows in the columns of the benchmark, and whether it is Hard: true or false of one option a row.

    A question without an id is known by its text. A list of options becomes four; an answer that is a place or the
    text of an option becomes its letter.

    Raises:
        UserError: a column is missing, or it cannot be told what an answer means.
    """
    lower = {name.casefold(): name for name in rows[0][1]}
    there = {own: lower[name] for own, names in _NAMES.items() for name in reversed(names) if name in lower}
    hard = _is_hard(there, path, list(rows[0][1]))
    needed = ("prompt_question", "answer", "country")
    lacking = next((name for name in needed if name not in there), None)
    if lacking:
        kind = "Hard" if hard else "Easy"
        raise UserError(
            f"{path}: no column '{lacking}', which CulturalBench-{kind} has; its columns are: {', '.join(rows[0][1])}"
        )
    own = [(place, {name: row.get(column) for name, column in there.items()}) for place, row in rows]
    first = _first_place(own, hard)
    for place, row in own:
        row["question_idx"] = text_of(row.get("question_idx")) or text_of(row["prompt_question"])
        if not hard:
            if "options" in there and OPTIONS[0] not in there:
                row |= dict(zip(OPTIONS, _options(row["options"], place), strict=False))
            row["answer"] = _letter(row, first, place)
    return own, hard


def _is_hard(there: Mapping[str, str], path: Path, columns: Sequence[str]) -> bool:
    if "options" in there or all(name in there for name in OPTIONS):
        return False
    if "prompt_option" in there:
        return True
    kind = "Hard" if "hard" in path.stem.casefold() else "Easy"
    wanted = "prompt_option" if kind == "Hard" else next(name for name in OPTIONS if name not in there)
    raise UserError(
        f"{path}: no column '{wanted}', which CulturalBench-{kind} has; its columns are: {', '.join(columns)}"
    )


def _options(value: Any, place: str) -> list[str]:
    """The texts of a list of options, which may be JSON in a text, or a mapping by letter."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if isinstance(found, Mapping):
        found = found.get("text", [found[key] for key in sorted(found)])
    if not isinstance(found, list | tuple) or len(found) != len(LETTERS):
        raise UserError(f"{place}: the options must be a list of {len(LETTERS)} texts, also as JSON")
    return [text_of(option) for option in found]


def _first_place(rows: Sequence[Row], hard: bool) -> int | None:
    """What the first option's place is called where answers are places: 0 or 1; None where none tells."""
    places = {text_of(row["answer"]) for _, row in rows} if not hard else set()
    return 0 if "0" in places else 1 if str(len(LETTERS)) in places else None


def _letter(row: Mapping[str, Any], first: int | None, place: str) -> Any:
    said = text_of(row["answer"])
    if said.strip("()[]. ").upper() in tuple(LETTERS):
        return said.strip("()[]. ").upper()
    equal = [letter for letter, name in zip(LETTERS, OPTIONS, strict=True) if said and text_of(row.get(name)) == said]
    if len(equal) == 1:
        return equal[0]
    if said.isdecimal() and len(said) == 1:
        if first is None:
            raise UserError(f"{place}: the answer {said} may count from 0 or from 1; write the letter")
        return LETTERS[int(said) - first : int(said) - first + 1] if int(said) >= first else said
    return said
