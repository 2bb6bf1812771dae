import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from cmining_distilabel.evaluation.statistics import Cell, Estimate, Resampling, Tally, auc_estimates

NO_INTERVALS = Resampling(resamples=0)


def tally(selected: int, n: int, resampling: Resampling) -> Estimate:
    cells = [Cell("food", "cultural", "en", number < selected) for number in range(n)]
    return Tally(cells, resampling).share(lambda cell: cell.selected, lambda cell: cell.label == "food")


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=60))
@settings(max_examples=100, deadline=None)
def test_auc_is_that_of_scikit_learn(rows: list[tuple[int, bool]]) -> None:
    scores = np.array([row[0] for row in rows], dtype=float)
    good = np.array([row[1] for row in rows])
    ((found,),) = auc_estimates([scores], good, ~good[None], NO_INTERVALS)
    if good.all() or not good.any():
        assert found == Estimate(None)
    else:
        assert found.value == pytest.approx(roc_auc_score(good, scores), abs=1e-12)


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=40, unique=True))
@settings(max_examples=50, deadline=None)
def test_auc_depends_on_the_order_of_scores_only_and_turns_round_with_it(scores: list[float]) -> None:
    values = np.array(scores)
    ranks = np.argsort(np.argsort(values)) ** 3.0
    good = np.arange(len(values)) % 2 == 0
    (found,), (same,), (turned,) = auc_estimates([values, ranks, -values], good, ~good[None], NO_INTERVALS)
    assert same.value == found.value
    assert turned.value == pytest.approx(1 - (found.value or 0))


def test_infinite_scores_are_scores() -> None:
    scores = np.array([-np.inf, -np.inf, 0.0, np.inf])
    good = np.array([True, False, False, True])
    ((found,),) = auc_estimates([scores], good, ~good[None], NO_INTERVALS)
    assert found.value == (0.5 + 0 + 2) / 4


def test_an_interval_of_a_share_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    found = [tally(hits, 150, Resampling(seed=trial)) for trial, hits in enumerate(rng.binomial(150, 0.3, size=300))]
    covered = np.mean([estimate.low <= 0.3 <= estimate.high for estimate in found])
    assert 0.90 <= covered <= 0.985


def test_an_interval_of_an_auc_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    good = np.arange(120) < 50
    truth = norm.cdf(1 / np.sqrt(2))
    covered = 0
    for trial in range(150):
        ((found,),) = auc_estimates(
            [rng.normal(size=120) + good], good, ~good[None], Resampling(resamples=300, seed=trial)
        )
        assert found.low <= found.value <= found.high
        covered += found.low <= truth <= found.high
    assert 0.88 <= covered / 150 <= 0.99


def test_intervals_narrow_with_the_level_and_repeat_with_the_seed() -> None:
    wide, narrow = tally(30, 100, Resampling(level=0.99)), tally(30, 100, Resampling(level=0.5))
    assert wide.low < narrow.low < 0.3 < narrow.high < wide.high
    assert tally(30, 100, Resampling(seed=3)) == tally(30, 100, Resampling(seed=3))


def test_none_of_n_is_not_a_certain_zero() -> None:
    none, all_of = tally(0, 100, Resampling()), tally(100, 100, Resampling())
    assert (none.value, none.low) == (0.0, 0.0)
    assert none.high == pytest.approx(0.0362, abs=1e-4)  # Clopper-Pearson, two-sided 95 %
    assert (all_of.value, all_of.high) == (1.0, 1.0)
    assert all_of.low == pytest.approx(1 - 0.0362, abs=1e-4)


def test_a_share_of_nothing_is_not_defined() -> None:
    made = Tally([Cell("food", "cultural", "en", True)], Resampling())
    assert made.share(lambda cell: cell.selected, lambda cell: cell.label == "chem") == Estimate(None)
