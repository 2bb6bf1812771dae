"""Weights from hidden names: a witness that knows gets one, a witness that guesses gets none."""

import numpy as np

from cmining_distilabel.mining.culture.fit import fit
from cmining_distilabel.mining.culture.posterior import Weights, combine

RNG = np.random.default_rng(0)
TRUTH = RNG.integers(0, 6, 800)


def knowing(strength: float) -> np.ndarray:
    """Log odds that are `strength` higher for what is true, among noise."""
    odds = RNG.normal(size=(800, 6))
    odds[np.arange(800), TRUTH] += strength
    return odds


def test_who_knows_more_weighs_more_and_who_knows_nothing_weighs_nothing() -> None:
    witnesses = {"evidence": knowing(2.0), "words": knowing(0.7), "taught": knowing(0.0)}
    found = fit(witnesses, TRUTH, Weights())
    assert found.evidence > found.words > 0.2
    assert found.taught < 0.1
    assert (found.names, found.none) == (Weights().names, Weights().none)


def test_fitted_shares_are_right_as_often_as_they_say() -> None:
    witnesses = {"evidence": knowing(1.5), "words": knowing(1.0)}
    weights = fit(witnesses, TRUTH, Weights(none=-50.0))
    likely, _ = combine(weights, witnesses)
    assert abs(likely.max(axis=1).mean() - (likely.argmax(axis=1) == TRUTH).mean()) < 0.04


def test_a_witness_that_is_off_stays_off() -> None:
    witnesses = {"evidence": knowing(2.0), "words": knowing(2.0)}
    assert fit(witnesses, TRUTH, Weights().without("words")).words == 0
