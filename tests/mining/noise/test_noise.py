import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.mining.noise import REASONS, NoiseFilter
from tests.mining.noise.rows import row

HANAMI = "Hanami is the Japanese custom of enjoying the flowers of cherry trees in spring, with food and drink."
HANAMI += " Families, friends and colleagues sit under the blossoms from noon until late in the evening."
NOWRUZ = "Nowruz is the Iranian new year, kept on the day of the spring equinox by many peoples of Asia."


def test_each_reason_and_the_first_wins() -> None:
    rows = [
        row(HANAMI, "Hanami"),
        row("Short.", "List of foods"),
        row(NOWRUZ, "List of foods"),
        row(NOWRUZ, "Mercury (disambiguation)"),
        row(NOWRUZ, "July 7"),
        row(NOWRUZ, "Apollo 11"),
        row(NOWRUZ, "Paris (mythology)"),
        row(NOWRUZ, "ノウルーズ", "ja"),
        row(NOWRUZ, "Nowruz"),  # the first of its text to be kept
        row(HANAMI, "Cherry blossom viewing"),
        row(HANAMI.replace("Japanese custom", "Japanese habit"), "Flower viewing"),
    ]
    reasons = NoiseFilter(NoiseConfig(mode="paper")).reasons(rows)
    assert reasons == [
        None,
        "too_short",
        "title_list",
        "title_disambiguation",
        "title_date",
        "title_digit",
        "title_punctuation",
        "wrong_language",
        None,
        "duplicate",
        "near_duplicate",
    ]
    assert {reason for reason in reasons if reason} <= set(REASONS)
    assert all(REASONS.values())


def test_switches() -> None:
    rows = [row(HANAMI, "List of 7 foods"), row(HANAMI, "Paris (mythology)", "ja"), row("x", "y")]
    off = NoiseConfig(ner="off", check_language=False, min_length=0)
    assert NoiseFilter(off).reasons(rows) == [None, None, None]
    calibrated = NoiseConfig(mode="calibrated", near_duplicates=0)
    assert NoiseFilter(calibrated).reasons([row(HANAMI, "Paris (mythology)"), row(HANAMI, "x")]) == [None, "duplicate"]


def test_no_rows() -> None:
    assert NoiseFilter(NoiseConfig()).reasons([]) == []


field = st.one_of(st.text(max_size=100), st.sampled_from([HANAMI, NOWRUZ, "\0" * 50, "花" * 30, "\u200b" * 60]))
rows = st.lists(st.builds(row, field, field, st.sampled_from(["en", "ja", "zh-Hant", "xx", ""])), max_size=10)


@given(rows=rows, strict=st.booleans(), cut=st.integers(0, 10))
def test_batches_make_no_difference(rows: list[dict[str, str]], strict: bool, cut: int) -> None:
    config = NoiseConfig(strict_titles=strict, min_length=3)
    whole = NoiseFilter(config).reasons(rows)
    parts = NoiseFilter(config)
    assert parts.reasons(rows[:cut]) + parts.reasons(rows[cut:]) == whole
    assert all(reason is None or reason in REASONS for reason in whole)


@pytest.mark.parametrize("seed", range(3))
def test_of_the_copies_the_first_good_one_is_kept_in_any_order(seed: int) -> None:
    copies = [row(HANAMI, title) for title in ("Hanami", "List of foods", "Hanami 2", "Blossoms")]
    random.Random(seed).shuffle(copies)
    reasons = NoiseFilter(NoiseConfig(mode="paper")).reasons(copies)
    good = [r for c, r in zip(copies, reasons, strict=True) if c["title"] in ("Hanami", "Blossoms")]
    assert good == [None, "duplicate"]
