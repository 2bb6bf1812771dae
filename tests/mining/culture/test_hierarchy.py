"""Which node a document is named after."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.hierarchy import Nodes, children, parent, related

CULTURES = culture_codes()
SOME = ("ES", "FR", "GR", "JP", "ca", "eu", "grc", "AL", "MK", "Kyoto")


def lowest(
    shares: dict[str, float], cultures: tuple[str, ...] = CULTURES, limit: float = 0.5
) -> tuple[tuple[str, ...], float]:
    """The owner of one document, and what it holds; what the shares leave over is of no culture."""
    likely = np.array([[shares.get(code, 0.0) for code in cultures]])
    nodes = Nodes(cultures, limit)
    owner, share = nodes.lowest(likely, 1.0 - likely.sum(axis=1))
    return nodes.owners[owner[0]], float(share[0])


@pytest.mark.parametrize(
    ("shares", "owner", "held"),
    [
        ({"JP": 0.6, "KR": 0.3}, ("JP",), 0.6),
        ({"ca": 0.6, "ES": 0.3}, ("ca",), 0.6),  # the lowest that holds enough
        ({"ca": 0.4, "ES": 0.3}, ("ES",), 0.7),  # neither does, but the state with what lies in it
        ({"ca": 0.3, "eu": 0.3, "JP": 0.1}, ("ES",), 0.6),
        ({"AL": 0.3, "GR": 0.3}, ("AL", "GR"), 0.6),  # neighbours
        ({"GR": 0.3, "JP": 0.3}, ("GR",), 0.3),  # far from each other: nobody has enough
        ({"grc": 0.3, "GR": 0.3}, ("GR", "grc"), 0.6),  # ancient Greece stays, but may share with the modern
    ],
)  # fmt: skip
def test_the_lowest_node_with_enough_is_named(shares: dict[str, float], owner: tuple[str, ...], held: float) -> None:
    found, share = lowest(shares)
    assert found == owner
    assert share == pytest.approx(held)


def test_a_document_of_no_culture_is_given_to_no_set() -> None:
    assert lowest({"AL": 0.2, "GR": 0.2}, limit=0.3) == (("AL",), pytest.approx(0.2))


@pytest.mark.parametrize(
    ("code", "state"),
    [
        *(("ca", "ES"), ("eu", "ES"), ("cy", "GB"), ("bo", "CN"), ("mi", "NZ"), ("yo", "NG"), ("ta", "IN")),
        *(("JP", None), ("la", None), ("akk", None), ("Kyoto", None)),
    ],
)  # fmt: skip
def test_peoples_without_a_state_lie_in_one_and_ancient_ones_in_none(code: str, state: str | None) -> None:
    assert parent(code) == state


def test_relations_are_mutual_and_nobody_is_alone() -> None:
    near = related(CULTURES)
    assert near.diagonal().all()
    np.testing.assert_array_equal(near, near.T)
    place = {code: number for number, code in enumerate(CULTURES)}
    assert near[place["MX"], place["PE"]]  # one language
    assert near[place["TH"], place["LA"]]  # neighbours
    assert not near[place["JP"], place["GR"]]


def test_a_culture_is_its_own_child() -> None:
    assert (children(CULTURES).diagonal() == 1).all()


@given(st.lists(st.floats(0, 1), min_size=11, max_size=11).filter(lambda x: sum(x) > 0), st.floats(0.05, 1.0))
def test_an_owner_holds_at_least_what_each_member_holds(weights: list[float], limit: float) -> None:
    shares = np.array(weights) / sum(weights)
    (owner, held) = lowest(dict(zip(SOME, shares.tolist(), strict=False)), SOME, limit)
    for code in owner:
        assert held >= shares[SOME.index(code)] - 1e-9
    assert held <= 1 + 1e-9
    if shares[:10].max() >= limit:
        assert owner == (SOME[int(shares[:10].argmax())],)


@given(st.permutations(range(5)))
def test_documents_in_another_order_have_the_same_owners(order: list[int]) -> None:
    rows = [{"JP": 0.6}, {"ca": 0.4, "ES": 0.3}, {"AL": 0.3, "GR": 0.3}, {"GR": 0.3, "MK": 0.3}, {"JP": 0.3}]
    likely = np.array([[row.get(code, 0.0) for code in SOME] for row in rows])

    def owners(places: list[int]) -> list[tuple[str, ...]]:
        nodes = Nodes(SOME, 0.5)
        owner, _ = nodes.lowest(likely[places], 0.4 + np.zeros(len(places)))
        return [nodes.owners[number] for number in owner]

    first = owners(list(range(5)))
    assert owners(order) == [first[place] for place in order]


def test_sets_that_were_met_in_other_blocks_are_the_same_owner() -> None:
    nodes = Nodes(SOME, 0.5)
    row = np.array([[{"AL": 0.3, "GR": 0.3}.get(code, 0.0) for code in SOME]])
    first, again = (nodes.lowest(row, np.array([0.4]))[0] for _ in range(2))
    assert first == again
    assert len(nodes.owners) == len(SOME) + 1
