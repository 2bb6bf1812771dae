"""Global-MMLU (Singh et al. 2024, arXiv 2412.03304): what needs knowledge of a culture, and what does not, apart."""

from collections.abc import Sequence
from pathlib import Path

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.items import LEAVE_OUT, LETTERS, Loaded, choice
from cmining_distilabel.evaluation.downstream.sources import check_columns, countries_in, read_rows, text_of

PARTS = ("culturally-sensitive", "culturally-agnostic", "not-annotated")
HUB = "CohereLabs/Global-MMLU"
FILES = dict.fromkeys(PARTS, ("{language}/test*.parquet",))
_LABELS = {"CS": "culturally-sensitive", "CA": "culturally-agnostic"}
_OPTIONS = tuple(f"option_{letter.lower()}" for letter in LETTERS)
_COLUMNS = ("sample_id", "subject_category", "question", *_OPTIONS, "answer", "cultural_sensitivity_label")
_MORE = ("country", "subject")


def read(files: Sequence[Path], *, skip_incomplete: bool = False) -> Loaded:
    """Items of Global-MMLU files, with the columns of the data set on the Hub.

    Raises:
        UserError: a column, an option or an answer is missing, or an id is there twice.
    """
    loaded = Loaded()
    ids: set[str] = set()
    for path in files:
        lacking = 0
        for number, (place, row) in enumerate(read_rows(path, (*_COLUMNS, *_MORE))):
            if not number:
                check_columns(row, _COLUMNS, path, "Global-MMLU")
            name, asked = text_of(row["sample_id"]), text_of(row["question"])
            options = tuple((letter, text_of(row[column])) for letter, column in zip(LETTERS, _OPTIONS, strict=True))
            if not asked or not all(text for _, text in options):
                if not skip_incomplete:
                    raise UserError(f"{place}: question {name} lacks its text or an option; {LEAVE_OUT}")
                lacking += 1
                continue
            if name in ids:
                raise UserError(f"{place}: the sample_id {name} is there twice")
            ids.add(name)
            part = _LABELS.get(text_of(row["cultural_sensitivity_label"]), "not-annotated")
            about = {"countries": countries_in(row.get("country")), "topic": text_of(row["subject_category"]) or None}
            loaded.items.append(choice(place, part, name, asked, options, text_of(row["answer"]), **about))
        loaded.leave_out(path, lacking)
    if not loaded.items:
        raise UserError(f"{files[0]} holds no question")
    return loaded
