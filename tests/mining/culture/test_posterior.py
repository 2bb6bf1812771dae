"""The posterior over cultures and "of none", on made log odds."""

from dataclasses import asdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cmining_distilabel import config
from cmining_distilabel.mining.culture.posterior import Weights, combine

NAMES = ("prior", "names", "evidence", "taught", "neighbors", "words", "language")
ODDS = arrays(np.float64, (3, 4), elements=st.floats(-50, 50))
WITNESSES = st.fixed_dictionaries(dict.fromkeys(NAMES, ODDS))


@given(WITNESSES)
def test_cultures_and_none_sum_to_one(witnesses: dict[str, np.ndarray]) -> None:
    likely, none = combine(Weights(), witnesses)
    assert (likely >= 0).all()
    assert (none >= 0).all()
    np.testing.assert_allclose(likely.sum(axis=1) + none, 1.0)


@given(WITNESSES, st.sampled_from(NAMES), st.integers(0, 3), st.floats(0, 20))
def test_more_evidence_never_lowers_a_share(
    witnesses: dict[str, np.ndarray], name: str, culture: int, more: float
) -> None:
    before, none_before = combine(Weights(), witnesses)
    witnesses = {**witnesses, name: witnesses[name] + more * (np.arange(4) == culture)}
    after, none = combine(Weights(), witnesses)
    assert (after[:, culture] >= before[:, culture] - 1e-12).all()
    assert (none <= none_before + 1e-12).all()


@given(WITNESSES, st.sets(st.sampled_from(NAMES), max_size=6))
def test_a_witness_that_is_switched_off_says_nothing(witnesses: dict[str, np.ndarray], off: set[str]) -> None:
    silent = combine(Weights().without(*off), witnesses)
    absent = combine(Weights(), {name: odds for name, odds in witnesses.items() if name not in off})
    np.testing.assert_allclose(silent[0], absent[0])
    np.testing.assert_allclose(silent[1], absent[1])


def test_every_witness_of_the_configuration_can_be_switched_off() -> None:
    assert set(config.WITNESSES) <= set(asdict(Weights()))
    assert asdict(Weights().without(*config.WITNESSES)).keys() == asdict(Weights()).keys()
    assert all(getattr(Weights().without(*config.WITNESSES), name) == 0 for name in config.WITNESSES)


def test_enormous_odds_give_shares_not_nans() -> None:
    odds = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4]])
    likely, none = combine(Weights(), {"names": odds})
    np.testing.assert_allclose(likely, [[1, 0, 0], [0, 0, 0]])
    np.testing.assert_allclose(none, [0, 1])
