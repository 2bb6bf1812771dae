import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.noise.near_index import NearIndex


def texts_of(seed: int, count: int) -> list[np.ndarray]:
    """Random sets of hashes; every third is like an earlier one."""
    rng = np.random.default_rng(seed)
    texts: list[np.ndarray] = []
    for place in range(count):
        hashes = rng.integers(0, 2**32, 120, dtype=np.uint32)
        if place % 3 == 2:
            hashes[:115] = texts[int(rng.integers(place))][:115]
        texts.append(np.unique(hashes))
    return texts


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**16), cuts=st.lists(st.integers(0, 60), max_size=5), threshold=st.sampled_from([0.6, 0.9]))
def test_answers_do_not_depend_on_the_batches(seed: int, cuts: list[int], threshold: float) -> None:
    texts = texts_of(seed, 60)
    languages = ["en" if place % 4 else "fr" for place in range(60)]
    whole = NearIndex(threshold).add(texts, languages)
    index, parts = NearIndex(threshold), []
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), 60], strict=True):
        parts += index.add(texts[start:end], languages[start:end])
    assert parts == whole
    assert any(found is not None for found in whole)


def test_runs_on_disk_give_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, languages = texts_of(1, 600), ["en"] * 600
    whole = NearIndex(0.6).add(texts, languages)
    monkeypatch.setattr("cmining_distilabel.mining.noise.near_index._LONGEST_RUN", 1000)
    index, parts = NearIndex(0.6), []
    for start in range(0, 600, 40):
        parts += index.add(texts[start : start + 40], languages[start : start + 40])
    assert parts == whole
    assert sum(isinstance(run, np.memmap) for run in index._runs) >= 3


def test_a_text_is_found_again_after_many_others() -> None:
    rng = np.random.default_rng(0)
    index = NearIndex(0.9)
    first = np.unique(rng.integers(0, 2**32, 100, dtype=np.uint32))
    assert index.add([first], ["en"]) == [None]
    for _ in range(20):
        others = [np.unique(rng.integers(0, 2**32, 20, dtype=np.uint32)) for _ in range(1000)]
        assert index.add(others, ["en"] * 1000) == [None] * 1000
    assert index.add([np.unique(np.append(first[:-1], 7).astype(np.uint32))], ["en"]) == [0]


def test_a_family_of_a_template_is_not_compared_with_itself_over_and_over() -> None:
    text = np.arange(100, dtype=np.uint32)
    index = NearIndex(0.6)
    assert index.add([text] * 5000, ["en"] * 5000) == [None] + [0] * 4999
    assert sum(map(len, index._runs)) == 21  # one text's bands: what was rejected takes no memory


def test_languages_are_apart_and_cost_no_open_file_each() -> None:
    text = np.arange(100, dtype=np.uint32)
    index = NearIndex(0.9)
    languages = [f"x-{number}" for number in range(3000)]  # more files than a process may have open
    assert index.add([text] * 3000, languages) == [None] * 3000
    assert index.add([text] * 3000, languages) == list(range(3000))


def test_sketches_leave_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    index = NearIndex(0.9)
    index.add(texts_of(0, 30), ["en"] * 30)
    assert list(tmp_path.iterdir()) == []  # not even while it is in use: a killed process leaves nothing


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_said_in_one_line() -> None:
    index = NearIndex(0.9)
    index._sketches._file = open("/dev/full", "wb")  # noqa: SIM115
    with pytest.raises(UserError, match=r"no space left in .* set TMPDIR"):
        index.add(texts_of(0, 30), ["en"] * 30)
    index._sketches._file = open(os.devnull, "wb")  # noqa: SIM115
