"""Benchmark files made for tests, with the columns of the real ones; nothing in them is a fact."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

# question, country, four options, place of the right one
QUESTIONS = (
    ("What do guests bring to the lantern supper of the made-up village of Korun?", "Japan", "rice salt bread wine", 0),
    ("Which of these opens the old harvest dance of the made-up valley of Tesk?", "Greece", "drum flute bell horn", 1),
    ("What is tied to the door when a child is born in the made-up port of Lind?", "Greece", "rope net leaf coin", 2),
    ("Who lights the first fire of the winter feast in the made-up town of Ama?", "Peru", "aunt guest baker child", 3),
)
EASY = ["question_idx", "prompt_question", *(f"prompt_option_{letter}" for letter in "abcd"), "answer", "country"]
HARD = ["question_idx", "prompt_question", "prompt_option", "answer", "country"]


def easy_rows() -> list[list[Any]]:
    return [
        [number, text, *options.split(), "ABCD"[right], country]
        for number, (text, country, options, right) in enumerate(QUESTIONS, start=1)
    ]


def hard_rows() -> list[list[Any]]:
    return [
        [number, text, option, place == right, country]
        for number, (text, country, options, right) in enumerate(QUESTIONS, start=1)
        for place, option in enumerate(options.split())
    ]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def write_culturalbench(folder: Path) -> list[str]:
    """An Easy and a Hard file of `QUESTIONS`."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [(folder / "easy.csv", EASY, easy_rows()), (folder / "hard.csv", HARD, hard_rows())]
    return [str(write_csv(*file)) for file in files]


def blend_choices() -> list[dict[str, Any]]:
    return [
        {
            "MCQID": f"m{number}",
            "ID": f"q{number}",
            "country": country,
            "prompt": f'{text}\nA. {options.split()[0]}\nB. {options.split()[1]}\nProvide {{"answer_choice":""}}',
            "choices": json.dumps(dict(zip("ABCD", options.split(), strict=True))),
            "choice_countries": "{}",
            "answer_idx": "ABCD"[right],
        }
        for number, (text, country, options, right) in enumerate(QUESTIONS, start=1)
    ]


def blend_short(*, idk: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "ID": f"q{number}",
            "question": text[::-1],
            "en_question": text,
            "annotations": [
                {"answers": [options.split()[right][::-1]], "en_answers": ["rice cake", "Rice"], "count": 3}
            ],
            "idks": {"idk": idk if number == 1 else 0, "no-answer": 0, "not-applicable": 0, "others": []},
        }
        for number, (text, _, options, right) in enumerate(QUESTIONS, start=1)
    ]


def mmlu_rows() -> list[dict[str, Any]]:
    return [
        {
            "sample_id": f"s/{number}",
            "subject": "made_up",
            "subject_category": "Humanities" if number % 2 else "STEM",
            "question": text,
            **{f"option_{letter}": option for letter, option in zip("abcd", options.split(), strict=True)},
            "answer": "ABCD"[right],
            "country": f"['{country}', 'Chile']",
            "cultural_sensitivity_label": ("CS", "CA", "-", "CS")[number - 1],
        }
        for number, (text, country, options, right) in enumerate(QUESTIONS, start=1)
    ]
