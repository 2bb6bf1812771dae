"""Rows of any loader: converted as reading does, or refused as it refuses them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cmining_distilabel import CultureScoreStep, EmbedStep, NoiseFilterStep, UserError
from tests.corpus import documents
from tests.steps.test_steps import made, process


def test_numbers_and_nulls_are_taken_and_what_lacks_a_text_or_a_language_gets_a_reason() -> None:
    good, *others = documents(2)[:5]
    changes: list[dict[str, Any]] = [{"text": None}, {"text": " "}, {"language": None}, {"language": ""}]
    rows = [{**good, "id": 7, "title": None, "language": "eng_Latn", "group": None}]
    rows += [{**row, **change} for row, change in zip(others, changes, strict=True)]
    answers = process(NoiseFilterStep, rows)
    assert [row["reason"] for row in answers] == [None, "empty_text", "empty_text", "empty_language", "empty_language"]
    assert [row["keep"] for row in answers] == [True, False, False, False, False]
    assert (answers[0]["id"], answers[0]["title"], answers[0]["language"]) == ("7", "", "en")


@pytest.mark.parametrize(
    ("change", "message"),
    [({"language": 17}, "'17' in the column 'language'"), ({"text": 5}, "holds a int"), ({"text": ["a"]}, "a list")],
)
@pytest.mark.parametrize("step", [NoiseFilterStep, EmbedStep])
def test_what_reading_refuses_the_steps_refuse(step: type, change: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        process(step, [{**documents(1)[0], **change}])


def test_vectors_of_two_spaces_are_refused_at_the_first_step(tmp_path: Path) -> None:
    rows = [{**row, "embedding": [1.0, 2.0]} for row in documents(1)]
    longer = [{**row, "embedding": [1.0, 2.0, 3.0]} for row in rows]
    bare = [{**row, "embedding": None} for row in rows]
    for half in (longer, bare):
        with pytest.raises(UserError, match="give all rows vectors of one encoder"):
            process(EmbedStep, [*rows[:2], *half[2:]], store=str(tmp_path))
        step = made(EmbedStep, store=str(tmp_path))
        list(step.process(rows))
        with pytest.raises(UserError, match="2 dimensions but"):
            list(step.process(half))


def test_vectors_of_another_space_of_as_many_dimensions_are_refused_where_they_meet_the_encoder(
    tmp_path: Path, session_store: str
) -> None:
    rows = [{**row, "language": "en"} for row in documents(2)]
    own = process(EmbedStep, rows, store=session_store, output="embedding")
    foreign = np.random.default_rng(0).normal(size=(len(rows), 512)).tolist()
    half = [
        row if place % 2 else {**row, "embedding": vector}
        for place, (row, vector) in enumerate(zip(own, foreign, strict=True))
    ]

    embedded = process(EmbedStep, half, store=str(tmp_path))

    with pytest.raises(UserError, match=r"is not of the encoder 'use-multilingual-v3@.*set the encoder that they come"):
        process(CultureScoreStep, embedded, store=session_store)
    process(CultureScoreStep, process(EmbedStep, own, store=str(tmp_path)), store=session_store)
