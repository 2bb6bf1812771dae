"""Limits: a uniform, seeded sample for each language, and ids remembered in little memory."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.mining.read import read_documents
from cmining_distilabel.mining.read.sample import Reservoir, limit_of
from cmining_distilabel.mining.read.spill import SeenIds


def rows(language: str, count: int) -> list[dict]:
    return [{"id": f"{language}{number}", "text": "x", "language": language} for number in range(count)]


def sample(data, **config) -> list[str]:
    return read_documents(data, CorpusConfig(**config), quiet=True)["id"].to_pylist()


def test_the_limit_holds_in_each_language_and_the_order_is_kept():
    data = rows("en", 5000) + rows("ja", 3000) + rows("fr", 7)
    ids = sample(data, max_documents=100)
    assert Counter(name[:2] for name in ids) == {"en": 100, "ja": 100, "fr": 7}
    order = {row["id"]: place for place, row in enumerate(data)}
    assert [order[name] for name in ids] == sorted(order[name] for name in ids)


def test_the_sample_depends_on_the_seed_and_on_its_own_language_only():
    english = rows("en", 5000)
    ids = sample(english, max_documents=50)
    assert sample(english, max_documents=50) == ids
    assert sample(english, max_documents=50, seed=1) != ids
    mixed = [row for pair in zip(english, rows("ja", 5000), strict=True) for row in pair]
    assert [name for name in sample(mixed, max_documents=50) if name.startswith("en")] == ids


def test_refused_rows_take_no_place_in_the_sample_and_stay():
    data = rows("en", 50) + [{"id": f"empty{number}", "text": "", "language": "en"} for number in range(30)]
    reasons = Counter(read_documents(data, CorpusConfig(max_documents=10), quiet=True)["reason"].to_pylist())
    assert reasons == {None: 10, "empty_text": 30}


def test_every_row_is_as_likely():
    counts = np.zeros(60)
    for seed in range(2000):
        reservoir = Reservoir(6, seed, "en")
        numbers = np.concatenate([reservoir.offer(count) for count in (1, 40, 19)])
        chosen = numbers <= reservoir.close()
        assert chosen.sum() == 6
        counts += chosen
    # 200 expected each, standard deviation 13.4: five of them.
    assert abs(counts - 200).max() < 67


@pytest.mark.parametrize(
    ("language", "config", "limit"),
    [
        ("en", {"paper_sample": True}, 3_000_000),
        ("ja", {"paper_sample": True}, 1_000_000),
        ("en-GB", {"paper_sample": True, "max_documents": 5}, 5),
        ("en", {}, None),
    ],
)
def test_the_paper_samples_three_million_in_english_and_one_elsewhere(language, config, limit):
    assert limit_of(language, CorpusConfig(**config)) == limit


@settings(max_examples=100)
@given(st.lists(st.lists(st.text(max_size=2), max_size=20), max_size=20))
def test_ids_that_came_before_are_known(batches):
    seen, reference = SeenIds(), set()
    for batch in batches:
        expected = []
        for name in batch:
            expected.append(name in reference)
            reference.add(name)
        assert seen.add(batch).tolist() == expected


def test_the_first_documents_can_be_the_sample():
    data = [*rows("en", 3000), {"id": "empty", "text": "", "language": "ja"}, *rows("ja", 3000)]
    ids = sample(data, max_documents=40, sample="first")
    assert ids == [*(f"en{number}" for number in range(40)), "empty", *(f"ja{number}" for number in range(40))]
