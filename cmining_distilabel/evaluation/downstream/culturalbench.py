"""CulturalBench (Chiu et al. 2024, arXiv 2410.02677): the same questions with four options, and as true or false."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.columns import OPTIONS, WANTED, in_own_columns
from cmining_distilabel.evaluation.downstream.items import LEAVE_OUT, LETTERS, Item, Loaded, choice
from cmining_distilabel.evaluation.downstream.sources import read_rows, text_of

PARTS = ("easy", "hard")
HUB = "kellycyy/CulturalBench"
FILES = {"easy": ("*CulturalBench-Easy*",), "hard": ("*CulturalBench-Hard*",)}
_TRUTH = {"true": "True", "1": "True", "1.0": "True", "false": "False", "0": "False", "0.0": "False"}
_ROWS = 4  # that a question of Hard has


def read(files: Sequence[Path], *, skip_incomplete: bool = False) -> Loaded:
    """Items of CulturalBench files, with the columns of the data set on the Hub, or those of its copies (`columns`).

    A file's columns tell whether it is Easy or Hard.

    Raises:
        UserError: a column, an option or an answer is missing, or a question stands there twice in two ways.
    """
    loaded = Loaded()
    for path in files:
        found = list(read_rows(path, WANTED))
        if not found:
            raise UserError(f"{path} holds no question")
        rows, hard = in_own_columns(found, path)
        (_read_hard if hard else _read_easy)(path, rows, loaded, skip_incomplete)
    return loaded


def _read_easy(path: Path, rows: Sequence[tuple[str, Mapping[str, Any]]], loaded: Loaded, skip: bool) -> None:
    seen: dict[str, Item] = {}
    lacking: dict[str, str] = {}
    repeated = 0
    for place, row in rows:
        question, asked, answer = (text_of(row.get(name)) for name in ("question_idx", "prompt_question", "answer"))
        options = tuple((letter, text_of(row.get(name))) for letter, name in zip(LETTERS, OPTIONS, strict=True))
        empty = [name for name, (_, text) in zip(OPTIONS, options, strict=True) if not text]
        if empty or not asked or not question:
            lacking.setdefault(question, f"{place}: question {question or '?'} has no {(*empty, 'prompt_question')[0]}")
            continue
        item = choice(place, "easy", question, asked, options, answer, countries=_country(row), topic=_topic(row))
        if seen.setdefault(item.id, item) != item:
            raise UserError(f"{place}: another question has the question_idx {question}")
        repeated += seen[item.id] is not item
    _finish(path, list(seen.values()), lacking, repeated, loaded, skip)


def _read_hard(path: Path, rows: Sequence[tuple[str, Mapping[str, Any]]], loaded: Loaded, skip: bool) -> None:
    seen: dict[tuple[str, str], Item] = {}
    lacking: dict[str, str] = {}
    repeated = 0
    numbers: Counter[str] = Counter()
    for place, row in rows:
        question, asked, option = (
            text_of(row.get(name)) for name in ("question_idx", "prompt_question", "prompt_option")
        )
        if not question or not asked or not option:
            name = "prompt_option" if asked else "prompt_question"
            lacking.setdefault(question, f"{place}: question {question or '?'} has a row without {name}")
            continue
        truth = _TRUTH.get(text_of(row.get("answer")).casefold())
        if truth is None:
            raise UserError(
                f"{place}: the answer of question {question} is {row.get('answer')!r}; True or False is expected"
            )
        before = seen.get((question, option))
        if before is not None:  # a row that stands there twice counts once
            if before.gold != (truth,):
                raise UserError(f"{place}: question {question} says both True and False of {option!r}")
            repeated += 1
            continue
        numbers[question] += 1
        prompt = (
            f"Question: {asked}\nAnswer: {option}\n\n"
            "Is this answer to the question true or false? Say only True or False."
        )
        name = f"hard/{question}/{numbers[question]}"
        seen[question, option] = Item(
            name, "hard", question, prompt, "truth", (truth,), countries=_country(row), topic=_topic(row)
        )
    other = sum(count != _ROWS for question, count in numbers.items() if question not in lacking)
    if other:
        loaded.notes.append(
            f"{path}: {other} questions have more or fewer than {_ROWS} rows; all of them must be right"
        )
    _finish(path, list(seen.values()), lacking, repeated, loaded, skip)


def _finish(
    path: Path, items: list[Item], lacking: Mapping[str, str], repeated: int, loaded: Loaded, skip: bool
) -> None:
    if lacking and not skip:
        more = f", and {len(lacking) - 1} more do too" if len(lacking) > 1 else ""
        raise UserError(f"{next(iter(lacking.values()))}{more}; {LEAVE_OUT}")
    loaded.leave_out(path, len(lacking))
    if repeated:
        loaded.notes.append(f"{path}: {repeated} rows stand there twice and count once")
    loaded.items += [item for item in items if item.question not in lacking]


def _country(row: Mapping[str, Any]) -> tuple[str, ...]:
    country = text_of(row.get("country"))
    return (country,) if country else ()


def _topic(row: Mapping[str, Any]) -> str | None:
    return text_of(row.get("topic")) or None
