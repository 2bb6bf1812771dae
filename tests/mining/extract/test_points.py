import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.extract.points import maximal_marginal_relevance
from tests.mining.maths import unit


def test_the_most_relevant_first_then_the_one_that_is_unlike_it() -> None:
    near = unit(np.array([[1.0, 0.0, 0.1], [1.0, 0.01, 0.1], [0.8, 0.6, 0.0]]))
    relevance = [0.95, 0.94, 0.9]
    assert maximal_marginal_relevance(near, relevance, 3).tolist() == [0, 2, 1]
    assert maximal_marginal_relevance(near, relevance, 3, balance=1.0).tolist() == [0, 1, 2]


def test_by_hand() -> None:
    vectors = np.array([[1.0, 0.0], [0.8, 0.6], [0.6, 0.8]])
    # after 0: 0.5 * 0.9 - 0.5 * 0.8 = 0.05 and 0.5 * 0.5 - 0.5 * 0.6 = -0.05
    assert maximal_marginal_relevance(vectors, [1.0, 0.9, 0.5], 2, balance=0.5).tolist() == [0, 1, 2]
    # and with relevance 0.5: -0.15 under -0.05
    assert maximal_marginal_relevance(vectors, [1.0, 0.5, 0.5], 2, balance=0.5).tolist() == [0, 2, 1]


def test_different_sources_come_first_where_they_are_about_as_good() -> None:
    vectors, sources = np.eye(6), ["a", "a", "a", "b", "b", "c"]
    order = maximal_marginal_relevance(vectors, [0.9, 0.88, 0.86, 0.85, 0.84, 0.83], 6, sources=sources)
    assert [sources[place] for place in order[:3]] == ["a", "b", "c"]
    poor = maximal_marginal_relevance(vectors, [0.9, 0.88, 0.86, 0.3, 0.2, 0.1], 6, sources=sources)
    assert [sources[place] for place in poor[:4]] == ["a", "a", "a", "b"]


@given(seed=st.integers(0, 99), n=st.integers(0, 15), count=st.integers(0, 20))
def test_every_member_is_ranked_once_and_the_rest_by_relevance(seed: int, n: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    vectors, relevance = unit(rng.normal(size=(n, 5))), rng.random(n)
    order = maximal_marginal_relevance(vectors, relevance, count)
    assert sorted(order.tolist()) == list(range(n))
    if n and count:
        assert order[0] == relevance.argmax()
    assert (np.diff(relevance[order[count:]]) <= 0).all()
